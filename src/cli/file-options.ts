import { filesOf } from '../audit/index.ts';
import type { Settings } from '../config/index.ts';
import type { FilePlaces } from '../files/index.ts';
import type { FileFlags } from './file-flags.ts';

/** Where uploaded files are: a flag beats the configuration file, a folder beats a URL. */
export function resolveFiles({ mediaRoot, mediaUrl, readDataSubset }: FileFlags, settings: Settings): Required<FilePlaces> {
  const said = filesOf(settings);
  const subset = readDataSubset ?? said.subset;
  return mediaRoot === undefined && mediaUrl === undefined
    ? { ...said, subset }
    : { mediaRoot: mediaRoot ?? null, mediaUrl: mediaUrl ?? null, subset };
}

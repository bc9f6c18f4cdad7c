import type { Settings } from '../config/index.ts';
import { parseSubset, type FilePlaces } from '../files/index.ts';
import type { FileFlags } from './file-flags.ts';

/** Where uploaded files are: a flag beats the configuration file, a folder beats a URL. The workspace knows their hashes. */
export function resolveFiles({ mediaRoot, mediaUrl, readDataSubset }: FileFlags, settings: Settings): Required<FilePlaces> {
  const named = mediaRoot !== undefined || mediaUrl !== undefined;
  return {
    mediaRoot: mediaRoot ?? (named ? null : (settings.mediaRoot ?? null)),
    mediaUrl: mediaUrl ?? (named ? null : (settings.mediaUrl ?? null)),
    subset: readDataSubset ?? parseSubset(settings.readDataSubset ?? ''),
  };
}

import type { FileFlags } from './file-flags.ts';
import type { DatabaseFlags, KeepingFlags } from './options.ts';
import { repeatedFlags } from './resolve-options.ts';

/** What a hint repeats of the flags that say which database, where its files are, and where its acknowledgements are. */
export function keepingHint({
  database,
  writeDatabase,
  config,
  store,
  baseline,
  mediaRoot,
  mediaUrl,
}: KeepingFlags & DatabaseFlags & FileFlags): string {
  const hint = repeatedFlags({
    ...(database === undefined ? {} : { database }),
    ...(writeDatabase === undefined ? {} : { writeDatabase }),
    ...(config === undefined ? {} : { config }),
    ...(store === undefined ? {} : { store }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(mediaRoot === undefined ? {} : { mediaRoot }),
    ...(mediaUrl === undefined ? {} : { mediaUrl }),
  });
  return hint.database + hint.store + hint.scope;
}

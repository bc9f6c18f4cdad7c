import type { FileFlags } from './file-flags.ts';
import type { DatabaseFlags, KeepingFlags } from './options.ts';
import { repeatedFlags } from './resolve-options.ts';

/** What a hint repeats of the flags that say which database, where its files are, and where its acknowledgements are. */
export function keepingHint(flags: KeepingFlags & DatabaseFlags & FileFlags): string {
  const { database, writeDatabase, config, trustConfig, store, baseline, mediaRoot, mediaUrl } = flags;
  const hint = repeatedFlags({ database, writeDatabase, config, trustConfig, store, baseline, mediaRoot, mediaUrl });
  return hint.database + hint.store + hint.files + hint.baseline;
}

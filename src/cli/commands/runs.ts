import { addressText } from '../../database/index.ts';
import { UsageError } from '../../errors.ts';
import { openStore, type Store } from '../../history/index.ts';
import { shellWord } from '../../model/index.ts';
import { runLine, toJson } from '../../report/index.ts';
import type { ConfigFlags, GlobalFlags } from '../options.ts';
import { readSettings } from '../read-settings.ts';
import { targetOf } from '../resolve-options.ts';
import { accountOf } from '../run-accounts.ts';
import { storeAddress } from '../store-address.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of commands that only read the store. */
export interface StoreFlags extends GlobalFlags, ConfigFlags {
  readonly store?: string;
  readonly format?: 'text' | 'json';
}

/** Flags of `runs`. */
export interface RunsFlags extends StoreFlags {
  readonly limit: number;
}

/** Opens the store to read in it; null where nothing was ever repaired. */
export async function openForReading(flags: StoreFlags): Promise<Store | null> {
  const settings = await readSettings(flags);
  const location = await storeAddress(flags.store, settings, null);
  const store = await openStore(location, 'read');
  // "Could not look" is not "nothing there".
  if (store === null && flags.store !== undefined) {
    throw new UsageError('NO_RUNS', `There is no store of runs at ${addressText(location)}: check the name after --store.`);
  }
  return store;
}

/** Prints the runs of the store. */
export async function listRuns(flags: RunsFlags, terminal: Terminal): Promise<void> {
  const store = await openForReading(flags);
  try {
    const runs = ((await store?.runs(flags.limit)) ?? []).map(accountOf);
    if (flags.format === 'json') terminal.print(toJson({ schemaVersion: 1, runs }));
    else if (runs.length === 0) terminal.print('No runs yet: a repair is the first. Next: peerquest-audit --fix-issues --dry-run');
    else {
      for (const run of runs) terminal.print(runLine(run));
      terminal.print(
        `\nNext: peerquest-audit show ${shellWord(runs[0]?.id.slice(0, 8) ?? 'last')}${targetOf(flags).store}   (each change, before and after)`,
      );
    }
  } finally {
    await store?.close();
  }
}

import type { Settings } from '../config/index.ts';
import { addressText, connect, type DatabaseAddress } from '../database/index.ts';
import { AuditToolError, StoreError, UsageError } from '../errors.ts';
import { openStore, readAcknowledgements, type SharedStore, type Store } from '../history/index.ts';
import type { Acknowledgement } from '../model/index.ts';
import { readBaseline, writeBaseline } from './acknowledgements-baseline.ts';
import type { FileFlags } from './file-flags.ts';
import type { DatabaseFlags } from './options.ts';
import { targetOf } from './resolve-options.ts';
import { storeAddress } from './store-address.ts';
import type { Terminal } from './terminal.ts';

/** Flags that say where acknowledgements are kept. */
export interface KeepingFlags {
  readonly store?: string;
  readonly baseline?: string;
}

/**
 * What is acknowledged: from the baseline, where one is named, else from the store, where there is one. It is for the audit
 * to leave out what is about another database.
 *
 * @throws UsageError for a baseline that is not there or cannot be used, StoreError for such a store
 */
export async function knownAcknowledgements(
  flags: KeepingFlags,
  settings: Settings,
  audited: DatabaseAddress,
): Promise<readonly Acknowledgement[]> {
  const baseline = baselineOf(flags, settings);
  if (baseline === null) return readAcknowledgements(await storeAddress(flags.store, settings, null, audited));
  const known = readBaseline(baseline);
  if (known !== null) return known;
  throw new UsageError('NO_BASELINE', `There is no baseline "${baseline}": check the path, or make it with "peerquest-audit ack".`);
}

/** The same for something that writes to a store as well, which is opened once for both; null for a preview. */
export async function knownAcknowledgementsOf(
  store: SharedStore | null,
  flags: KeepingFlags,
  settings: Settings,
  audited: DatabaseAddress,
): Promise<readonly Acknowledgement[]> {
  const open = store === null || baselineOf(flags, settings) !== null ? null : await store.ifThere();
  return open === null ? knownAcknowledgements(flags, settings, audited) : open.acknowledgements.all();
}

/**
 * The same for something that writes nothing by it. Trouble with the store is a warning, as all findings count then; a
 * baseline that somebody named must be there.
 *
 * @throws UsageError for a baseline that is not there or cannot be used
 */
export async function acknowledgementsToReport(
  flags: KeepingFlags,
  settings: Settings,
  audited: DatabaseAddress,
  terminal: Terminal,
): Promise<readonly Acknowledgement[]> {
  try {
    return await knownAcknowledgements(flags, settings, audited);
  } catch (error) {
    if (baselineOf(flags, settings) !== null || !(error instanceof AuditToolError) || error.code === 'FOREIGN_FILE') throw error;
    terminal.warn(`Acknowledgements could not be read, so all findings count: ${error.message}`);
    return [];
  }
}

/** Where the acknowledgements of one database are kept and changed. */
export interface Keeping {
  /** The place in words. */
  readonly location: string;
  all(): Promise<readonly Acknowledgement[]>;
  /** Adds acknowledgements; one of the same finding is replaced. */
  add(acknowledgements: readonly Acknowledgement[]): Promise<void>;
  remove(acknowledgements: readonly Acknowledgement[]): Promise<void>;
}

/**
 * Finds where the acknowledgements of a database are kept. Nothing is made before something is added.
 *
 * @param database asked only where they are kept in the store, which knows several
 * @throws UsageError, RefusedError for a store that cannot be meant or would not last
 */
export async function findKeeping(flags: KeepingFlags, settings: Settings, database: () => Promise<DatabaseAddress>): Promise<Keeping> {
  const baseline = baselineOf(flags, settings);
  if (baseline !== null) return inBaseline(baseline);
  const audited = await database();
  return inStore(await storeAddress(flags.store, settings, audited), await identityOf(audited));
}

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
  const hint = targetOf({
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

function baselineOf(flags: KeepingFlags, settings: Settings): string | null {
  return flags.baseline ?? settings.baseline ?? null;
}

function inBaseline(file: string): Keeping {
  const all = (): readonly Acknowledgement[] => readBaseline(file) ?? [];
  const without = (some: readonly Acknowledgement[]): readonly Acknowledgement[] => {
    const names = new Set(some.map(({ fingerprint }) => fingerprint));
    return all().filter(({ fingerprint }) => !names.has(fingerprint));
  };
  return {
    location: file,
    all: () => Promise.resolve(all()),
    add(some) {
      writeBaseline(file, [...without(some), ...some]);
      return Promise.resolve();
    },
    remove(some) {
      writeBaseline(file, without(some));
      return Promise.resolve();
    },
  };
}

function inStore(address: DatabaseAddress, identity: string): Keeping {
  const location = addressText(address);
  const withStore = async (work: (store: Store) => Promise<void>): Promise<void> => {
    const store = await openStore(address, 'create');
    if (store === null) throw new StoreError('NO_STORE', `The store ${location} cannot be made: name another with --store.`);
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };
  return {
    location,
    all: async () => (await readAcknowledgements(address)).filter(({ database }) => database === identity),
    add: (some) => withStore((store) => store.acknowledgements.add(some.map((one) => ({ ...one, database: identity })))),
    remove: (some) =>
      withStore((store) =>
        store.acknowledgements.remove(
          identity,
          some.map(({ fingerprint }) => fingerprint),
        ),
      ),
  };
}

async function identityOf(address: DatabaseAddress): Promise<string> {
  const session = await connect(address, ['users_user']);
  try {
    return await session.identity();
  } finally {
    await session.close();
  }
}

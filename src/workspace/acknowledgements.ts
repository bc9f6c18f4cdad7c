import { addressText, isNoStore, connect, type DatabaseAddress } from '../database/index.ts';
import { AuditToolError, UsageError } from '../errors.ts';
import { readAcknowledgements, withoutRepair, type SharedStore, type Store } from '../history/index.ts';
import { aboutDatabase, aboutSubject, type Acknowledgement } from '../model/index.ts';
import { readBaseline, writeBaseline } from './baseline.ts';
import type { Workspace } from './workspace.ts';

/**
 * What is acknowledged: from the baseline, where one is named, else from the store, where there is one. It is for the audit
 * to leave out what is about another database.
 *
 * @param shared the store of something that writes to it as well, so that it is opened once for both; null to open it to read only
 * @throws UsageError for a baseline that is not there or cannot be used, StoreError for such a store
 */
export async function keptAcknowledgements(workspace: Workspace, shared: SharedStore | null = null): Promise<readonly Acknowledgement[]> {
  const { baseline } = workspace;
  if (baseline === null) {
    const open = shared === null ? null : await shared.ifThere();
    return open === null ? readAcknowledgements((await workspace.whereRead()).address) : open.acknowledgements.all();
  }
  const kept = readBaseline(baseline);
  if (kept !== null) return kept;
  throw new UsageError('NO_BASELINE', `There is no baseline "${baseline}": check the path, or make it with "peerquest-audit ack".`);
}

/**
 * The same for something that writes nothing by it. Trouble with the store is a warning, as all findings count then; a
 * baseline that the user named must be there.
 *
 * @param besides what else follows from that, words that go on
 * @param shared the store of what is kept besides, so that it is opened once for both; null to open it to read only
 * @throws UsageError for a baseline that is not there or cannot be used
 */
export async function acknowledgementsToReport(
  workspace: Workspace,
  warn: (sentence: string) => void,
  besides = '',
  shared: SharedStore | null = null,
): Promise<readonly Acknowledgement[]> {
  try {
    return await keptAcknowledgements(workspace, shared);
  } catch (error) {
    if (workspace.baseline !== null || !(error instanceof AuditToolError) || error.code === 'FOREIGN_FILE') throw error;
    warn(`Acknowledgements could not be read, so all findings count${besides}: ${withoutRepair(error)}`);
    return [];
  }
}

/** Where the acknowledgements of one database are kept and changed. */
export interface Keeping {
  /** The place in words. */
  readonly location: string;
  /** False where it is certain that nothing was ever kept there: the name may be mistyped. */
  isThere(): boolean;
  all(): Promise<readonly Acknowledgement[]>;
  /** Adds acknowledgements; one of the same finding is replaced. */
  add(acknowledgements: readonly Acknowledgement[]): Promise<void>;
  remove(acknowledgements: readonly Acknowledgement[]): Promise<void>;
}

/**
 * Finds where the acknowledgements of the workspace's database are kept. Nothing is made before something is added. The database is
 * asked only where they are kept in the store, which knows several.
 *
 * @throws UsageError, RefusedError for a store that cannot be meant or would not last
 */
export async function findKeeping(workspace: Workspace): Promise<Keeping> {
  const { baseline } = workspace;
  if (baseline !== null) return inBaseline(baseline);
  const { address } = await workspace.whereKept();
  const { address: audited } = await workspace.database();
  return inStore(workspace, address, await identityOf(audited), audited.subject?.name ?? null);
}

function inBaseline(file: string): Keeping {
  const all = (): readonly Acknowledgement[] => readBaseline(file) ?? [];
  const without = (some: readonly Acknowledgement[]): readonly Acknowledgement[] => {
    const names = new Set(some.map(({ fingerprint }) => fingerprint));
    return all().filter(({ fingerprint }) => !names.has(fingerprint));
  };
  return {
    location: file,
    isThere: () => readBaseline(file) !== null,
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

function inStore(workspace: Workspace, address: DatabaseAddress, identity: string, name: string | null): Keeping {
  const subject = name === null ? identity : aboutSubject(name);
  const forget = async (store: Store, some: readonly Acknowledgement[], ...databases: readonly string[]): Promise<void> => {
    const fingerprints = some.map(({ fingerprint }) => fingerprint);
    for (const database of new Set(databases)) await store.acknowledgements.remove(database, fingerprints);
  };
  return {
    location: addressText(address),
    isThere: () => !isNoStore(address),
    all: async () => aboutDatabase(await readAcknowledgements(address), identity, name),
    add: (some) =>
      workspace.withStore(async (shared) => {
        const store = await shared.made();
        await store.acknowledgements.add(some.map((one) => ({ ...one, database: subject })));
        // What was said before the database had a name is said anew.
        if (subject !== identity) await forget(store, some, identity);
      }),
    remove: (some) =>
      workspace.withStore(async (shared) => {
        await forget(await shared.made(), some, identity, subject);
      }),
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

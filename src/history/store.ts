import { Kysely, sql } from 'kysely';
import { addressText, storeDialect, type DatabaseAddress, type StorePurpose } from '../database/index.ts';
import type { FileManifest } from '../files/index.ts';
import { removeAcknowledgements, writeAcknowledgements, type StoredAcknowledgement } from './acknowledgements.ts';
import { fileManifest } from './file-manifest.ts';
import { migrate, storeAge } from './migrate.ts';
import { findRun, readRuns } from './read-runs.ts';
import {
  LONGEST_PAYLOAD,
  transactionRecord,
  type NewRun,
  type NewTransaction,
  type RunEnd,
  type RunRecord,
  type TransactionRecord,
} from './records.ts';
import type { StoreSchema, TransactionState } from './schema.ts';
import { Seals } from './seals.ts';
import { isRunSigned, signatureOf, type Signature } from './signature.ts';
import { storeError, translated } from './store-error.ts';
import { findStoreKey, makeStoreKey, type StoreKey } from './store-key.ts';
import { journalWriter } from './write-journal.ts';

/** The tool's own database: runs and the journal of what they changed. Every method throws StoreError for trouble with it. */
export interface Store {
  /** The store in words, without a password. */
  readonly location: string;
  startRun(run: NewRun): Promise<void>;
  finishRun(id: string, end: RunEnd): Promise<void>;
  /** Newest first; null for all. */
  runs(limit: number | null): Promise<readonly RunRecord[]>;
  /**
   * By id, unambiguous beginning of an id, or `last`: the newest.
   *
   * @throws UsageError when there is no such run, or several
   */
  findRun(name: string): Promise<RunRecord>;
  /** Runs on this database that have not ended, newest first. */
  unfinishedRuns(databaseIdentity: string): Promise<readonly RunRecord[]>;
  /** On disk when it resolves. */
  writeIntent(intent: NewTransaction): Promise<void>;
  settle(runId: string, number: number, state: Exclude<TransactionState, 'intended'>): Promise<void>;
  /** Transactions of runs on this database whose outcome nobody has recorded, oldest first. */
  openIntents(databaseIdentity: string): Promise<readonly TransactionRecord[]>;
  /** One at a time, from the first or the last of a run: a payload can be megabytes. */
  transactions(runId: string, from: 'first' | 'last'): AsyncIterable<TransactionRecord>;
  /** Keeps acknowledgements; one that was kept of the same finding of the same database is replaced. All of them, or none. */
  acknowledge(acknowledgements: readonly StoredAcknowledgement[]): Promise<void>;
  /** Forgets acknowledgements on this database by the fingerprints of their findings. */
  unacknowledge(databaseIdentity: string, fingerprints: readonly string[]): Promise<void>;
  /** The hashes of the files of an audited database; closing them closes the store. */
  files(databaseIdentity: string): FileManifest;
  /** Whether a run is as it was written with this key, whole and in its place; each transaction says the same of itself. */
  signatureOf(run: RunRecord): Promise<Signature>;
  /** Whether the key has signed what a run is: less than {@link signatureOf} tells, and without a query. */
  isSigned(run: RunRecord): boolean;
  /** Whether there is a key: without one nothing is signed, and no outcome that is recorded is believed later. */
  readonly hasKey: boolean;
  /** Why what is written is not signed, or not for long, a clause; null where it is. */
  readonly signingTrouble: string | null;
  close(): Promise<void>;
}

/**
 * Opens a store. An older one is brought up to date where it can be written to; one that nobody can write to must be up to
 * date.
 *
 * @param key asked for when the journal is written or believed; the operator's, unless given
 * @returns null when there is no store and none is to be made
 * @throws StoreError with a sentence for every way in which this can fail; UsageError when the URL's certificate cannot be used
 */
export async function openStore(
  address: DatabaseAddress,
  purpose: StorePurpose,
  key: () => StoreKey = () => (purpose === 'create' ? makeStoreKey(process.env, null) : findStoreKey(process.env)),
): Promise<Store | null> {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw translated(error, address);
    }
  };
  const connection = await attempt(() => storeDialect(address, purpose));
  if (connection === null) return null;
  const database = new Kysely<unknown>({ dialect: connection.dialect });
  try {
    const age = await attempt(() => storeAge(database, address));
    if (age === 'empty' && purpose !== 'create') {
      await database.destroy();
      return null;
    }
    if (age !== 'current') {
      if (!connection.writable) {
        throw storeError(
          address,
          'STORE_OLDER',
          'an older version has made its tables and this account may not write to it; open it once with an account that may',
        );
      }
      await attempt(() => migrate(database, address));
    }
  } catch (error) {
    await database.destroy().catch(() => undefined);
    throw error;
  }
  return storeOn(database.withTables<StoreSchema>(), address, new Seals(key), attempt);
}

function storeOn(
  database: Kysely<StoreSchema>,
  address: DatabaseAddress,
  seals: Seals,
  attempt: <T>(work: () => Promise<T>) => Promise<T>,
): Store {
  const location = addressText(address);
  const writer = journalWriter(database, seals, (rows, what) => {
    if (rows === 0n) throw storeError(address, 'STORE_DAMAGED', `it has lost ${what}; restore it from a backup`);
  });
  return {
    location,
    startRun: (run) => attempt(() => writer.startRun(run)),
    finishRun: (id, end) => attempt(() => writer.finishRun(id, end)),
    runs: (limit) => attempt(() => readRuns(database, { limit })),
    findRun: (name) => attempt(() => findRun(database, name, location)),
    unfinishedRuns: (databaseIdentity) => attempt(() => readRuns(database, { unfinishedOn: databaseIdentity })),
    writeIntent: (intent) => attempt(() => writer.writeIntent(intent)),
    settle: (runId, number, state) => attempt(() => writer.settle(runId, number, state)),
    openIntents: (databaseIdentity) =>
      attempt(async () => {
        const rows = await transactionsOf(database)
          .innerJoin('peerquest_audit_run as run', 'run.id', 'transaction.run_id')
          .where('transaction.state', '=', 'intended')
          .where('run.database_identity', '=', databaseIdentity)
          .orderBy('transaction.intended_at')
          .orderBy('transaction.run_id')
          .orderBy('transaction.number')
          .execute();
        return rows.map((row) => transactionRecord(row, seals));
      }),
    async *transactions(runId, from) {
      let last: number | null = null;
      for (;;) {
        const record = await attempt(() => neighbour(database, seals, runId, from, last));
        if (record === null) return;
        yield record;
        last = record.number;
      }
    },
    acknowledge: (acknowledgements) => attempt(() => writeAcknowledgements(database, acknowledgements)),
    unacknowledge: (databaseIdentity, fingerprints) => attempt(() => removeAcknowledgements(database, databaseIdentity, fingerprints)),
    files(databaseIdentity) {
      const { begin, get, put, unread, forget, finish } = fileManifest(database, databaseIdentity);
      return {
        begin: (part, now) => attempt(() => begin(part, now)),
        get: (paths) => attempt(() => get(paths)),
        put: (records) => attempt(() => put(records)),
        unread: (before, after) => attempt(() => unread(before, after)),
        forget: (paths) => attempt(() => forget(paths)),
        finish: (part, now) => attempt(() => finish(part, now)),
        close: () => attempt(() => database.destroy()),
      };
    },
    signatureOf: (run) => attempt(() => signatureOf(database, seals, run)),
    isSigned: (run) => isRunSigned(seals, run),
    get hasKey() {
      return seals.hasKey;
    },
    get signingTrouble() {
      return seals.trouble;
    },
    close: () => attempt(() => database.destroy()),
  };
}

/** Transactions with what they changed, unless that is longer than a machine takes. */
const transactionsOf = (database: Kysely<StoreSchema>) =>
  database
    .selectFrom('peerquest_audit_transaction as transaction')
    .innerJoin('peerquest_audit_payload as payload', (join) =>
      join.onRef('payload.run_id', '=', 'transaction.run_id').onRef('payload.number', '=', 'transaction.number'),
    )
    .selectAll('transaction')
    .select(
      sql<
        string | null
      >`case when length(${sql.ref('payload.payload')}) <= ${sql.lit(LONGEST_PAYLOAD)} then ${sql.ref('payload.payload')} end`.as(
        'payload',
      ),
    );

/** The transaction of a run that comes after another one, or first. A query each, so that others can run in between. */
async function neighbour(
  database: Kysely<StoreSchema>,
  seals: Seals,
  runId: string,
  from: 'first' | 'last',
  after: number | null,
): Promise<TransactionRecord | null> {
  let query = transactionsOf(database).where('transaction.run_id', '=', runId).limit(1);
  query = query.orderBy('transaction.number', from === 'first' ? 'asc' : 'desc');
  if (after !== null) query = query.where('transaction.number', from === 'first' ? '>' : '<', after);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : transactionRecord(row, seals);
}

import type { Kysely } from 'kysely';
import { chunks } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { JournalTables, TransactionState } from './journal-tables.ts';
import { jsonText, runRecord, runRow, type NewRun, type RunEnd, type RunRecord, type TransactionCount } from './records.ts';
import { transactionsDigest, type Seals } from './seals.ts';
import { isRunSigned, signatureOf, type Signature } from './signature.ts';
import { Damage } from './damage.ts';
import { storedSeals, type WrittenSeals } from './written-seals.ts';

/** Runs whose transactions are counted by one query: engines limit the number of parameters. */
const COUNTED_AT_ONCE = 500;

/** Ids among which a mistyped one is looked for. */
const REMEMBERED = 1000;

/** Letters of an id that are enough to tell runs apart, as lists show them. */
const SHORT = 8;

/** Runs: when, on which database, by whom, how they ended. What they changed is the journal's. */
export interface Runs {
  start(run: NewRun): Promise<void>;
  finish(id: string, end: RunEnd): Promise<void>;
  /** Takes a run away of which no transaction was ever journaled; false, and nothing is done, where one was. */
  forget(id: string): Promise<boolean>;
  /** The newest first; null for all. */
  newest(limit: number | null): Promise<readonly RunRecord[]>;
  /**
   * By id, unambiguous beginning of an id, or `last`: the newest.
   *
   * @throws UsageError when there is no such run, or several
   */
  find(name: string): Promise<RunRecord>;
  /** Those on this database that have not ended, newest first. */
  unfinished(databaseIdentity: string): Promise<readonly RunRecord[]>;
  /** Whether a run is as it was written with this key, whole and in its place; each transaction says the same of itself. */
  signatureOf(run: RunRecord): Promise<Signature>;
  /** Whether the key has signed what a run is: less than {@link signatureOf} tells, and without a query. */
  isSigned(run: RunRecord): boolean;
}

/**
 * The runs of a store.
 *
 * @param location the store in words
 */
export function runs(database: Kysely<JournalTables>, seals: Seals, written: WrittenSeals, location: string): Runs {
  return {
    async start(run) {
      await database
        .insertInto('peerquest_audit_run')
        .values(runRow(run, seals.run(run)))
        .execute();
      written.begin(run.id);
    },

    async finish(id, end) {
      const { state, finishedAt, summary } = end;
      const transactions = transactionsDigest(written.of(id) ?? (await storedSeals(database, id)));
      const { numUpdatedRows } = await database
        .updateTable('peerquest_audit_run')
        .set({ state, finished_at: finishedAt, summary: jsonText(summary), end_seal: seals.end(id, end, transactions) })
        .where('id', '=', id)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new Damage(`it has lost run ${id}`);
    },

    async forget(id) {
      const { numDeletedRows } = await database
        .deleteFrom('peerquest_audit_run')
        .where('id', '=', id)
        .where((each) => each.not(each.exists(each.selectFrom('peerquest_audit_transaction').select('number').where('run_id', '=', id))))
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    newest: (limit) => readRuns(database, { limit }),
    find: (name) => findRun(database, name, location),
    unfinished: (databaseIdentity) => readRuns(database, { unfinishedOn: databaseIdentity }),
    signatureOf: (run) => signatureOf(database, seals, run),
    isSigned: (run) => isRunSigned(seals, run),
  };
}

/** Runs, newest first: all, so many, those of an id's beginning, or those on one database that have not ended. */
async function readRuns(
  database: Kysely<JournalTables>,
  which: { readonly limit?: number | null; readonly prefix?: string; readonly unfinishedOn?: string },
): Promise<readonly RunRecord[]> {
  let query = database.selectFrom('peerquest_audit_run').selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc');
  if (which.prefix !== undefined) query = query.where('id', 'like', `${which.prefix}%`);
  if (which.unfinishedOn !== undefined) query = query.where('database_identity', '=', which.unfinishedOn).where('state', '=', 'running');
  if (typeof which.limit === 'number') query = query.limit(which.limit);
  const rows = await query.execute();
  const counts = await countTransactions(
    database,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => runRecord(row, counts.get(row.id) ?? new Map()));
}

/**
 * The run that the user means by an id, its beginning, or `last`.
 *
 * @throws UsageError when there is no such run, or several
 */
async function findRun(database: Kysely<JournalTables>, name: string, location: string): Promise<RunRecord> {
  const wanted = name.trim().toLowerCase();
  // Nothing else can begin an id, and some of it would mean something to LIKE.
  const mayBeId = /^[0-9a-f-]+$/.test(wanted);
  const found =
    wanted === 'last' ? await readRuns(database, { limit: 1 }) : mayBeId ? await readRuns(database, { prefix: wanted, limit: 3 }) : [];
  const [run, second] = found;
  if (run === undefined) throw await unknownRun(database, name, wanted, location);
  if (second === undefined) return run;
  const ids = found.map(({ id }) => id).join(', ');
  throw new UsageError('AMBIGUOUS_RUN', `"${name}" is the beginning of several runs (${ids}): give more of the id.`);
}

async function unknownRun(database: Kysely<JournalTables>, name: string, wanted: string, location: string): Promise<UsageError> {
  const rows = await database.selectFrom('peerquest_audit_run').select('id').orderBy('started_at', 'desc').limit(REMEMBERED).execute();
  if (rows.length === 0) {
    return new UsageError(
      'NO_RUNS',
      `The store ${location} holds no runs: nothing was repaired with it yet, or --store has to name another.`,
    );
  }
  const beginnings = new Set(rows.map(({ id }) => id.slice(0, Math.max(SHORT, wanted.length))));
  const near = nearest(wanted, [...beginnings]).join(', ');
  return new UsageError(
    'UNKNOWN_RUN',
    `The store ${location} knows no run "${name}"${near === '' ? '' : ` (nearest: ${near})`}: "peerquest-audit runs" lists them.`,
  );
}

async function countTransactions(
  database: Kysely<JournalTables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<TransactionState, TransactionCount>>> {
  const counts = new Map<string, Map<TransactionState, TransactionCount>>();
  for (const some of chunks(ids, COUNTED_AT_ONCE)) {
    const rows = await database
      .selectFrom('peerquest_audit_transaction')
      .where('run_id', 'in', some)
      .groupBy(['run_id', 'state'])
      .select(({ fn }) => [
        'run_id',
        'state',
        fn.countAll<number | string>().as('transactions'),
        fn.sum<number | string>('changes').as('changes'),
      ])
      .execute();
    for (const { run_id: id, state, transactions, changes } of rows) {
      const ofRun = counts.get(id) ?? new Map<TransactionState, TransactionCount>();
      counts.set(id, ofRun.set(state, { transactions: Number(transactions), changes: Number(changes) }));
    }
  }
  return counts;
}

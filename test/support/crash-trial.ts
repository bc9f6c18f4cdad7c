import { setTimeout as sleep } from 'node:timers/promises';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { NO_ALLOWANCES, parseDatabaseUrl, repairAccess, type WriteSession } from '../../src/database/index.ts';
import { RefusedError } from '../../src/errors.ts';
import { openStore, type RunRecord, type Store, type TransactionRecord } from '../../src/history/index.ts';
import type { EntityPlan } from '../../src/repair/planned-change.ts';
import type { Settled } from '../../src/repair/settle.ts';
import { temporaryFolder } from './cli.ts';
import { runChild, type ChildEnd, type ChildProgram, type KillTime } from './crash-process.ts';
import type { StepName } from './crash-child.ts';
import type { TestDatabase } from './databases.ts';
import { halfRepaired, storedRows, untrue, type Rows } from './journal-truth.ts';
import { apply, contents, makePlan, requestFor, undo, type Ran } from './repairing.ts';
import { EVERYTHING } from './troubled-records.ts';

/** Entities per transaction: several batches of some tens of entities. */
const BATCH = 3;

/** How long a server may take to notice that a client is gone, in milliseconds. */
const PATIENCE = 20_000;

/** A database in trouble, and what is known of it before anything is killed. */
export interface CrashSite {
  readonly database: TestDatabase;
  readonly program: ChildProgram;
  readonly dataset: Dataset;
  /** As the database prints it. */
  readonly contents: string;
  readonly rows: Rows;
  readonly plan: readonly EntityPlan[];
}

/** A run that is to be killed: at the n-th occurrence of a step, some milliseconds later, or at a time. */
export interface Kill {
  readonly work: 'apply' | 'undo';
  readonly at: { readonly step: StepName; readonly occurrence: number; readonly delay: number } | KillTime;
}

/** What a trial came to. */
export interface TrialReport {
  /** Runs that were really killed: one that is to be killed at some time may have ended before. */
  readonly kills: number;
  /** Transactions that the next run found open, by what it made of them. */
  readonly settled: readonly Settled[];
  /** The children that were not killed. */
  readonly undisturbed: readonly Pick<ChildEnd, 'starting' | 'running'>[];
  readonly violations: readonly string[];
}

/** Puts the rows into the database and looks at everything. */
export async function crashSite(database: TestDatabase, program: ChildProgram, dataset: Dataset): Promise<CrashSite> {
  await database.clear();
  await database.insert(dataset);
  const plan = await makePlan(database.url, EVERYTHING);
  const session = await sessionWhenFree(database.url);
  try {
    return {
      database,
      program,
      dataset,
      contents: await contents((sql) => database.query(sql)),
      rows: await storedRows(session),
      plan: [...plan.entities()],
    };
  } finally {
    plan.drop();
    await session.close();
  }
}

/**
 * Kills one run after the other, then lets the next one finish, and takes everything back: all that must be true after
 * each of these that is not is a violation. Without kills in `kills`, or with ones that come too late, it is a trial of
 * undisturbed runs.
 */
export async function crashTrial(site: CrashSite, kills: readonly (Kill | Pick<Kill, 'work'>)[]): Promise<TrialReport> {
  const folder = temporaryFolder();
  const trial = new Trial(site, folder.file('store.sqlite3'));
  try {
    await trial.run(kills);
  } catch (error) {
    trial.violations.push(`the trial stopped: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    await trial.close();
    folder.remove();
  }
  if (trial.violations.length > 0) {
    await site.database.clear();
    await site.database.insert(site.dataset);
  }
  return trial;
}

class Trial implements TrialReport {
  readonly violations: string[] = [];
  readonly settled: Settled[] = [];
  readonly undisturbed: ChildEnd[] = [];
  kills = 0;
  readonly #site: CrashSite;
  readonly #file: string;
  #store: Store | null = null;

  constructor(site: CrashSite, file: string) {
    this.#site = site;
    this.#file = file;
  }

  async run(kills: readonly (Kill | Pick<Kill, 'work'>)[]): Promise<void> {
    let rows = this.#site.rows;
    let next: () => Promise<Ran> = () => this.#apply();
    for (const kill of kills) {
      const victim = kill.work === 'undo' ? await this.#runToUndo() : null;
      await this.#runChild(kill, victim);
      rows = await this.#look();
      next = victim === null ? () => this.#apply() : () => this.#undo(victim);
    }
    await this.#recover(rows, next);
    await this.#undoAll();
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  /** Not before the first kill: a child may die while it makes the store. */
  async #openStore(): Promise<Store> {
    this.#store ??= await openStore({ engine: 'sqlite', file: this.#file }, 'create');
    if (this.#store === null) throw new Error('No store was made.');
    return this.#store;
  }

  /** The newest repair, or one that is made for the purpose. */
  async #runToUndo(): Promise<string> {
    const store = await this.#openStore();
    const known = (await store.runs.newest(null)).find(({ mode }) => mode === 'fix')?.id;
    return known ?? (await this.#apply()).outcome.runId;
  }

  async #runChild(kill: Kill | Pick<Kill, 'work'>, victim: string | null): Promise<void> {
    const at = 'at' in kill ? kill.at : null;
    const task = {
      url: this.#site.database.url,
      store: this.#file,
      work: victim === null ? ('apply' as const) : { undo: victim },
      plan: EVERYTHING,
      batchSize: BATCH,
      ...(at !== null && 'step' in at ? { kill: at } : {}),
    };
    const end = await whenFree(async () => {
      const ended = await runChild(this.#site.program, task, at !== null && 'after' in at ? at : null);
      if (ended.result !== null && 'refused' in ended.result) {
        throw new RefusedError(ended.result.refused.code, ended.result.refused.sentence);
      }
      return ended;
    });
    if (end.wasKilled) this.kills += 1;
    else if (end.result === null) this.violations.push(`a run ended without a word: ${end.stderr}`);
    else {
      this.undisturbed.push(end);
      if ('outcome' in end.result) this.#mustBeClean(end.result.outcome, 'a run that was not killed');
    }
  }

  /** Nothing is half repaired, whatever the journal says. */
  async #look(): Promise<Rows> {
    const session = await sessionWhenFree(this.#site.database.url);
    try {
      const rows = await storedRows(session);
      this.violations.push(...halfRepaired(this.#site.plan, this.#site.rows, rows));
      return rows;
    } finally {
      await session.close();
    }
  }

  /** The next run settles what the killed ones left open, truly, and finishes. */
  async #recover(rows: Rows, next: () => Promise<Ran>): Promise<void> {
    const store = await this.#openStore();
    const killed = new Set((await store.runs.newest(null)).map(({ id }) => id));
    const { outcome } = await next();
    const runs = await store.runs.newest(null);
    const transactions = await transactionsOf(
      store,
      runs.filter(({ id }) => killed.has(id)),
    );
    this.violations.push(
      ...runs.filter(({ state }) => state === 'running').map(({ id }) => `run ${id} was left open`),
      ...transactions.filter(({ state }) => state === 'intended').map(({ runId, number }) => `transaction ${number} of ${runId} is open`),
      ...lies(this.#site.rows, transactions, rows),
    );
    this.#mustBeClean(outcome, 'the next run');
    if (runs[0]?.mode === 'undo') return;
    const rest = await makePlan(this.#site.database.url, EVERYTHING);
    if (rest.summary.changes > 0) this.violations.push(`${rest.summary.changes} changes are still to be made after the next run`);
    rest.drop();
  }

  /** Undoing all runs, newest first, restores the start byte for byte; an undo is a run, too. */
  async #undoAll(): Promise<void> {
    const store = await this.#openStore();
    const { database, contents: start } = this.#site;
    for (const { id } of await store.runs.newest(null)) this.#mustBeClean((await this.#undo(id)).outcome, 'an undo, newest first,', true);
    if ((await contents((sql) => database.query(sql))) !== start) this.violations.push('the undo of all runs does not restore the start');
  }

  async #apply(): Promise<Ran> {
    const plan = await makePlan(this.#site.database.url, EVERYTHING);
    try {
      return await whenFree(async () => apply(plan, this.#request(await this.#openStore())));
    } finally {
      plan.drop();
    }
  }

  #undo(runId: string): Promise<Ran> {
    return whenFree(async () => undo(runId, this.#request(await this.#openStore())));
  }

  #request(store: Store): ReturnType<typeof requestFor> {
    return requestFor(this.#site.database.url, store, { batchSize: BATCH, onSettled: (settled) => this.settled.push(...settled) });
  }

  /** With nobody else at work nothing can fail or be in the way. */
  #mustBeClean({ stoppedBy, failed, conflicts, alreadyDone }: Ran['outcome'], which: string, isExact = false): void {
    if (stoppedBy !== null) this.violations.push(`${which} was stopped: ${stoppedBy}`);
    if (failed.entities > 0) this.violations.push(`${which} failed on ${failed.entities} entities`);
    if (conflicts.entities > 0) this.violations.push(`${which} met ${conflicts.entities} conflicts`);
    if (isExact && alreadyDone.entities > 0) this.violations.push(`${which} found ${alreadyDone.entities} entities undone already`);
  }
}

/** Transactions of runs in the order in which they were made. */
async function transactionsOf(store: Store, newestFirst: readonly RunRecord[]): Promise<readonly TransactionRecord[]> {
  const all: TransactionRecord[] = [];
  for (const { id } of newestFirst.toReversed())
    for await (const transaction of store.journal.transactions(id, 'first')) all.push(transaction);
  return all;
}

/** Where the journal is not true. One that is not sure of a transaction is true if either way of it fits. */
function lies(start: Rows, transactions: readonly TransactionRecord[], rows: Rows): readonly string[] {
  const unsure = transactions.findIndex(({ state }) => state === 'unknown');
  if (unsure < 0) return untrue(start, transactions, rows).map((what) => `the journal is not true: ${what}`);
  const readings = (['committed', 'rolled-back'] as const).map((state) =>
    lies(
      start,
      transactions.map((transaction, index) => (index === unsure ? { ...transaction, state } : transaction)),
      rows,
    ),
  );
  return readings.find(({ length }) => length === 0) ?? readings[0] ?? [];
}

/** A connection that holds the repair lock, with that of each lane: what a killed run had under way has ended by then. */
function sessionWhenFree(url: string): Promise<WriteSession> {
  return whenFree(async () => {
    const access = await repairAccess(parseDatabaseUrl(url), NO_ALLOWANCES);
    const session = await access.connect();
    const close = async (): Promise<void> => {
      await session.close();
      await access.close();
    };
    const more = [...Array(session.capabilities.repairLanes).keys()].slice(1);
    if ((await session.lock({ host: 'test', pid: process.pid }, [0, ...more])) === 'locked') return { ...session, close };
    await close();
    throw new RefusedError('REPAIR_RUNNING', 'Another repair still holds the lock.');
  });
}

/** The same again for as long as the database takes the killed run for a running one. */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + PATIENCE; ;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RefusedError) || error.code !== 'REPAIR_RUNNING' || Date.now() > end) throw error;
      await sleep(10);
    }
  }
}

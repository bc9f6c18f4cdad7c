import { resolve } from 'node:path';
import type { KeptRun, Look, RecordedRun, RunFilter, RunRecord, Store } from '../history/index.ts';
import { UsageError } from '../errors.ts';
import { paceOf, type RunAccount } from '../model/index.ts';
import type { Kinds, Plan } from '../repair/index.ts';

/** A run of the journal, told; with what the history tells of it, where it was recorded. */
export function accountOf(run: RunRecord, recorded: RecordedRun | null = null): RunAccount {
  const { user, found, subject } = run.options;
  const { conflicts, alreadyDone, failed, verified, stoppedBy } = run.summary ?? {};
  return {
    id: run.id,
    mode: run.mode,
    state: run.state,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    toolVersion: run.toolVersion,
    operator: `${run.operator}, process ${run.processId}`,
    database: { engine: run.database.engine, name: run.database.name, ...(subject === undefined ? {} : { subject }) },
    undoes: run.undoes,
    user: user?.username ?? null,
    found: found ?? null,
    changes: Object.fromEntries(
      Object.entries(run.transactions).flatMap(([state, { changes }]) => (changes === 0 ? [] : [[state, changes]])),
    ),
    left: conflicts === undefined || alreadyDone === undefined || failed === undefined ? null : { conflicts, alreadyDone, failed },
    verified: verified ?? null,
    hazards: [],
    leftOut: [],
    stoppedBy: stoppedBy ?? null,
    ...(recorded === null ? {} : { recorded: recordedOf(recorded) }),
  };
}

/** A run that only the history knows, one that wrote nothing, told; of the preview of an undo also what it would take back. */
export async function accountOfRecorded(history: Store['history'], run: RecordedRun): Promise<RunAccount> {
  return accountOfRecording(run, (await history.looks([run])).get(run.id) ?? null, await undoneBy(history, run));
}

/** Only what a run said of itself names it. */
async function undoneBy(history: Store['history'], run: RecordedRun): Promise<string | null> {
  if (run.mode !== 'undo') return null;
  const data = (await history.content(run))?.data as KeptRun | undefined;
  return data?.result?.repair?.plan.undoes?.id ?? null;
}

function accountOfRecording(run: RecordedRun, looks: readonly Look[] | null, undoes: string | null): RunAccount {
  const { id, mode, state, startedAt, finishedAt, toolVersion, operator, database, username, changes } = run;
  const found =
    looks === null ? null : Object.fromEntries(looks.filter(({ part }) => part === 0).map(({ check, count }) => [check, count]));
  return {
    id,
    mode,
    state,
    startedAt,
    finishedAt,
    toolVersion,
    operator,
    database: { ...database, ...(isIdentity(run.subject) ? {} : { subject: run.subject }) },
    undoes,
    user: username,
    found,
    changes: changes === 0 ? {} : { planned: changes },
    left: null,
    verified: null,
    hazards: [],
    leftOut: [],
    stoppedBy: null,
    recorded: recordedOf(run),
  };
}

function recordedOf({ exitCode, durationMs, findings, acknowledged, detail }: RecordedRun): NonNullable<RunAccount['recorded']> {
  return { exitCode, durationMs, findings, acknowledged, detail };
}

/** A database without a name goes by what tells it from all others, which says nothing to a person. */
const isIdentity = (subject: string): boolean => /^[0-9a-f]{32,64}$/.test(subject);

/** Which runs are asked for. */
export type RunsWish = Pick<RunFilter, 'modes' | 'since' | 'username' | 'check'> & {
  /** The name of a subject, as the history has it. */
  readonly subject?: string | undefined;
  /** What the database may be called, as a store knows it: any of these. */
  readonly databases?: readonly string[] | undefined;
  readonly limit: number | null;
  /** Whether it is to be told how fast they were. */
  readonly performance?: boolean | undefined;
};

/** Runs that the history knows. */
async function recordings(history: Store['history'], wish: RunsWish): Promise<readonly RecordedRun[]> {
  const recorded = await history.runs(wish.databases === undefined ? wish : { ...wish, limit: null });
  return recorded.filter((run) => isOf(run.database.name, run.subject, wish)).slice(0, wish.limit ?? undefined);
}

/** Runs of journal and history as one list, the newest first: what the journal knows of a run comes from there. */
export async function listRuns({ runs, history }: Store, wish: RunsWish): Promise<readonly RunAccount[]> {
  const recorded = await recordings(history, wish);
  const byId = new Map(recorded.map((run) => [run.id, run]));
  // What was written before there was a history, or was cut off, only the journal knows.
  const { modes, since, subject, databases, username, check, limit } = wish;
  const isAny = [modes, since, subject, databases, username, check].every((one) => one === undefined);
  const written = (await runs.newest(isAny ? limit : null)).filter((run) => byId.has(run.id) || fits(run, wish));
  const looks = await history.looks(recorded);
  const accounts = written.map((run) => {
    const recorded = byId.get(run.id) ?? null;
    byId.delete(run.id);
    return withPace(accountOf(run, recorded), recorded, looks, wish);
  });
  const only: RunAccount[] = [];
  for (const run of byId.values()) {
    const account = accountOfRecording(run, looks.get(run.id) ?? null, await undoneBy(history, run));
    only.push(withPace(account, run, looks, wish));
  }
  return [...accounts, ...only]
    .sort((one, other) => (one.startedAt < other.startedAt ? 1 : one.startedAt > other.startedAt ? -1 : one.id < other.id ? 1 : -1))
    .slice(0, limit ?? undefined);
}

/** A run with its performance where that is asked for: of one check, where only runs that looked at it are. */
function withPace(
  account: RunAccount,
  recorded: RecordedRun | null,
  looks: ReadonlyMap<string, readonly Look[]>,
  { performance, check }: RunsWish,
): RunAccount {
  if (performance !== true) return account;
  if (recorded === null) return { ...account, performance: null };
  const those = (looks.get(recorded.id) ?? []).filter((look) => check === undefined || look.check === check);
  const took = check === undefined ? recorded.durationMs : those.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { ...account, performance: paceOf(took, those) };
}

/** A run that a person means: as the journal knows it, where it does, and as the history does. */
export interface FoundRun {
  readonly written: RunRecord | null;
  readonly recorded: RecordedRun | null;
}

/**
 * The run that a name means, in journal or history: an id, its beginning, `last`, `last~1`, a day.
 *
 * @param among `last` is the last of these; no other is meant
 * @throws UsageError when there is no such run, or several
 */
export async function findRun(store: Store, name: string, among: Omit<RunsWish, 'limit'> = {}): Promise<FoundRun> {
  const isAny = Object.values(among).every((one) => one === undefined);
  const back = /^last(?:~(\d{1,4}))?$/i.exec(name.trim());
  if (back !== null) {
    const place = Number(back[1] ?? 0);
    const run = (await listRuns(store, { ...among, limit: place + 1 }))[place];
    if (run === undefined && !isAny) {
      const which = place === 0 ? 'No run' : `No ${place + 1} runs`;
      const words = `of the store ${store.location} ${place === 0 ? 'is' : 'are'} like this: "peerquest-audit runs" lists them`;
      throw new UsageError('UNKNOWN_RUN', `${which} ${words}.`);
    }
    // Where there is none, the journal has the words for it.
    return run === undefined ? { written: await store.runs.find(name), recorded: null } : findRun(store, run.id);
  }
  const recorded = await orNone(store.history.find(name, null));
  const written = await orNone(store.runs.find(recorded?.id ?? name));
  const id = written?.id ?? recorded?.id ?? (await store.runs.find(name)).id;
  const isAmong = async (): Promise<boolean> =>
    (written !== null && fits(written, among)) || (await recordings(store.history, { ...among, limit: null })).some((run) => run.id === id);
  if (!isAny && !(await isAmong())) {
    throw new UsageError(
      'OTHER_RUN',
      `Run ${id} is of another database or another user, or did not look at that check: leave the flags out to see it.`,
    );
  }
  return { written, recorded };
}

/** Null where one of the two does not know it. */
async function orNone<Run>(found: Promise<Run>): Promise<Run | null> {
  return found.catch((error: unknown) => {
    if (error instanceof UsageError && error.code !== 'AMBIGUOUS_RUN') return null;
    throw error;
  });
}

/** Whether a database is the one that is asked for, where one is. */
function isOf(name: string, subject: string | undefined, { databases }: Pick<RunsWish, 'databases'>): boolean {
  return databases === undefined || [name, subject, resolve(name)].some((each) => each !== undefined && databases.includes(each));
}

function fits(run: RunRecord, { modes, since, subject, username, check, databases }: Omit<RunsWish, 'limit'>): boolean {
  const { mode, startedAt, options, database } = run;
  return (
    isOf(database.name, options.subject, { databases }) &&
    (modes === undefined || modes.includes(mode)) &&
    (since === undefined || startedAt >= since) &&
    (subject === undefined || subject === (options.subject ?? database.identity)) &&
    (username === undefined || options.user?.username === username) &&
    (check === undefined || (options.found != null && Object.hasOwn(options.found, check)))
  );
}

/** The kinds of columns that a run kept, to show its values. */
export function kindsOfRun(run: RunRecord): Kinds {
  return run.options.kinds ?? {};
}

/** A saved plan, told. */
export function accountOfPlan({ header, summary }: Plan): RunAccount {
  return {
    id: header.id,
    mode: 'dry-run',
    state: 'planned',
    startedAt: header.createdAt,
    finishedAt: null,
    toolVersion: header.toolVersion,
    operator: null,
    database: { engine: header.database.engine, name: header.database.name },
    undoes: null,
    user: header.user?.username ?? null,
    found: null,
    changes: { planned: summary.changes },
    left: null,
    verified: null,
    hazards: header.hazards,
    leftOut: summary.leftOut,
    stoppedBy: null,
  };
}

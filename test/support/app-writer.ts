import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { QueryResult } from 'pg';
// The child imports this file in turn: only its messages are imported from it, and it is started by its path.
import type { FromChild, ToChild } from './app-writer-sqlite.ts';

/** PeerQuest at work on a database, over several connections at once. */
export interface AppWriter {
  /** Resolves when all connections have finished what they were doing; a second call gives the same result. */
  stop(): Promise<AppWriterResult>;
}

/** What an application did; only committed actions count. */
export interface AppWriterResult {
  /** Committed actions by name. */
  readonly actions: Readonly<Record<string, number>>;
  /** Transactions that began again after a deadlock, a busy database or a conflict. */
  readonly retries: number;
  /** Failures that an application would have shown to its user. */
  readonly errors: readonly string[];
  /** Committed actions by quest id. */
  readonly touched: ReadonlyMap<number, number>;
  /** Gold of every quest before the first action. */
  readonly goldBefore: ReadonlyMap<number, number>;
}

/** What the application works on. */
export interface AppWriterOptions {
  /** Connections, each with one transaction at a time; on SQLite each is a process. */
  readonly connections: number;
  readonly seed: number;
  readonly questIds: readonly number[];
  /** Existing users, 32 hexadecimal digits each. */
  readonly userIds: readonly string[];
}

/** One connection of the application; `?` stands for a parameter on every engine. */
export interface WriterSession {
  /** Whether `for update` means something; on SQLite Django leaves it out. */
  readonly locksRows: boolean;
  all(sql: string, parameters: readonly Value[]): Promise<readonly Row[]>;
  /** The number of rows that met the statement's condition. */
  run(sql: string, parameters: readonly Value[]): Promise<number>;
  /** What an error of the driver means to an application. */
  kindOf(error: unknown): 'retry' | 'exists' | 'failure';
  close(): Promise<void>;
}

/** What the connections did, as one of them counts it. */
export type Tally = Omit<AppWriterResult, 'goldBefore'>;

type Value = string | number | null;
type Row = Readonly<Record<string, unknown>>;

/** Errors after which a connection gives up: the rest would be the same again. */
const MOST_ERRORS = 20;

/**
 * Starts to do to a database what PeerQuest does (SPEC section 2), at full speed. Each action is one transaction on one
 * quest. An action counts itself in the quest's `gold_reward`, and leaves the status that it gave a participant at the
 * beginning of the participant's `progress_notes`: columns that no repair writes, so that a lost update shows.
 *
 * As in PeerQuest, approving a person on a reopened quest leaves it `open`, who leaves keeps an approved application,
 * and concurrent requests can spoil a quest's status or assignment: there is always something for an audit to find.
 */
export async function startAppWriter(url: string, options: AppWriterOptions): Promise<AppWriter> {
  if (url.startsWith('postgres')) await preparePostgres(url);
  const indexes = Array.from({ length: options.connections }, (_, index) => index);
  const starting = await Promise.allSettled(
    indexes.map((index) => (/^\w+:\/\//.test(url) ? startHere(url, options, index) : startChild(url, options, index))),
  );
  const workers = starting.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failure = starting.find((start) => start.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(workers.map((worker) => worker.stop()));
    throw failure.reason;
  }
  for (const worker of workers) worker.go();
  let result: Promise<AppWriterResult> | null = null;
  const stop = async (): Promise<AppWriterResult> => {
    const tallies = await Promise.all(workers.map((worker) => worker.stop()));
    return { ...sumOf(tallies), goldBefore: workers[0]?.goldBefore ?? new Map() };
  };
  return { stop: () => (result ??= stop()) };
}

/** The `gold_reward` that each quest must have now: any other number is a lost update. */
export function expectedGold({ goldBefore, touched }: AppWriterResult): Map<number, number> {
  return new Map([...goldBefore].map(([quest, gold]) => [quest, gold + (touched.get(quest) ?? 0)]));
}

/** One connection that is ready and waits for the word. */
interface Worker {
  readonly goldBefore: ReadonlyMap<number, number>;
  go(): void;
  /** Also before `go`. */
  stop(): Promise<Tally>;
}

async function startHere(url: string, options: AppWriterOptions, index: number): Promise<Worker> {
  const session = await (url.startsWith('postgres') ? openPostgres(url) : openMysql(url));
  const goldBefore = await goldOf(session, options.questIds);
  let stopped = false;
  let running = Promise.resolve(sumOf([]));
  return {
    goldBefore,
    go: () => void (running = runWriter(session, options, index, () => stopped)),
    async stop() {
      stopped = true;
      try {
        return await running;
      } finally {
        await session.close();
      }
    },
  };
}

/** better-sqlite3 is synchronous, and locks of a file are between processes: each connection has a process of its own. */
async function startChild(file: string, options: AppWriterOptions, index: number): Promise<Worker> {
  const child = fork(fileURLToPath(new URL('app-writer-sqlite.ts', import.meta.url)), [], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  // A process that is gone shows where its answer is awaited.
  const tell = (message: ToChild): void => void child.send(message, () => undefined);
  const ended = once(child, 'exit');
  const answer = async (): Promise<FromChild> => {
    const message = (await Promise.race([once(child, 'message'), ended.then(() => null)])) as [FromChild] | null;
    if (message === null) throw new Error(`The writer's process ended (${child.exitCode ?? child.signalCode}).`);
    return message[0];
  };
  const first = answer();
  tell({ type: 'open', file: resolve(file), options, index });
  const ready = await first;
  if (ready.type !== 'ready') throw new Error('The writer spoke out of turn.');
  return {
    goldBefore: ready.gold,
    go: () => tell({ type: 'go' }),
    async stop() {
      const last = answer();
      tell({ type: 'stop' });
      const result = await last;
      if (result.type !== 'done') throw new Error('The writer spoke out of turn.');
      child.disconnect();
      await ended;
      return result.tally;
    },
  };
}

/** The gold of quests as it stands. */
export async function goldOf(session: WriterSession, questIds: readonly number[]): Promise<Map<number, number>> {
  const wanted = new Set(questIds);
  const rows = await session.all('select id, gold_reward from quests_quest', []);
  const gold = rows.map((row) => [Number(row['id']), Number(row['gold_reward'])] as const);
  return new Map(gold.filter(([id]) => wanted.has(id)));
}

function sumOf(tallies: readonly Tally[]): Tally {
  const actions: Record<string, number> = Object.fromEntries(ACTIONS.map(({ name }) => [name, 0]));
  const touched = new Map<number, number>();
  for (const tally of tallies) {
    for (const [name, count] of Object.entries(tally.actions)) actions[name] = (actions[name] ?? 0) + count;
    for (const [quest, count] of tally.touched) touched.set(quest, (touched.get(quest) ?? 0) + count);
  }
  const retries = tallies.reduce((sum, tally) => sum + tally.retries, 0);
  return { actions, retries, errors: tallies.flatMap(({ errors }) => errors), touched };
}

/** Acts over one connection until told to stop. */
export async function runWriter(session: WriterSession, options: AppWriterOptions, index: number, stopped: () => boolean): Promise<Tally> {
  const random = randomNumbers(options.seed * 1000 + index);
  const pick: Turn['pick'] = (list) => {
    const item = list[Math.floor(random() * list.length)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  };
  const actions: Record<string, number> = {};
  const touched = new Map<number, number>();
  const errors: string[] = [];
  let retries = 0;
  let tokens = 0;
  while (!stopped() && errors.length < MOST_ERRORS) {
    const { name, act } = pick(WEIGHTED_ACTIONS);
    const quest = pick(options.questIds);
    const turn: Turn = { session, quest, userIds: options.userIds, pick, token: () => `${name} ${index}.${++tokens}` };
    for (let again = true; again;) {
      again = false;
      try {
        await session.run('begin', []);
        const acted = await act(turn);
        await session.run(acted ? 'commit' : 'rollback', []);
        if (acted) {
          actions[name] = (actions[name] ?? 0) + 1;
          touched.set(quest, (touched.get(quest) ?? 0) + 1);
        }
      } catch (error) {
        // The engine may have ended the transaction already.
        await session.run('rollback', []).catch(() => undefined);
        if (error instanceof SomebodyWasFaster || session.kindOf(error) === 'retry') {
          retries++;
          again = !stopped();
          // A moment, or those who met would meet again.
          await sleep(random() * 3);
        } else errors.push(`${name} on quest ${quest}: ${String(error)}`);
      }
    }
    // Messages, and other connections of this process, have their turn.
    await nextTurn();
  }
  return { actions, retries, errors, touched };
}

/** A small seeded generator (mulberry32) of numbers from 0 to less than 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let lastMicroseconds = 0;

/** Now with microseconds, as Django writes it, and later than any time that this process gave before. */
function now(): string {
  lastMicroseconds = Math.max(lastMicroseconds + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000));
  const seconds = new Date(Math.floor(lastMicroseconds / 1000)).toISOString().slice(0, 19).replace('T', ' ');
  return `${seconds}.${String(lastMicroseconds % 1_000_000).padStart(6, '0')}`;
}

/** What was read is not there any more when it is written: the request begins again. */
class SomebodyWasFaster extends Error {}

/** One request to the application. */
interface Turn {
  readonly session: WriterSession;
  readonly quest: number;
  readonly userIds: readonly string[];
  readonly pick: <T>(list: readonly T[]) => T;
  /** A text that no other action writes. */
  readonly token: () => string;
}

/** An action's statements; false where there is nothing of the kind to do on the quest. */
type Act = (turn: Turn) => Promise<boolean>;

/** Writes to the quest and counts the action in its gold, in one statement as `save()` does. */
async function saveQuest({ session, quest }: Turn, columns: Readonly<Record<string, Value>>): Promise<true> {
  const assignments = [...Object.keys(columns).map((name) => `${name} = ?`), 'gold_reward = gold_reward + 1'];
  const matched = await session.run(`update quests_quest set ${assignments.join(', ')} where id = ?`, [...Object.values(columns), quest]);
  if (matched !== 1) throw new Error('The quest is not there.');
  return true;
}

async function statusOf({ session, quest }: Turn): Promise<string> {
  const [row] = await session.all('select status from quests_quest where id = ?', [quest]);
  return String(row?.['status']);
}

function activeParticipants({ session, quest }: Turn): Promise<readonly Row[]> {
  return session.all("select id, user_id, status from quests_questparticipant where quest_id = ? and status <> 'dropped'", [quest]);
}

const apply: Act = async (turn) => {
  const { session, quest, userIds, pick } = turn;
  const user = pick(userIds);
  if ((await statusOf(turn)) === 'completed') return false;
  for (const [table, condition] of [
    ['applications_application', "applicant_id = ? and status = 'pending'"],
    ['quests_questparticipant', "user_id = ? and status <> 'dropped'"],
  ] as const) {
    const rows = await session.all(`select id from ${table} where quest_id = ? and ${condition}`, [quest, user]);
    if (rows.length > 0) return false;
  }
  await session.run("insert into applications_application (status, applied_at, applicant_id, quest_id) values ('pending', ?, ?, ?)", [
    now(),
    user,
    quest,
  ]);
  // Applying does not touch the quest's time.
  return saveQuest(turn, {});
};

const approve: Act = async (turn) => {
  const { session, quest, pick } = turn;
  const pending = await session.all("select id, applicant_id from applications_application where quest_id = ? and status = 'pending'", [
    quest,
  ]);
  if (pending.length === 0) return false;
  const application = pick(pending);
  const [id, user] = [application['id'] as Value, application['applicant_id'] as Value];
  const lock = session.locksRows ? ' for update' : '';
  const [locked] = await session.all(`select status from applications_application where id = ?${lock}`, [id]);
  const status = await statusOf(turn);
  if (locked?.['status'] !== 'pending' || status === 'completed') return false;
  await session.run("update applications_application set status = 'approved', reviewed_at = ? where id = ?", [now(), id]);
  await session.run(
    "update applications_application set status = 'rejected', reviewed_at = ? where quest_id = ? and status = 'pending' and id <> ?",
    [now(), quest, id],
  );
  const rows = await session.all('select id from quests_questparticipant where quest_id = ?', [quest]);
  const [own] = await session.all('select id, status from quests_questparticipant where quest_id = ? and user_id = ?', [quest, user]);
  if (own === undefined) await insertParticipant(turn, user);
  else if (own['status'] === 'dropped') await rejoin(turn, user);
  // Only a quest without any participant row: on a reopened one PeerQuest forgets the status.
  const started = status === 'open' && rows.length === 0 ? { status: 'in-progress' } : {};
  return saveQuest(turn, { ...started, assigned_to_id: user, updated_at: now() });
};

/** As Django's `get_or_create`: in a savepoint, and where the row exists already, with that row. */
async function insertParticipant(turn: Turn, user: Value): Promise<void> {
  const { session, quest } = turn;
  await session.run('savepoint participant', []);
  try {
    await session.run(
      "insert into quests_questparticipant (status, joined_at, progress_notes, quest_id, user_id) values ('joined', ?, '', ?, ?)",
      [now(), quest, user],
    );
    await session.run('release savepoint participant', []);
  } catch (error) {
    if (session.kindOf(error) !== 'exists') throw error;
    await session.run('rollback to savepoint participant', []);
    await rejoin(turn, user);
  }
}

async function rejoin({ session, quest, token }: Turn, user: Value): Promise<void> {
  const matched = await session.run(
    "update quests_questparticipant set status = 'joined', progress_notes = ? where quest_id = ? and user_id = ?",
    [`joined: ${token()}`, quest, user],
  );
  if (matched === 0) throw new SomebodyWasFaster('The participant has left meanwhile.');
}

const kick: Act = async (turn) => {
  const { session, quest, pick, token } = turn;
  const active = await activeParticipants(turn);
  if (active.length === 0) return false;
  const { id, user_id: user } = pick(active) as Record<string, Value>;
  const [application] = await session.all(
    "select id from applications_application where quest_id = ? and applicant_id = ? and status = 'approved' order by applied_at desc, id desc",
    [quest, user ?? null],
  );
  // A direct assignment has none.
  if (application !== undefined)
    await session.run("update applications_application set status = 'kicked' where id = ?", [application['id'] as Value]);
  await session.run("update quests_questparticipant set status = 'dropped', progress_notes = ? where id = ?", [
    `dropped: ${token()}`,
    id ?? null,
  ]);
  const left = await activeParticipants(turn);
  const reopened = left.length === 0 ? { status: 'open', assigned_to_id: null, completed_at: null } : {};
  return saveQuest(turn, { ...reopened, updated_at: now() });
};

const complete: Act = async (turn) => {
  const { session, pick, token } = turn;
  const active = await activeParticipants(turn);
  if (active.length === 0 || (await statusOf(turn)) === 'completed') return false;
  const time = now();
  await session.run("update quests_questparticipant set status = 'completed', completed_at = ?, progress_notes = ? where id = ?", [
    time,
    `completed: ${token()}`,
    pick(active)['id'] as Value,
  ]);
  return saveQuest(turn, { status: 'completed', completed_at: time, updated_at: now() });
};

const leave: Act = async (turn) => {
  const active = await activeParticipants(turn);
  if (active.length === 0 || (await statusOf(turn)) === 'completed') return false;
  await turn.session.run('delete from quests_questparticipant where id = ?', [turn.pick(active)['id'] as Value]);
  return saveQuest(turn, { updated_at: now() });
};

const reassign: Act = async (turn) => {
  const [quest] = await turn.session.all('select assigned_to_id from quests_quest where id = ?', [turn.quest]);
  const others = (await activeParticipants(turn)).filter((row) => row['user_id'] !== quest?.['assigned_to_id']);
  if (others.length === 0) return false;
  return saveQuest(turn, { assigned_to_id: turn.pick(others)['user_id'] as Value, updated_at: now() });
};

const edit: Act = (turn) => saveQuest(turn, { title: `Edited by ${turn.token()}`, updated_at: now() });

/** The actions, and how often each is tried compared with the others. */
const ACTIONS: readonly { readonly name: string; readonly act: Act; readonly weight: number }[] = [
  { name: 'apply', act: apply, weight: 4 },
  { name: 'approve', act: approve, weight: 4 },
  { name: 'kick', act: kick, weight: 2 },
  { name: 'complete', act: complete, weight: 1 },
  { name: 'leave', act: leave, weight: 1 },
  { name: 'reassign', act: reassign, weight: 2 },
  { name: 'edit', act: edit, weight: 1 },
];
const WEIGHTED_ACTIONS = ACTIONS.flatMap((action) => Array.from({ length: action.weight }, () => action));

/** A word of the driver's error: its code, or its number on MySQL. */
function codeOf(error: unknown, name: 'code' | 'errno'): string {
  return error instanceof Error ? String((error as unknown as Record<string, unknown>)[name]) : '';
}

/** What a test database needs for this work and PeerQuest's own does not; holds for connections opened from now on. */
async function preparePostgres(url: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // Rows with ids of the tests' own leave the sequences where they were.
  for (const table of ['quests_questparticipant', 'applications_application']) {
    const sequence = `pg_get_serial_sequence('${table}', 'id')`;
    await client.query(`select setval(${sequence}, greatest((select max(id) from ${table}), nextval(${sequence})))`);
  }
  // PostgreSQL looks for a deadlock after a whole second of waiting: at that pace little would happen in a test.
  // For the whole database, and so for the repair too: the first to look is the one that fails.
  await client.query("do $$ begin execute format('alter database %I set deadlock_timeout = %L', current_database(), '20ms'); end $$");
  await client.end();
}

async function openPostgres(url: string): Promise<WriterSession> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  // A server that goes away while nothing is asked of it shows at the next question.
  client.on('error', () => undefined);
  await client.connect();
  await client.query("set timezone = 'UTC'");
  const query = (sql: string, values: readonly Value[]): Promise<QueryResult<Record<string, unknown>>> => {
    let position = 0;
    const numbered = sql.replaceAll('?', () => `$${++position}`);
    return client.query<Record<string, unknown>>(numbered, [...values]);
  };
  return {
    locksRows: true,
    all: async (sql, parameters) => (await query(sql, parameters)).rows,
    run: async (sql, parameters) => (await query(sql, parameters)).rowCount ?? 0,
    kindOf(error) {
      const code = codeOf(error, 'code');
      // serialization_failure, deadlock_detected, lock_not_available; unique_violation
      return ['40001', '40P01', '55P03'].includes(code) ? 'retry' : code === '23505' ? 'exists' : 'failure';
    },
    close: () => client.end(),
  };
}

async function openMysql(url: string): Promise<WriterSession> {
  const { createConnection } = await import('mysql2/promise');
  const { hostname, port, username, password, pathname } = new URL(url);
  const connection = await createConnection({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    charset: 'utf8mb4',
    dateStrings: true,
  });
  connection.on('error', () => undefined);
  return {
    locksRows: true,
    all: async (sql, parameters) => (await connection.query<RowDataPacket[]>(sql, [...parameters]))[0],
    run: async (sql, parameters) => (await connection.query<ResultSetHeader>(sql, [...parameters]))[0].affectedRows,
    kindOf(error) {
      const number = codeOf(error, 'errno');
      // deadlock, lock wait timeout, record has changed since last read; duplicate entry
      return ['1213', '1205', '1020'].includes(number) ? 'retry' : number === '1062' ? 'exists' : 'failure';
    },
    close: () => connection.end(),
  };
}

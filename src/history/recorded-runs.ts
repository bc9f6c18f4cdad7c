import type { Kysely, Selectable } from 'kysely';
import { chunks } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import { printed, type Outcome, type RunMode, type Severity } from '../model/index.ts';
import { checkWord } from './check-word.ts';
import type { Extent, HistoryTables } from './history-tables.ts';
import { unpacked, unpackedList } from './packed.ts';
import { titleOf } from './subjects.ts';

/** Runs of which the looks are read in one statement. */
const AT_ONCE = 500;

/** What the history says of a run by itself. */
export interface RunFacts {
  readonly id: string;
  readonly mode: RunMode;
  readonly state: 'finished' | 'failed';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly toolVersion: string;
  readonly operator: string;
  readonly database: { readonly engine: string; readonly name: string };
  readonly detail: 'counts' | 'keys' | 'findings';
  readonly exitCode: number;
  /** Findings that count at its end. */
  readonly findings: Readonly<Record<Severity, number>>;
  readonly acknowledged: number;
  readonly changes: number;
  readonly fixed: number | null;
}

/** A run as the history knows it. */
export interface RecordedRun extends RunFacts {
  /** What it is about: the name of a database, or where it has none its identity. */
  readonly subject: string;
  readonly subjectId: number;
  /** From 1, in the order of recording. */
  readonly number: number;
  readonly username: string | null;
  /** Whether more than its counts is kept. */
  readonly isWhole: boolean;
}

/** What a run made of a check. */
export interface Look {
  readonly check: string;
  readonly part: 0 | 1;
  readonly outcome: Outcome;
  readonly severity: Severity;
  readonly count: number | null;
  readonly acknowledged: number;
  readonly durationMs: number;
  readonly examined: number | null;
  /** How much of what the check finds was met. */
  readonly extent: Extent;
}

/** Which runs are asked for. */
export interface RunFilter {
  readonly subject?: string | undefined;
  readonly modes?: readonly RunMode[] | undefined;
  /** ISO 8601 UTC: those that began at this time or later. */
  readonly since?: string | undefined;
  /** Those narrowed to this person. */
  readonly username?: string | undefined;
  /** Those that looked at this check. */
  readonly check?: string | undefined;
  readonly limit?: number | null | undefined;
}

/** Runs, the newest first: by when they began. */
export async function readRecordings(database: Kysely<HistoryTables>, filter: RunFilter): Promise<readonly RecordedRun[]> {
  const { subject, modes, since, username, check, limit } = filter;
  let query = recordings(database).orderBy('run.started_at', 'desc').orderBy('run.number', 'desc');
  if (subject !== undefined) query = query.where('subject.name', '=', subject);
  if (modes !== undefined) query = query.where('run.mode', 'in', modes);
  if (since !== undefined) query = query.where('run.started_at', '>=', since);
  if (username !== undefined) query = query.where('run.username', '=', username);
  if (check !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('peerquest_audit_look as look')
          .innerJoin('peerquest_audit_word as word', checkWord('look'))
          .select('look.part')
          .whereRef('look.subject_id', '=', 'run.subject_id')
          .whereRef('look.number', '=', 'run.number')
          .where('word.word', '=', check),
      ),
    );
  }
  if (typeof limit === 'number') query = query.limit(limit);
  return (await query.execute()).map(runOf);
}

/**
 * The run that a person means: an id or its beginning; `last`, or `last~2` for the second before it; a day or a time, for the last run
 * that had begun by then.
 *
 * @param subject null for all; what `last` and a time count among
 * @throws UsageError when there is none, or several
 */
export async function findRecording(
  database: Kysely<HistoryTables>,
  name: string,
  subject: string | null,
  location: string,
): Promise<RecordedRun> {
  const wanted = name.trim().toLowerCase();
  const among = (): ReturnType<typeof recordings> =>
    subject === null ? recordings(database) : recordings(database).where('subject.name', '=', subject);
  const newest = (query: ReturnType<typeof recordings>) => query.orderBy('run.started_at', 'desc').orderBy('run.number', 'desc');
  const back = /^last(?:~(\d{1,6}))?$/.exec(wanted);
  if (back !== null) {
    const [run] = await newest(among())
      .limit(1)
      .offset(Number(back[1] ?? 0))
      .execute();
    if (run !== undefined) return runOf(run);
    throw await unknown(database, name, subject, location);
  }
  const time = timeOf(wanted);
  if (time !== null) {
    const [run] = await newest(among().where('run.started_at', '<', time))
      .limit(1)
      .execute();
    if (run !== undefined) return runOf(run);
    throw new UsageError('UNKNOWN_RUN', `The store ${location} holds no run that had begun by ${name}: "peerquest-audit runs" lists them.`);
  }
  // Nothing else can begin an id, and some of it would mean something to LIKE.
  if (!/^[0-9a-f-]+$/.test(wanted)) throw await unknown(database, name, subject, location);
  const found = await newest(recordings(database).where('run.id', 'like', `${wanted}%`))
    .limit(3)
    .execute();
  const [run] = found;
  if (run === undefined) throw await unknown(database, name, subject, location);
  if (found.length === 1) return runOf(run);
  const ids = found.map(({ id }) => id).join(', ');
  throw new UsageError('AMBIGUOUS_RUN', `"${name}" is the beginning of several runs (${ids}): give more of the id.`);
}

/** What runs made of their checks, by the ids of the runs: of each those before those after a repair. */
export async function readLooks(
  database: Kysely<HistoryTables>,
  runs: readonly Pick<RecordedRun, 'id' | 'subjectId' | 'number'>[],
): Promise<ReadonlyMap<string, readonly Look[]>> {
  const looks = new Map<string, Look[]>(runs.map(({ id }) => [id, []]));
  for (const subject of new Set(runs.map(({ subjectId }) => subjectId))) {
    const ids = new Map(runs.filter(({ subjectId }) => subjectId === subject).map(({ number, id }) => [number, id]));
    for (const some of chunks([...ids.keys()], AT_ONCE)) {
      const rows = await database
        .selectFrom('peerquest_audit_look as look')
        .innerJoin('peerquest_audit_word as word', checkWord('look'))
        .select(['look.number', 'word.word', 'look.part', 'look.outcome', 'look.severity', 'look.found', 'look.acknowledged'])
        .select(['look.duration_ms', 'look.examined', 'look.extent'])
        .where('look.subject_id', '=', subject)
        .where('look.number', 'in', some)
        .orderBy('look.part')
        .orderBy('look.check_no')
        .execute();
      for (const row of rows) looks.get(ids.get(Number(row.number)) ?? '')?.push(lookOf(row));
    }
  }
  return looks;
}

type LookRow = Selectable<
  Pick<
    HistoryTables['peerquest_audit_look'],
    'part' | 'outcome' | 'severity' | 'found' | 'acknowledged' | 'duration_ms' | 'examined' | 'extent'
  >
> & { readonly word: string };

function lookOf(row: LookRow): Look {
  return {
    check: row.word,
    part: Number(row.part) === 1 ? 1 : 0,
    outcome: row.outcome,
    severity: row.severity,
    count: row.found === null ? null : Number(row.found),
    acknowledged: Number(row.acknowledged),
    durationMs: Number(row.duration_ms),
    examined: row.examined === null ? null : Number(row.examined),
    extent: row.extent,
  };
}

/** What a run said of itself, and what its checks stood for; null where only its counts are kept. */
export async function readContent(
  database: Kysely<HistoryTables>,
  run: RecordedRun,
): Promise<{ readonly data: unknown; readonly rules: unknown } | null> {
  const row = await database
    .selectFrom('peerquest_audit_recording as run')
    .leftJoin('peerquest_audit_rules as rules', 'rules.hash', 'run.rules')
    .select(['run.data', 'rules.data as rules'])
    .where('run.subject_id', '=', run.subjectId)
    .where('run.number', '=', run.number)
    .executeTakeFirst();
  if (row?.data == null || row.rules === null) return null;
  return { data: unpacked(row.data, `run ${run.id}`), rules: unpacked(row.rules, `what the checks of run ${run.id} stood for`) };
}

/** What a run told besides its findings, piece by piece. */
export async function* readLog(database: Kysely<HistoryTables>, run: RecordedRun): AsyncGenerator {
  for (let piece = 0; ; piece++) {
    const row = await database
      .selectFrom('peerquest_audit_log')
      .select('data')
      .where('subject_id', '=', run.subjectId)
      .where('number', '=', run.number)
      .where('piece', '=', piece)
      .executeTakeFirst();
    if (row === undefined) return;
    yield unpackedList(row.data, `run ${run.id}`);
  }
}

function recordings(database: Kysely<HistoryTables>) {
  return database
    .selectFrom('peerquest_audit_recording as run')
    .innerJoin('peerquest_audit_subject as subject', 'subject.id', 'run.subject_id')
    .select(['subject.name as subject', 'run.subject_id', 'run.number', 'run.id', 'run.mode', 'run.state', 'run.started_at'])
    .select(['run.finished_at', 'run.duration_ms', 'run.tool_version', 'run.operator', 'run.database_engine', 'run.database_name'])
    .select(['run.username', 'run.detail', 'run.exit_code', 'run.critical', 'run.warning', 'run.info', 'run.acknowledged'])
    .select(['run.changes', 'run.fixed', 'run.rules']);
}

type Row = Omit<Selectable<HistoryTables['peerquest_audit_recording']>, 'data'> & { readonly subject: string };

function runOf(row: Row): RecordedRun {
  return {
    subject: row.subject,
    subjectId: Number(row.subject_id),
    number: Number(row.number),
    id: row.id,
    mode: row.mode,
    state: row.state,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    durationMs: Number(row.duration_ms),
    toolVersion: row.tool_version,
    operator: row.operator,
    database: { engine: row.database_engine, name: row.database_name },
    username: row.username,
    detail: row.detail,
    exitCode: Number(row.exit_code),
    findings: { critical: Number(row.critical), warning: Number(row.warning), info: Number(row.info) },
    acknowledged: Number(row.acknowledged),
    changes: Number(row.changes),
    fixed: row.fixed === null ? null : Number(row.fixed),
    isWhole: row.rules !== null,
  };
}

/** The end of a day, or a time, as texts of runs are compared with it; null for what is neither. */
function timeOf(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?z?)?$/.test(text)) return null;
  const isDay = text.length === 10;
  const time = new Date(isDay ? `${text}T00:00:00Z` : `${text.replace(' ', 't').replace(/z$/, '').toUpperCase()}Z`);
  if (Number.isNaN(time.getTime())) return null;
  return (isDay ? new Date(time.getTime() + 86_400_000) : new Date(time.getTime() + 1)).toISOString();
}

async function unknown(database: Kysely<HistoryTables>, name: string, subject: string | null, location: string): Promise<UsageError> {
  const [newest] = await readRecordings(database, { limit: 1, ...(subject === null ? {} : { subject }) });
  const where = subject === null ? '' : printed` of ${titleOf(subject, newest?.database.name)}`;
  return newest === undefined
    ? new UsageError('NO_RUNS', `The store ${location} holds no runs${where}: audit something first, or --store has to name another.`)
    : new UsageError('UNKNOWN_RUN', `The store ${location} knows no run "${name}"${where}: "peerquest-audit runs" lists them.`);
}

import type { Kysely } from 'kysely';
import { EXIT, type Outcome, type RunMode, type Severity } from '../model/index.ts';
import type { HistoryTables } from './history-tables.ts';

/** Spans that are looked at by one statement: an engine within this process holds its thread no longer than that. */
const SPANS_AT_ONCE = 20_000;

/** How a run ended, in the words of its exit code. */
export type RunEnding = 'clean' | 'issues' | 'failed';

/** All runs of one mode that ended in one way. */
export interface RunFigures {
  readonly mode: RunMode;
  readonly ending: RunEnding;
  readonly runs: number;
  /** Changes that they made, or planned. */
  readonly changes: number;
  /** Findings that were gone after them. */
  readonly fixed: number;
}

/** The last run of a mode that looked at all users. */
export interface LastRun {
  readonly id: string;
  readonly mode: RunMode;
  readonly ending: RunEnding;
  readonly exitCode: number;
  /** ISO 8601 UTC. */
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly changes: number;
  readonly findings: Readonly<Record<Severity, number>>;
}

/** What the last look at a check that gave an answer had to say, and how the last look of all ended. */
export interface CheckFigures {
  readonly check: string;
  /** Of the last look, whether it gave an answer or not. */
  readonly outcome: Outcome;
  /** Null where none has given an answer. */
  readonly answer: {
    readonly severity: Severity;
    readonly found: number;
    readonly acknowledged: number;
    readonly examined: number | null;
    readonly durationMs: number;
    /** When its run ended: ISO 8601 UTC. */
    readonly at: string;
  } | null;
  /** When the oldest of its findings that are there and not acknowledged was found first; null where none is known. */
  readonly oldestSince: string | null;
}

/** What a history comes to in numbers. Runs that looked at one person count as runs, and say nothing of what there is. */
export interface Figures {
  readonly runs: readonly RunFigures[];
  /** By mode. */
  readonly last: readonly LastRun[];
  /** The same of runs that gave an answer. */
  readonly lastSuccess: readonly LastRun[];
  readonly checks: readonly CheckFigures[];
}

/** The newest run of a subject: while it is the same, so are the figures. */
export interface NewestRun {
  readonly subject: string;
  readonly number: number;
  /** What its database was called. */
  readonly database: string;
}

/** The figures of a store: a few statements, however many findings there are. */
export interface FiguresPart {
  /** The newest run of each subject, that of the newest of all first. */
  newest(): Promise<readonly NewestRun[]>;
  /**
   * The figures of a subject.
   *
   * @param checks ids of the checks that are asked about: a history also knows those that are no more
   */
  of(subject: string, checks: readonly string[]): Promise<Figures | null>;
}

/** The figures of the history of a store. */
export function figures(database: Kysely<HistoryTables>): FiguresPart {
  return {
    async newest() {
      const rows = await database
        .selectFrom('peerquest_audit_subject as subject')
        .innerJoin('peerquest_audit_recording as run', 'run.subject_id', 'subject.id')
        .where((eb) =>
          eb(
            'run.number',
            '=',
            eb
              .selectFrom('peerquest_audit_recording as other')
              .whereRef('other.subject_id', '=', 'subject.id')
              .select(({ fn }) => fn.max<number>('other.number').as('number')),
          ),
        )
        .select(['subject.name', 'run.number', 'run.database_name'])
        .orderBy('run.started_at', 'desc')
        .orderBy('subject.id', 'desc')
        .execute();
      return rows.map(({ name, number, database_name }) => ({ subject: name, number: Number(number), database: database_name }));
    },
    async of(name, checks) {
      const subject = await database
        .selectFrom('peerquest_audit_subject')
        .select(['id', 'last_span'])
        .where('name', '=', name)
        .executeTakeFirst();
      if (subject === undefined) return null;
      const id = Number(subject.id);
      return {
        runs: await countRuns(database, id),
        last: await lastRuns(database, id, false),
        lastSuccess: await lastRuns(database, id, true),
        checks: await checkFigures(database, { id, lastSpan: Number(subject.last_span) }, checks),
      };
    },
  };
}

const endingOf = (state: string, exitCode: number): RunEnding =>
  state === 'failed' || (exitCode !== EXIT.clean && exitCode !== EXIT.issues) ? 'failed' : exitCode === EXIT.clean ? 'clean' : 'issues';

async function countRuns(database: Kysely<HistoryTables>, subject: number): Promise<readonly RunFigures[]> {
  const rows = await database
    .selectFrom('peerquest_audit_recording')
    .where('subject_id', '=', subject)
    .groupBy(['mode', 'state', 'exit_code'])
    .select(({ fn }) => [
      'mode',
      'state',
      'exit_code',
      fn.countAll<number | string>().as('runs'),
      fn.sum<number | string>('changes').as('changes'),
      fn.sum<number | string | null>('fixed').as('fixed'),
    ])
    .execute();
  const counted = new Map<string, RunFigures>();
  for (const row of rows) {
    const ending = endingOf(row.state, Number(row.exit_code));
    const key = `${row.mode} ${ending}`;
    const before = counted.get(key) ?? { mode: row.mode, ending, runs: 0, changes: 0, fixed: 0 };
    counted.set(key, {
      ...before,
      runs: before.runs + Number(row.runs),
      changes: before.changes + Number(row.changes),
      fixed: before.fixed + Number(row.fixed ?? 0),
    });
  }
  return [...counted.values()];
}

async function lastRuns(database: Kysely<HistoryTables>, subject: number, successful: boolean): Promise<readonly LastRun[]> {
  const rows = await database
    .selectFrom('peerquest_audit_recording as run')
    .innerJoin(
      (eb) => {
        const newest = eb
          .selectFrom('peerquest_audit_recording')
          .where('subject_id', '=', subject)
          .where('username', 'is', null)
          .groupBy('mode')
          .select(({ fn }) => fn.max<number>('number').as('number'));
        const answers = newest.where('state', '=', 'finished').where('exit_code', 'in', [EXIT.clean, EXIT.issues]);
        return (successful ? answers : newest).as('newest');
      },
      (join) => join.onRef('newest.number', '=', 'run.number'),
    )
    .select(['run.id', 'run.mode', 'run.state', 'run.exit_code', 'run.finished_at', 'run.duration_ms', 'run.changes'])
    .select(['run.critical', 'run.warning', 'run.info'])
    .where('run.subject_id', '=', subject)
    .orderBy('run.number', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    mode: row.mode,
    ending: endingOf(row.state, Number(row.exit_code)),
    exitCode: Number(row.exit_code),
    finishedAt: row.finished_at,
    durationMs: Number(row.duration_ms),
    changes: Number(row.changes),
    findings: { critical: Number(row.critical), warning: Number(row.warning), info: Number(row.info) },
  }));
}

async function checkFigures(
  database: Kysely<HistoryTables>,
  { id, lastSpan }: { readonly id: number; readonly lastSpan: number },
  checks: readonly string[],
): Promise<readonly CheckFigures[]> {
  if (checks.length === 0) return [];
  const latest = await newestLooks(database, id, checks, false);
  const answered = new Map((await newestLooks(database, id, checks, true)).map((look) => [look.check, look]));
  const since = await oldestOpen(database, id, lastSpan);
  return latest.map(({ check, no, outcome }) => {
    const answer = answered.get(check);
    return {
      check,
      outcome,
      answer:
        answer?.found == null
          ? null
          : {
              severity: answer.severity,
              found: answer.found,
              acknowledged: answer.acknowledged,
              examined: answer.examined,
              durationMs: answer.durationMs,
              at: answer.at,
            },
      oldestSince: since.get(no) ?? null,
    };
  });
}

/** The last look at each check, after a repair the one that followed it; with `answered` the last that gave an answer. */
async function newestLooks(database: Kysely<HistoryTables>, subject: number, checks: readonly string[], answered: boolean) {
  const rows = await database
    .selectFrom('peerquest_audit_word as word')
    .innerJoin('peerquest_audit_look as look', (join) =>
      join.onRef('look.subject_id', '=', 'word.subject_id').onRef('look.check_no', '=', 'word.word_no'),
    )
    .innerJoin('peerquest_audit_recording as run', (join) =>
      join.onRef('run.subject_id', '=', 'look.subject_id').onRef('run.number', '=', 'look.number'),
    )
    .select(['word.word', 'look.check_no', 'look.outcome', 'look.severity', 'look.found', 'look.acknowledged', 'look.examined'])
    .select(['look.duration_ms', 'run.finished_at'])
    .where('word.subject_id', '=', subject)
    .where('word.word', 'in', checks)
    .where((eb) => {
      const newest = eb
        .selectFrom('peerquest_audit_look as other')
        .innerJoin('peerquest_audit_recording as of', (join) =>
          join.onRef('of.subject_id', '=', 'other.subject_id').onRef('of.number', '=', 'other.number'),
        )
        .whereRef('other.subject_id', '=', 'word.subject_id')
        .whereRef('other.check_no', '=', 'word.word_no')
        .where('of.username', 'is', null)
        .select(({ fn }) => fn.max<number>('other.number').as('number'));
      return eb('look.number', '=', answered ? newest.where('other.found', 'is not', null) : newest);
    })
    .orderBy('word.word')
    .orderBy('look.part')
    .execute();
  const last = new Map(rows.filter(({ found }) => !answered || found !== null).map((row) => [row.word, row]));
  return [...last.values()].map((row) => ({
    check: row.word,
    no: Number(row.check_no),
    outcome: row.outcome,
    severity: row.severity,
    found: row.found === null ? null : Number(row.found),
    acknowledged: Number(row.acknowledged),
    examined: row.examined === null ? null : Number(row.examined),
    durationMs: Number(row.duration_ms),
    at: row.finished_at,
  }));
}

/** When the oldest finding of each check that is there, and not acknowledged, was found first. */
async function oldestOpen(database: Kysely<HistoryTables>, subject: number, lastSpan: number): Promise<ReadonlyMap<number, string>> {
  const oldest = new Map<number, number>();
  for (let from = 0; from < lastSpan; from += SPANS_AT_ONCE) {
    const rows = await database
      .selectFrom('peerquest_audit_span')
      .where('subject_id', '=', subject)
      .where('span_no', '>', from)
      .where('span_no', '<=', from + SPANS_AT_ONCE)
      .where('ended', 'is', null)
      .where('acknowledged', '=', 0)
      .groupBy('check_no')
      .select(({ fn }) => ['check_no', fn.min<number | string>('since').as('since')])
      .execute();
    for (const { check_no, since } of rows) oldest.set(Number(check_no), Math.min(oldest.get(Number(check_no)) ?? Infinity, Number(since)));
  }
  if (oldest.size === 0) return new Map();
  const runs = await database
    .selectFrom('peerquest_audit_recording')
    .select(['number', 'started_at'])
    .where('subject_id', '=', subject)
    .where('number', 'in', [...new Set(oldest.values())])
    .execute();
  const began = new Map(runs.map(({ number, started_at }) => [Number(number), started_at]));
  return new Map([...oldest].flatMap(([check, number]) => (began.has(number) ? [[check, began.get(number) ?? ''] as const] : [])));
}

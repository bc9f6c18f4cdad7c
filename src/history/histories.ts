import type { Kysely } from 'kysely';
import type { InsertRows } from '../database/index.ts';
import { readKnownLooks, type KnownLook } from './check-states.ts';
import type { DatedFinding, DatedRows, TimedRun, TrendSource } from '../model/index.ts';
import { readComparableRuns, type RunLike } from './comparable-runs.ts';
import { compareRuns, type RunComparison } from './compare-runs.ts';
import { countOpenBy, countOpenFindings, type OpenColumn, type OpenCounts } from './count-open.ts';
import { readDatedRows } from './dated-rows.ts';
import { readFindingLife, type FindingLife } from './finding-life.ts';
import type { HistoryTables } from './history-tables.ts';
import type { OpenOrder } from './open-order.ts';
import { readOpenFindings, readOpenPage, type OpenFinding, type OpenPage, type OpenPlace } from './open-findings.ts';
import { readOpenDates } from './open-dates.ts';
import type { OpenFilter } from './open-spans.ts';
import { prune, type Pruned } from './prune.ts';
import { recordRun, type Recorded } from './record-run.ts';
import type { Recording } from './recording.ts';
import { readFindings, readSpans, type RecordedFinding } from './recorded-findings.ts';
import {
  findRecording,
  readContent,
  readLog,
  readLooks,
  readRecordings,
  type Look,
  type RecordedRun,
  type RunFilter,
} from './recorded-runs.ts';
import { findSubject, readSubjects, type Subject } from './subjects.ts';
import { lastNumberOf, subjectOf } from './subject-numbers.ts';
import { readTrend } from './trend-source.ts';

/** Every run, and the findings over time. Nothing of it is signed: it decides no repair. */
export interface Histories {
  /** Records a run, whole or not at all; null where it is recorded already. */
  record(recording: Recording): Promise<Recorded | null>;
  /**
   * What is known of the last looks at a database's checks, by their ids.
   *
   * @param names what it is called, or else what it was called before
   */
  known(names: readonly string[]): Promise<ReadonlyMap<string, KnownLook>>;
  /**
   * The number of the run of a database that was recorded last; null where there is none.
   *
   * @param names what it is called, or else what it was called before
   */
  newest(names: readonly string[]): Promise<{ readonly subject: string; readonly number: number } | null>;
  /** The newest runs of a subject whose times can be compared with those of one like this. */
  comparable(subject: string, like: RunLike): Promise<readonly TimedRun[]>;
  /** Runs, the newest first. */
  runs(filter: RunFilter): Promise<readonly RecordedRun[]>;
  /**
   * The run that a person means: an id or its beginning, `last`, `last~1`, a day or a time.
   *
   * @param subject what `last` and a time count among; null for all runs
   * @throws UsageError when there is none, or several
   */
  find(name: string, subject: string | null): Promise<RecordedRun>;
  /**
   * What the history of this name is about; what was looked at last where none is given.
   *
   * @throws UsageError where there is none, or several
   */
  subject(name: string | null): Promise<Subject>;
  /** What is there as far as anybody has looked, some hundred findings at a time; at most so many, where that is given. */
  open(subject: Subject, filter: OpenFilter, most?: number): AsyncIterable<readonly OpenFinding[]>;
  /** So many of them, after a place that the page before told. */
  openPage(subject: Subject, filter: OpenFilter, after: OpenPlace | null, limit: number, order?: OpenOrder): Promise<OpenPage>;
  /** How many of these there are. */
  countOpen(subject: Subject, filter: OpenFilter): Promise<number>;
  /**
   * When what is there dates from, without what is acknowledged, some thousand findings at a time.
   *
   * @param members the member of a finding's evidence that says it, by the ids of the checks that have one
   */
  openDates(subject: Subject, members: ReadonlyMap<string, string>): AsyncIterable<readonly DatedFinding[]>;
  /** What is there of that, counted by what it has in common; at most so many groups one by one, where that is given. */
  countOpenBy(subject: Subject, by: OpenColumn, filter?: OpenFilter, most?: number): Promise<OpenCounts>;
  /** The rows of the hours of bursts, by the check that looks at them, as the last run that looked at all of it has counted them. */
  datedRows(subject: Subject, checks: readonly string[]): Promise<ReadonlyMap<string, DatedRows['rows']>>;
  /** The findings of these spans that are there, by the numbers of the spans. */
  samples(subject: Subject, spans: readonly number[]): Promise<ReadonlyMap<number, RecordedFinding>>;
  /**
   * The life of the finding that a name means: a fingerprint, the beginning of one, or CHECK:KEY.
   *
   * @param told the name as an error repeats it
   *
   * @throws UsageError where there is none, or several
   */
  life(subject: Subject, name: string, told?: string): Promise<FindingLife>;
  /** What became of findings between two runs of one subject; at most so many of each kind are told, where that is given. */
  compare(earlier: RecordedRun, later: RecordedRun, most?: number): Promise<RunComparison>;
  /**
   * Takes away what runs before a time said, and findings that had ended by then; or only counts them. Counts of runs are kept for ever.
   *
   * @param before ISO 8601 UTC
   */
  prune(before: string, how: { readonly journal: boolean; readonly dryRun: boolean }): Promise<Pruned>;
  /** What runs made of their checks, by the ids of the runs. */
  looks(runs: readonly RecordedRun[]): Promise<ReadonlyMap<string, readonly Look[]>>;
  /** What a run said of itself, and what its checks stood for; null where only its counts are kept. */
  content(run: RecordedRun): Promise<{ readonly data: unknown; readonly rules: unknown } | null>;
  /** What a run told besides its findings. */
  log(run: RecordedRun): AsyncIterable<unknown>;
  /** The findings that a run met of a check, in their order; those that were there after a repair with part 1. */
  findings(run: RecordedRun, check: string, part: 0 | 1): AsyncIterable<readonly RecordedFinding[]>;
  /** The subjects of which runs are kept, that of the newest run first. */
  subjects(): Promise<readonly Subject[]>;
  /** What the runs of a subject found since a time (ISO 8601 UTC), for a trend; of one check, where that is given. */
  trend(subject: string, since: string, check?: string): Promise<TrendSource>;
}

/**
 * The history of a store.
 *
 * @param location the store in words
 */
export function histories(database: Kysely<HistoryTables>, insertRows: InsertRows, location: string): Histories {
  return {
    record: (recording) => recordRun(database, insertRows, recording),
    async known(names) {
      for (const name of names) {
        const subject = await subjectOf(database, name);
        if (subject !== null) return readKnownLooks(database, subject);
      }
      return new Map();
    },
    async newest(names) {
      for (const name of names) {
        const number = await lastNumberOf(database, name);
        if (number !== null) return { subject: name, number };
      }
      return null;
    },
    async comparable(name, like) {
      const subject = await subjectOf(database, name);
      return subject === null ? [] : readComparableRuns(database, subject, like);
    },
    runs: (filter) => readRecordings(database, filter),
    find: (name, subject) => findRecording(database, name, subject, location),
    subject: (name) => findSubject(database, name, location),
    open: (subject, filter, most) => readOpenFindings(database, subject.id, filter, most),
    openPage: (subject, filter, after, limit, order) => readOpenPage(database, subject.id, filter, after, limit, undefined, order),
    countOpen: (subject, filter) => countOpenFindings(database, subject.id, filter),
    openDates: (subject, members) => readOpenDates(database, subject.id, members),
    countOpenBy: (subject, by, filter, most) => countOpenBy(database, subject.id, by, filter, most),
    datedRows: (subject, checks) => readDatedRows(database, subject.id, checks),
    samples: (subject, spans) => readSpans(database, subject.id, spans),
    life: (subject, name, told = name) => readFindingLife(database, subject.id, { name, told }, location),
    compare: (earlier, later, most) => compareRuns(database, earlier, later, most),
    prune: (before, how) => prune(database.withTables(), before, how),
    looks: (runs) => readLooks(database, runs),
    content: (run) => readContent(database, run),
    log: (run) => readLog(database, run),
    findings: (run, check, part) => readFindings(database, run, check, part),
    subjects: () => readSubjects(database),
    trend: (subject, since, check) => readTrend(database, subject, since, check),
  };
}

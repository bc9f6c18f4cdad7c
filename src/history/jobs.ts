import type { Kysely, Selectable } from 'kysely';
import { nullable, object, oneOf, shaped, text, count } from '../shape.ts';
import { Damage } from './damage.ts';
import type { Whole } from './whole.ts';

interface JobTable {
  readonly job: string;
  readonly database_name: string;
  /** Goes up with each change: who changes a row says which it has seen. */
  readonly revision: Whole;
  readonly state: string;
  readonly due_at: string;
  readonly run_id: string | null;
  readonly attempts: Whole;
  readonly retry_at: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly exit_code: Whole | null;
  readonly error: string | null;
}

type Tables = Readonly<{ peerquest_audit_job: JobTable }>;

/** What a job is about: what it is called, on which database. */
export interface JobKey {
  readonly job: string;
  readonly database: string;
}

/** What has become of a job. */
export interface JobState extends JobKey {
  readonly revision: number;
  /** `waiting` for its first time; `failed` where the run gave no answer. */
  readonly state: 'waiting' | 'running' | 'passed' | 'issues' | 'failed';
  /** The time by the schedule for which it ran last, or runs; times up to this one are done with. ISO 8601 UTC, as all. */
  readonly dueAt: string;
  /** The run for that time: the history has it under this id. */
  readonly run: string | null;
  /** How often it was begun for that time. */
  readonly attempts: number;
  /** When it is begun again after it failed; null where it is not. */
  readonly retryAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly exitCode: number | null;
  /** One sentence, where it failed. */
  readonly error: string | null;
}

/** What changes of a job. */
export type JobChange = Partial<Omit<JobState, keyof JobKey | 'revision'>>;

/** The jobs of a schedule, as far as they have come. */
export interface Jobs {
  /** In the order of jobs and databases. */
  all(): Promise<readonly JobState[]>;
  /** Makes known a job that is not yet; times up to the given one are none of its business. */
  add(key: JobKey, since: string): Promise<void>;
  /** Changes a job as it was seen; null where another has changed it meanwhile. */
  change(seen: JobState, change: JobChange): Promise<JobState | null>;
}

/** The jobs of a store. */
export function jobs(database: Kysely<Tables>): Jobs {
  const known = async ({ job, database: name }: JobKey): Promise<boolean> =>
    (await database
      .selectFrom('peerquest_audit_job')
      .select('job')
      .where('job', '=', job)
      .where('database_name', '=', name)
      .executeTakeFirst()) !== undefined;
  return {
    async all() {
      const rows = await database.selectFrom('peerquest_audit_job').selectAll().orderBy('job').orderBy('database_name').execute();
      return rows.map(stateOf);
    },

    async add(key, since) {
      if (await known(key)) return;
      const fresh: JobState = { ...key, ...NEW, dueAt: since };
      try {
        await database.insertInto('peerquest_audit_job').values(rowOf(fresh)).execute();
      } catch (error) {
        // Another was faster.
        if (!(await known(key))) throw error;
      }
    },

    async change(seen, change) {
      const next: JobState = { ...seen, ...change, revision: seen.revision + 1 };
      const { numUpdatedRows } = await database
        .updateTable('peerquest_audit_job')
        .set(rowOf(next))
        .where('job', '=', seen.job)
        .where('database_name', '=', seen.database)
        .where('revision', '=', seen.revision)
        .executeTakeFirst();
      return numUpdatedRows === 1n ? next : null;
    },
  };
}

const NEW: Omit<JobState, keyof JobKey | 'dueAt'> = {
  revision: 1,
  state: 'waiting',
  run: null,
  attempts: 0,
  retryAt: null,
  startedAt: null,
  finishedAt: null,
  exitCode: null,
  error: null,
};

const rowOf = (state: JobState) => ({
  job: state.job,
  database_name: state.database,
  revision: state.revision,
  state: state.state,
  due_at: state.dueAt,
  run_id: state.run,
  attempts: state.attempts,
  retry_at: state.retryAt,
  started_at: state.startedAt,
  finished_at: state.finishedAt,
  exit_code: state.exitCode,
  error: state.error,
});

const SHAPE = object({
  job: text,
  database: text,
  revision: count,
  state: oneOf(['waiting', 'running', 'passed', 'issues', 'failed'] as const),
  dueAt: text,
  run: nullable(text),
  attempts: count,
  retryAt: nullable(text),
  startedAt: nullable(text),
  finishedAt: nullable(text),
  exitCode: nullable(count),
  error: nullable(text),
});

function stateOf(row: Selectable<JobTable>): JobState {
  const state = {
    job: row.job,
    database: row.database_name,
    revision: Number(row.revision),
    state: row.state,
    dueAt: row.due_at,
    run: row.run_id,
    attempts: Number(row.attempts),
    retryAt: row.retry_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    exitCode: row.exit_code === null ? null : Number(row.exit_code),
    error: row.error,
  };
  return shaped(state, SHAPE, (misfit) => new Damage(`of the job ${row.job}, ${misfit}`));
}

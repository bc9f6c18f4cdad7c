import * as z from 'zod';
import type { JobState } from '../../history/index.ts';
import { answerJson } from '../../report/index.ts';
import { jobMembers, type ScheduledJob } from '../../schedule/index.ts';
import { jobWish } from '../../service/index.ts';
import type { Clock } from '../../clock.ts';
import { mayDo, maySee } from '../caller.ts';
import type { DatabaseBook } from '../database-book.ts';
import { databaseTitle, limitOf, settingName } from '../forms.ts';
import { notFound } from '../problem.ts';
import { callerOf, json, route, type Route } from '../route.ts';
import type { RunBook } from '../run-book.ts';
import type { StoreSource } from '../store-source.ts';
import { begun, ticketShape } from './acts.ts';

const last = z.object({
  state: z.enum(['waiting', 'running', 'passed', 'issues', 'failed']),
  due: z.string(),
  run: z.string().nullable(),
  attempts: z.int(),
  retryAt: z.string().nullable(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  exitCode: z.int().nullable(),
});
const job = z.looseObject({ name: z.string(), database: z.string(), cron: z.string(), next: z.array(z.string()), last: last.nullable() });

/** What routes of jobs are made of. */
export interface JobPorts {
  readonly jobs: readonly ScheduledJob[];
  readonly clock: Clock;
}

/** The jobs of the schedule. */
export function jobRoutes(databases: DatabaseBook, runs: RunBook, source: StoreSource, { jobs, clock }: JobPorts): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/jobs',
      right: 'viewer',
      summary: 'Jobs with their next times, as `schedule --format json` tells them, and what each came to last',
      query: z.strictObject({ limit: limitOf(100, 3) }),
      answers: { 200: { words: 'The jobs', schema: z.object({ jobs: z.array(job) }) } },
      async handle(call) {
        const caller = callerOf(call);
        const states = await (await source()).jobs.all();
        const told = jobs
          .filter(({ title }) => maySee(caller, title))
          .map((one) => {
            const state = states.find((its) => its.job === one.name && its.database === one.title);
            // Where reports go is no viewer's concern.
            const shown = mayDo(caller, 'operator') ? one : { ...one, report: {} };
            return { ...jobMembers(shown, call.query.limit, clock()), last: lastMembers(state) };
          });
        return json(answerJson({ jobs: told }));
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/databases/:database/jobs/:job/runs',
      right: 'operator',
      summary: 'Run a job now: its times stay as they are',
      params: z.strictObject({ database: databaseTitle, job: settingName }),
      body: z.strictObject({}),
      answers: { 202: { words: 'It has begun, or waits', schema: ticketShape }, 429: { words: 'Too many wait' } },
      handle(call) {
        const caller = callerOf(call);
        const { title } = databases.open(call.params.database, caller);
        const wanted = jobs.find((one) => one.name === call.params.job && one.title === title);
        if (wanted === undefined) throw notFound();
        return Promise.resolve(begun(runs.start(jobWish(wanted, caller.name), title), { database: title, job: wanted.name }));
      },
    }),
  ];
}

/** What a job came to; null where it has never begun. The sentence of an error may name a path or an address: the log has it. */
function lastMembers(job: JobState | undefined): z.infer<typeof last> | null {
  if (job?.startedAt == null) return null;
  const { state, dueAt, run, attempts, retryAt, startedAt, finishedAt, exitCode } = job;
  return { state, due: dueAt, run, attempts, retryAt, startedAt, finishedAt, exitCode };
}

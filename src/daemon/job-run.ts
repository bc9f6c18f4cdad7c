import { randomUUID } from 'node:crypto';
import { AuditToolError, UsageError } from '../errors.ts';
import { withoutRepair, type JobChange, type JobState, type Lease, type Store } from '../history/index.ts';
import { Loop } from '../loop.ts';
import { EXIT } from '../model/index.ts';
import { retryTime, type ScheduledJob } from '../schedule/index.ts';
import { BusyError, jobWish, type RunEnding, type RunWish } from '../service/index.ts';
import type { SchedulerWish } from './scheduler-wish.ts';

/** When a run that could not begin, as others were before it, is tried again, in milliseconds; and a store that is away. */
const [BUSY, AWAY] = [30_000, 5_000];

/** One run of a job, under its lease: from what the store says of it before to what it says after. */
export class JobRun {
  readonly #about: Omit<SchedulerWish, 'jobs'> & { readonly job: ScheduledJob; readonly lease: Lease };

  constructor(about: Omit<SchedulerWish, 'jobs'> & { readonly job: ScheduledJob; readonly lease: Lease }) {
    this.#about = about;
  }

  /** Writes down that it begins, and under which id; null where the job is no longer as it was seen. One that was left is taken up under its id. */
  begin(store: Store, seen: JobState, dueAt: string): Promise<JobState | null> {
    const { clock, log } = this.#about;
    const isLeft = seen.state === 'running';
    const isRetry = !isLeft && seen.dueAt === dueAt;
    if (isLeft) log.warn('job-taken-over', { ...this.#facts, due: dueAt, run: seen.run });
    return store.jobs.change(seen, {
      state: 'running',
      dueAt,
      run: isLeft && seen.run !== null ? seen.run : randomUUID(),
      attempts: isLeft || isRetry ? seen.attempts + 1 : 1,
      retryAt: null,
      startedAt: clock().toISOString(),
      finishedAt: null,
      exitCode: null,
      error: null,
    });
  }

  /** Runs what has begun, and writes down what it came to. */
  async finish(begun: JobState): Promise<void> {
    const { store, lease, timer, log } = this.#about;
    const renewal = new Loop({
      timer,
      turn: async () => {
        const isHeld = await lease.hold((await store.made()).leases);
        if (!isHeld) log.warn('lease-lost', this.#facts);
        return lease.rhythm;
      },
      // The store may be back in time.
      failed: () => lease.rhythm,
    });
    renewal.wake();
    try {
      const change = await this.#changeBy(begun);
      // Left as it is, it is taken up by the next start or by another instance.
      if (change === null) return;
      await this.#write(begun, change);
      const { dueAt: due, run } = begun;
      const { state = null, retryAt = null, error = null } = change;
      log.info('job-finished', { ...this.#facts, due, run, state, retryAt, ...(error === null ? {} : { error }) });
    } finally {
      await renewal.stop();
      // Where the store is away, nothing is heard of it, and another takes it over.
      await store
        .made()
        .then(({ leases }) => lease.release(leases))
        .catch(() => undefined);
    }
  }

  get #facts(): { readonly job: string; readonly database: string } {
    const { job } = this.#about;
    return { job: job.name, database: job.title };
  }

  /** What it came to; null where the service ended before it did. */
  async #changeBy(begun: JobState): Promise<JobChange | null> {
    const { clock, runner, log } = this.#about;
    const wish = this.#wish(begun);
    const early = await this.#earlier(wish, begun);
    if (early !== null) return ended(early, begun, clock());
    try {
      log.info('job-started', { ...this.#facts, due: begun.dueAt, run: begun.run, attempt: begun.attempts });
      const ending = await runner.start(wish).done;
      if (ending.exitCode === EXIT.interrupted && runner.isStopped) {
        log.info('job-left', { ...this.#facts, due: begun.dueAt, run: begun.run });
        return null;
      }
      return ended(ending, begun, clock());
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      if (runner.isStopped) return null;
      const retryAt = new Date(clock().getTime() + BUSY).toISOString();
      return {
        state: 'waiting',
        error: error.message,
        retryAt,
        attempts: begun.attempts - 1,
        exitCode: null,
        finishedAt: clock().toISOString(),
      };
    }
  }

  /** What a run came to that was begun before and has ended, though nobody was left to say so; null where there is none. */
  async #earlier(wish: RunWish, { run, attempts }: JobState): Promise<RunEnding | null> {
    if (run === null || attempts < 2) return null;
    const store = await this.#about.store.made();
    try {
      const found = await store.history.find(run, null);
      const ending = { run, exitCode: found.exitCode, error: found.state === 'failed' ? 'The run failed.' : null, sum: null };
      await this.#about.afterRun(wish, ending);
      return ending;
    } catch (error) {
      // No such run is known.
      if (error instanceof UsageError) return null;
      throw error;
    }
  }

  #wish({ run }: JobState): RunWish {
    const { job } = this.#about;
    return { ...jobWish(job, `job:${job.name}`), ...(run === null ? {} : { id: run }) };
  }

  /** Until it is written: a store that is away for a while has it written when it is back. */
  async #write(begun: JobState, change: JobChange): Promise<void> {
    const { store, timer, log, runner } = this.#about;
    for (;;) {
      try {
        if ((await (await store.made()).jobs.change(begun, change)) === null) log.warn('job-taken-away', this.#facts);
        return;
      } catch (error) {
        if (!(error instanceof AuditToolError) || runner.isStopped) throw error;
        log.warn('job-not-written', { ...this.#facts, error: withoutRepair(error) });
        await new Promise<void>((wake) => timer(AWAY, wake));
      }
    }
  }
}

function ended({ exitCode, error }: RunEnding, { attempts }: JobState, now: Date): JobChange {
  const isAnswer = exitCode === EXIT.clean || exitCode === EXIT.issues;
  return {
    state: !isAnswer ? 'failed' : exitCode === EXIT.clean ? 'passed' : 'issues',
    exitCode,
    error: isAnswer ? null : (error ?? (exitCode === EXIT.interrupted ? 'The run was stopped.' : 'Some checks gave no answer.')),
    // What was stopped, or answered in part, would do no better.
    retryAt: error === null ? null : retryTime(attempts, now),
    finishedAt: now.toISOString(),
  };
}

import { sentenceOf } from '../errors.ts';
import { Lease, withoutRepair, type JobState, type Store } from '../history/index.ts';
import { Loop } from '../loop.ts';
import { dueTime, inZone, isFromTheFuture, nextLook, nextTimes, type ScheduledJob } from '../schedule/index.ts';
import { JobRun } from './job-run.ts';
import type { SchedulerWish } from './scheduler-wish.ts';
import type { ServicePart } from './service-part.ts';

/** How often jobs are looked at, in milliseconds, however long they still have: the clock may be set, another instance may be gone. */
const RHYTHM = 10_000;
/** When a store that is away is asked again. */
const PATIENCE = 5_000;

/** Runs jobs when they are due: each time once, among all who share the store. */
export class Scheduler implements ServicePart {
  readonly name = 'schedule';
  readonly #about: SchedulerWish;
  readonly #loop: Loop;
  readonly #leases: ReadonlyMap<ScheduledJob, Lease>;
  readonly #runs = new Map<ScheduledJob, Promise<void>>();
  #isAway = false;

  constructor(about: SchedulerWish) {
    this.#about = about;
    this.#leases = new Map(about.jobs.map((job) => [job, new Lease(`job ${job.name} ${job.title}`, about.leaseTime)]));
    this.#loop = new Loop({ timer: about.timer, turn: () => this.#turn(), failed: (error) => this.#failed(error) });
  }

  describe(): Promise<readonly string[]> {
    const { jobs, clock } = this.#about;
    if (jobs.length === 0) return Promise.resolve(['Schedule: no jobs']);
    return Promise.resolve(
      jobs.map((job) => {
        const [next] = nextTimes(job, clock(), 1);
        return `Schedule: ${job.name} on ${job.title}${job.detailed ? ', detailed' : ''}: next ${next === undefined ? 'never' : inZone(next, job.timeZone)}`;
      }),
    );
  }

  start(): Promise<void> {
    this.#loop.wake();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#runs.values());
  }

  async #turn(): Promise<number> {
    const { jobs, clock, leaseTime } = this.#about;
    const store = await this.#about.store.made();
    for (const { name, title } of jobs) await store.jobs.add({ job: name, database: title }, clock().toISOString());
    const states = await store.jobs.all();
    const looks: number[] = [leaseTime === undefined ? RHYTHM : Math.min(RHYTHM, leaseTime / 3)];
    for (const job of jobs) {
      const state = states.find((one) => one.job === job.name && one.database === job.title);
      if (state === undefined || this.#runs.has(job)) continue;
      await this.#consider(store, job, state);
      const look = nextLook(job, state, clock());
      if (look !== null && look > clock()) looks.push(look.getTime() - clock().getTime());
    }
    if (this.#isAway) this.#about.log.info('store-is-back');
    this.#isAway = false;
    return Math.min(...looks);
  }

  async #consider(store: Store, job: ScheduledJob, seen: JobState): Promise<void> {
    const { clock, log, runner } = this.#about;
    const lease = this.#leases.get(job) as Lease;
    if (runner.isStopped) return;
    const now = clock();
    const facts = { job: job.name, database: job.title };
    if (isFromTheFuture(seen, now)) {
      log.warn('clock-set-back', { ...facts, doneUpTo: seen.dueAt });
      await store.jobs.change(seen, { dueAt: now.toISOString(), retryAt: null });
      return;
    }
    // What is said to run may have lost who ran it: then its lease can be had.
    const dueAt = seen.state === 'running' ? seen.dueAt : dueTime(job, seen, now);
    if (dueAt === null || !(await lease.hold(store.leases))) return;
    const run = new JobRun({ ...this.#about, job, lease });
    const begun = await run.begin(store, seen, dueAt);
    // Another has done it since it was looked at.
    if (begun === null) await lease.release(store.leases);
    else this.#follow(job, run.finish(begun));
  }

  #follow(job: ScheduledJob, run: Promise<void>): void {
    this.#about.changed?.(job);
    const followed = run
      .catch((error: unknown) => {
        this.#about.log.error('job-not-ended', { job: job.name, database: job.title, error: sentenceOf(error) });
      })
      .then(() => {
        this.#runs.delete(job);
        this.#about.changed?.(job);
        this.#loop.wake();
      });
    this.#runs.set(job, followed);
  }

  #failed(error: unknown): number {
    // Once, however long it lasts.
    if (!this.#isAway) this.#about.log.error('schedule-waits', { error: withoutRepair(error) });
    this.#isAway = true;
    return PATIENCE;
  }
}

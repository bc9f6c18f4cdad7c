import type { Clock } from '../clock.ts';
import type { SharedStore } from '../history/index.ts';
import type { Log } from '../log.ts';
import type { ScheduledJob } from '../schedule/index.ts';
import type { RunEnding, Runner, RunWish } from '../service/index.ts';
import type { Timer } from '../timer.ts';

/** What the schedule is given. */
export interface SchedulerWish {
  readonly jobs: readonly ScheduledJob[];
  readonly store: SharedStore;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly runner: Runner;
  /** Called for a run that ended where nobody was left to hear of it. */
  readonly afterRun: (wish: RunWish, ending: RunEnding) => Promise<void>;
  /** Called when a job has begun or ended. */
  readonly changed?: (job: ScheduledJob) => void;
  /** How long nothing is heard of an instance before another takes over its job, in milliseconds. */
  readonly leaseTime?: number;
}

import type { Clock } from '../clock.ts';
import type { Settings } from '../config/index.ts';
import type { SharedStore } from '../history/index.ts';
import type { Log } from '../log.ts';
import type { Monitor } from '../monitor/index.ts';
import type { Explainer, RunEnding, Runner, RunWish } from '../service/index.ts';
import type { ScheduledJob } from '../schedule/index.ts';
import type { BindingFlags, NamedDatabase, NewsBook } from '../server/index.ts';
import type { Timer } from '../timer.ts';

/** A part of the running service: started in order, stopped in reverse. */
export interface ServicePart {
  readonly name: string;
  /** Lines for the start of the service: what it will do. Nothing is opened for them, and what cannot be meant is refused. */
  describe(): Promise<readonly string[]>;
  start(): Promise<void>;
  /** Ends what runs in good order within the time given. */
  stop(): Promise<void>;
}

/** What every part is given. */
export interface ServiceContext {
  readonly settings: Settings;
  /** At least one; each with its workspace. */
  readonly databases: readonly NamedDatabase[];
  /** Open from the start to the end of the service: `made()` hands it over. */
  readonly store: SharedStore;
  /** What runs by itself, on each database that it means. */
  readonly jobs: readonly ScheduledJob[];
  /** Health and metrics. */
  readonly monitor: Monitor;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Runs what a schedule or a person wishes for. */
  readonly runner: Runner;
  /** Explains findings to whoever looks at them. */
  readonly explainer: Explainer;
  /** Told of what changes, for those who look at it. */
  readonly news: NewsBook;
  /** Called when a run has ended, whoever wished it, and once more where nobody was left to hear of it: what it does must bear that. */
  readonly afterRun: (wish: RunWish, ending: RunEnding) => Promise<void>;
  /** Where the HTTP part is to listen, as the flags say. */
  readonly listen: BindingFlags;
  /** A line for the person who has started the service. */
  readonly say: (line: string) => void;
  /** Told the address when the service answers there. */
  readonly onListening?: ((address: string) => void) | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

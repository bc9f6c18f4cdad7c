import type { Clock } from '../clock.ts';
import type { Environment, Settings } from '../config/index.ts';
import type { SharedStore } from '../history/index.ts';
import type { Log } from '../log.ts';
import type { ScheduledJob } from '../schedule/index.ts';
import type { Explainer, Runner } from '../service/index.ts';
import type { Timer } from '../timer.ts';
import type { Workspace } from '../workspace/index.ts';
import type { BindingFlags } from './binding.ts';
import type { NewsBook } from './news-book.ts';

/** A database that the service looks after. */
export interface NamedDatabase {
  /** Its name in the configuration; null for the one that has none. */
  readonly name: string | null;
  /** The same for people, routes, metrics and alerts. */
  readonly title: string;
  readonly workspace: Workspace;
}

/** Health and metrics, as others make them. */
export interface MonitorPort {
  /** Whether the databases can be reached: a status, and the body for who may know more, or may not. */
  quick(details: boolean): Promise<MonitorAnswer>;
  /** How well everything is. */
  health(details: boolean): Promise<MonitorAnswer>;
  metrics(accept: string | undefined): Promise<MonitorAnswer>;
}

/** What is answered to who watches. */
export interface MonitorAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What the server is given of the service around it. */
export interface ServerPorts {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly databases: readonly NamedDatabase[];
  /** What runs by itself; somebody may run it now. */
  readonly jobs: readonly ScheduledJob[];
  readonly store: SharedStore;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Runs what somebody wishes for. */
  readonly runner: Runner;
  /** Explains findings as they are now. */
  readonly explainer: Explainer;
  /** What happens, for those who look at it. */
  readonly news: NewsBook;
  /** Health and metrics; null where nobody looks at them: then only whether the process lives is told. */
  readonly monitor: MonitorPort | null;
  readonly listen: BindingFlags;
  /** A line for the person who has started the service. */
  readonly say: (line: string) => void;
  /** Told the address when it answers there. */
  readonly onListening?: ((address: string) => void) | undefined;
}

import type { Clock } from '../clock.ts';
import type { Environment, Settings } from '../config/index.ts';
import type { SharedStore } from '../history/index.ts';
import type { Log } from '../log.ts';
import type { Runner } from '../service/index.ts';
import type { Timer } from '../timer.ts';
import type { Workspace } from '../workspace/index.ts';
import type { BindingFlags } from './binding.ts';

/** A database by the name under which routes know it. */
export interface NamedDatabase {
  /** Its name in the configuration; null for the one that has none. */
  readonly name: string | null;
  /** Its name in paths. */
  readonly title: string;
  readonly workspace: Workspace;
}

/** What the server is given of the service around it. */
export interface ServerPorts {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly databases: readonly NamedDatabase[];
  readonly store: SharedStore;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Runs what somebody wishes for. */
  readonly runner: Runner;
  readonly listen: BindingFlags;
  /** A line for the person who has started the service. */
  readonly say: (line: string) => void;
}

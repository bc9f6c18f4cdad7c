import type { Clock } from '../../clock.ts';
import type { ProgressEvent } from '../../service/index.ts';

/** What a run is given of the thread around it. */
export interface PerformPorts {
  readonly tell: (event: ProgressEvent) => void;
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  /** This machine's unless given. */
  readonly clock?: Clock;
}

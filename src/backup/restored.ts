import type { DatabaseAddress } from '../database/index.ts';
import type { Flaw } from './flaw.ts';
import type { Scratch } from './scratch.ts';

/** A table that says of everything in a scratch database that was given: it is a backup which was restored for a look, and the next run empties it. */
export const SCRATCH_MARK = 'peerquest_audit_scratch';

/** A backup that was restored into a scratch place. */
export interface Restored {
  /** Where it can be read. */
  readonly address: DatabaseAddress;
  /** What it was restored into, in words. */
  readonly into: string;
  /** What the engine's own checks were, in words. */
  readonly checked: readonly string[];
  /** What they found. */
  readonly flaws: readonly Flaw[];
  /** Ends what serves it. What lies in the scratch place is removed with that. */
  close(): Promise<void>;
}

/** What a restore works with. */
export interface RestoreContext {
  readonly path: string;
  readonly scratch: Scratch;
  readonly signal: AbortSignal | undefined;
  /** A database that was given to restore into; null where a throwaway server is to be started. */
  readonly server: DatabaseAddress | null;
}

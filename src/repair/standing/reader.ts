import type { RowSource } from '../../database/index.ts';
import type { PlannedChange } from '../planned-change.ts';

/**
 * What has come to rest on a row as it is, by words for it: each is true or false. The digest of a row tells when it was changed; it does
 * not tell when another row came to rely on it, as a quest on the participation of its assignee. Taking the row back would then leave
 * what a check finds and the repair did not meet. The journal keeps what rested on the row right after the repair: only what came since
 * is a conflict.
 */
export type RestingOn = Readonly<Record<string, boolean>>;

/** The part of the standings that one reader knows of: it reads a few rows for all changes together, and judges each. */
export interface StandingReader {
  /** Whether anything can rest on what taking this back would change. */
  concerns(undo: PlannedChange): boolean;
  /** @param lock keeps what is read as it is until the transaction ends */
  read(source: RowSource, undos: readonly PlannedChange[], lock: boolean): Promise<(undo: PlannedChange) => RestingOn>;
}

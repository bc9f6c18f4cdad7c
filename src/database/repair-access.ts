import type { WriteSession } from './write-session.ts';

/** The way into one database for one repair: a connection for each lane, and what they hold in common. */
export interface RepairAccess {
  /**
   * Opens a connection that may write: only a repair and its undo do this. One that was lost is replaced by another.
   *
   * @throws RefusedError for a server on which a repair is only safe with what the user has not vouched for
   * @throws DatabaseError with a sentence for every way in which this can fail, and for a server that only repeats another
   */
  connect(): Promise<WriteSession>;
  /** Lets go what the connections hold in common, when all of them are closed. */
  close(): Promise<void>;
}

/** The way in where each connection holds what it needs itself. */
export function eachByItself(open: () => WriteSession | Promise<WriteSession>): RepairAccess {
  return { connect: async () => await open(), close: () => Promise.resolve() };
}

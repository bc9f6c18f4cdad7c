import type { DatabaseRow } from './read-session.ts';

/** Runs what is written in a dump, where no shell is to read it. */
export interface DumpRunner {
  /**
   * Runs one statement, a letter of which is a byte.
   *
   * @throws the driver's error, with the server's number of it as `errno`
   */
  run(statement: string): Promise<readonly DatabaseRow[]>;
  close(): Promise<void>;
}

import type { DatabaseRow } from './read-session.ts';

/** Runs what is written in a dump, where no shell is to read it. */
export interface DumpRunner {
  /**
   * Runs one statement, a letter of which is a byte.
   *
   * @throws what the server says, with its number as `errno`, also where it wrote another value than it was given
   */
  run(statement: string): Promise<readonly DatabaseRow[]>;
  close(): Promise<void>;
}

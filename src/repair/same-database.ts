import { isSameInstance, type Instance, type RowSource } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';

/**
 * The database that a run began with. An address may lead to another one in mid-run: a file that was replaced, a database that was
 * made anew, a server that took over; nothing of what the run knows is true of that one.
 */
export class SameDatabase {
  readonly #tables: readonly string[];
  #last: Instance | null = null;

  /** @param tables those that the run writes to */
  constructor(tables: readonly string[]) {
    this.#tables = tables;
  }

  /** Takes what this connection leads to for the database of the run, also where the address does not lead there any more. */
  async beginWith(source: RowSource): Promise<void> {
    this.#last = await source.instance(this.#tables);
  }

  /**
   * The first connection that this is asked of says which database it is, where none has before.
   *
   * @throws DatabaseError when a connection leads to another database
   */
  async require(source: RowSource): Promise<void> {
    const instance = await source.instance(this.#tables);
    if ((this.#last !== null && !isSameInstance(this.#last, instance)) || (await source.replaced())) {
      throw new DatabaseError(
        'DATABASE_REPLACED',
        `"${source.name}" is another database than when this run began: its file was replaced, moved or removed, it was made anew, or another server answers; look at what is there now, then run this again.`,
      );
    }
    // Of two connections to different places less can be told than of two to the same.
    this.#last = instance;
  }
}

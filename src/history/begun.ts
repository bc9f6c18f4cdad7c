import type { Kysely } from 'kysely';
import { chunks } from '../database/index.ts';
import type { HistoryTables } from './history-tables.ts';

/** Runs that are asked for by one statement. */
const AT_ONCE = 500;

/** A run, and when it began: ISO 8601 UTC. */
interface BegunRun {
  readonly id: string;
  readonly at: string;
}

/** The runs of one subject by their numbers, each read once. */
export class Begun {
  readonly #database: Kysely<HistoryTables>;
  readonly #subject: number;
  readonly #known = new Map<number, BegunRun>();

  constructor(database: Kysely<HistoryTables>, subject: number) {
    this.#database = database;
    this.#subject = subject;
  }

  /** At least those of these numbers. */
  async of(numbers: readonly number[]): Promise<ReadonlyMap<number, BegunRun>> {
    for (const some of chunks(
      [...new Set(numbers)].filter((one) => !this.#known.has(one)),
      AT_ONCE,
    )) {
      const rows = await this.#database
        .selectFrom('peerquest_audit_recording')
        .select(['number', 'id', 'started_at'])
        .where('subject_id', '=', this.#subject)
        .where('number', 'in', some)
        .execute();
      for (const { number, id, started_at } of rows) this.#known.set(Number(number), { id, at: started_at });
    }
    return this.#known;
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { SqliteDialect, SqliteDriver, type CompiledQuery, type DatabaseConnection, type SqliteDialectConfig } from 'kysely';
import { codeOf } from '../connection-errors.ts';

/** How long to wait for another process that writes, in milliseconds. */
const PATIENCE = 10_000;
/** What is left of that, at least, for who has waited for the connection already. */
const LEAST = 500;
const PAUSES = [1, 2, 5, 10, 20, 25, 50];

/**
 * Kysely's way to a file whose connection waits for no lock by itself: SQLite would hold the thread meanwhile, and the service has others to answer.
 */
export class PatientDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;
  readonly #isInTransaction: () => boolean;

  constructor(config: SqliteDialectConfig, isInTransaction: () => boolean) {
    super(config);
    this.#config = config;
    this.#isInTransaction = isInTransaction;
  }

  override createDriver(): SqliteDriver {
    return new PatientDriver(this.#config, this.#isInTransaction);
  }
}

class PatientDriver extends SqliteDriver {
  readonly #isInTransaction: () => boolean;

  constructor(config: SqliteDialectConfig, isInTransaction: () => boolean) {
    super(config);
    this.#isInTransaction = isInTransaction;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const asked = performance.now();
    const connection = await super.acquireConnection();
    const patience = Math.max(LEAST, PATIENCE - (performance.now() - asked));
    return {
      executeQuery: (query) =>
        whenFree(
          () => connection.executeQuery(query),
          patience,
          (time) => this.#pause(time),
        ),
      async *streamQuery<Row>(query: CompiledQuery, size?: number) {
        const { rows, first } = await whenFree(async () => {
          const begun = connection.streamQuery<Row>(query, size);
          return { rows: begun, first: await begun.next() };
        }, patience);
        if (first.done === true) return;
        yield first.value;
        yield* rows;
      },
    };
  }

  /** Whoever waits, and is in the middle of nothing, lets others have the connection meanwhile: to read they need wait for nobody. */
  async #pause(time: number): Promise<void> {
    if (this.#isInTransaction()) {
      await wait(time);
      return;
    }
    await super.releaseConnection();
    try {
      await wait(time);
    } finally {
      await super.acquireConnection();
    }
  }
}

/** Does what needs a lock, once it is free; what is to be done must leave nothing behind where it is not. */
export async function whenFree<Result>(
  work: () => Result | Promise<Result>,
  patience = PATIENCE,
  pause: (time: number) => Promise<void> = wait,
): Promise<Result> {
  const end = performance.now() + patience;
  for (let round = 0; ; round += 1) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error) || performance.now() > end) throw error;
    }
    await pause(PAUSES[Math.min(round, PAUSES.length - 1)] ?? 0);
  }
}

/** Whether another one holds what is needed. Who has read what is no more the newest waits for nothing. */
function mayPass(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith('SQLITE_BUSY') && code !== 'SQLITE_BUSY_SNAPSHOT';
}

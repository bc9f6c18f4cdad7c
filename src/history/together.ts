import { sql, type Kysely } from 'kysely';

/**
 * Does all of it in one transaction, or nothing. Throws what went wrong: where the database has rolled back by itself, as SQLite does
 * on a full disk, Kysely's own transactions tell of the rollback that failed after that.
 */
export async function together<Tables>(database: Kysely<Tables>, work: (transaction: Kysely<Tables>) => Promise<void>): Promise<void> {
  await database.connection().execute(async (connection) => {
    await sql`begin`.execute(connection);
    try {
      await work(connection);
      await sql`commit`.execute(connection);
    } catch (error) {
      await sql`rollback`.execute(connection).catch(() => undefined);
      throw error;
    }
  });
}

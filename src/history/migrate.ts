import { Migrator, type Kysely, type Migration } from 'kysely';
import type { DatabaseAddress, StoreDdl } from '../database/index.ts';
import { STEPS } from './steps.ts';
import { MIGRATION_TABLE, storeAge } from './store-age.ts';

/** Where Kysely's migrator keeps its lock. */
const MIGRATION_LOCK_TABLE = 'peerquest_audit_migration_lock';

/**
 * Brings a store's tables up to date. Processes that do so at the same time wait for each other, and a migration that was
 * cut off is taken up again.
 *
 * @throws StoreError when a newer version of the tool has made the tables; errors of the driver as they are
 */
export async function migrate(database: Kysely<unknown>, ddl: StoreDdl, address: DatabaseAddress): Promise<void> {
  const migrations = Object.fromEntries(
    Object.entries(STEPS).map(([name, step]): [string, Migration] => [name, { up: (transaction) => step(transaction, ddl) }]),
  );
  const schema = await ddl.currentSchema(database);
  await ddl.exclusively(database, async () => {
    // Asked again now that nobody else is at it: the migrator's own words for a newer store are not for people.
    await storeAge(database, ddl, address);
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: () => Promise.resolve(migrations) },
      migrationTableName: MIGRATION_TABLE,
      migrationLockTableName: MIGRATION_LOCK_TABLE,
      ...(schema === null ? {} : { migrationTableSchema: schema }),
    });
    const { error } = await migrator.migrateToLatest();
    if (error instanceof Error) throw error;
  });
}

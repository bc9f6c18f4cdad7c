import { Migrator, sql, type Kysely, type Migration } from 'kysely';
import type { DatabaseAddress, StoreDdl } from '../database/index.ts';
import { STEPS } from './parts.ts';
import { storeError } from './store-error.ts';

/** The tables in which Kysely's migrator keeps its own books. */
const MIGRATION_TABLE = 'peerquest_audit_migration';
const MIGRATION_LOCK_TABLE = 'peerquest_audit_migration_lock';

/** How far a store's tables are. */
export type StoreAge = 'empty' | 'older' | 'current';

/**
 * How far a store's tables are; reads only.
 *
 * @throws StoreError when a newer version of the tool has made them
 */
export async function storeAge(database: Kysely<unknown>, ddl: StoreDdl, address: DatabaseAddress): Promise<StoreAge> {
  const recorded = await recordedSteps(database, ddl);
  if (recorded.some((name) => !(name in STEPS))) throw newerStore(address);
  if (recorded.length === 0) return 'empty';
  return Object.keys(STEPS).every((name) => recorded.includes(name)) ? 'current' : 'older';
}

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

async function recordedSteps(database: Kysely<unknown>, ddl: StoreDdl): Promise<readonly string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)}`.execute(database);
    return rows.map(({ name }) => name);
  } catch (error) {
    if (ddl.isMissingTable(error)) return [];
    throw error;
  }
}

const newerStore = (address: DatabaseAddress) =>
  storeError(
    address,
    'STORE_NEWER',
    'a newer version of peerquest-audit has made its tables; update this one, or name another store with --store',
  );

import { sql, type Kysely } from 'kysely';
import type { DatabaseAddress, StoreDdl } from '../database/index.ts';
import { STEP_NAMES } from './step-names.ts';
import { storeError } from './store-error.ts';

/** The table in which Kysely's migrator keeps which steps were made. */
export const MIGRATION_TABLE = 'peerquest_audit_migration';

/** How far a store's tables are. */
export type StoreAge = 'empty' | 'older' | 'current';

/**
 * How far a store's tables are; reads only.
 *
 * @throws StoreError when a newer version of the tool has made them
 */
export async function storeAge(database: Kysely<unknown>, ddl: StoreDdl, address: DatabaseAddress): Promise<StoreAge> {
  const recorded = await recordedSteps(database, ddl);
  if (recorded.some((name) => !STEP_NAMES.some((one) => one === name))) throw newerStore(address);
  if (recorded.length === 0) return 'empty';
  return STEP_NAMES.every((name) => recorded.includes(name)) ? 'current' : 'older';
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

import type { DatabaseAddress } from './address.ts';
import type { CatalogWishes } from './catalog.ts';
import { knownAsPrimary } from './primary.ts';
import type { ReadSession } from './read-session.ts';

/**
 * Opens one read snapshot of a database, at the address that is to be read where it has two. Only the driver that is needed is loaded.
 *
 * @param tables the tables whose columns and indexes the catalog is to know
 * @param wishes what else it is to know
 * @throws DatabaseError with a sentence for every way in which this can fail
 */
export async function connect(address: DatabaseAddress, tables: readonly string[], wishes: CatalogWishes = {}): Promise<ReadSession> {
  const session = await open(address, tables, wishes);
  if (address.engine === 'sqlite' || address.primary === null) return session;
  const { primary } = address;
  return knownAsPrimary(session, tables, address, () => open(primary, tables, {}));
}

async function open(address: DatabaseAddress, tables: readonly string[], wishes: CatalogWishes): Promise<ReadSession> {
  switch (address.engine) {
    case 'sqlite':
      return (await import('./sqlite/open.ts')).openSqlite(address, tables, wishes);
    case 'postgresql':
      return (await import('./postgres/open.ts')).openPostgres(address, tables, wishes);
    case 'mysql':
      return (await import('./mysql/open.ts')).openMysql(address, tables, wishes);
  }
}

import type { DatabaseAddress } from './address.ts';
import { primaryOf } from './primary.ts';
import type { Allowances, WriteSession } from './write-session.ts';

/**
 * Opens a connection that may write, where the database is written: only a repair and its undo do this. Only the driver that is needed is loaded.
 *
 * @param allowances what the user vouches for
 * @throws RefusedError for a server on which a repair is only safe with what the user has not vouched for
 * @throws DatabaseError with a sentence for every way in which this can fail, and for a server that only repeats another
 */
export async function connectForWriting(address: DatabaseAddress, allowances: Allowances): Promise<WriteSession> {
  const primary = primaryOf(address);
  switch (primary.engine) {
    case 'sqlite':
      return (await import('./sqlite/open-for-writing.ts')).openSqliteForWriting(primary);
    case 'postgresql':
      return (await import('./postgres/open-for-writing.ts')).openPostgresForWriting(primary, allowances);
    case 'mysql':
      return (await import('./mysql/open-for-writing.ts')).openMysqlForWriting(primary, allowances);
  }
}

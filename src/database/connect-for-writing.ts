import type { DatabaseAddress } from './address.ts';
import type { WriteSession } from './write-session.ts';

/**
 * Opens a connection that may write: only a repair and its undo do this. Only the driver that is needed is loaded.
 *
 * @throws DatabaseError with a sentence for every way in which this can fail, and for a server that only repeats another
 */
export async function connectForWriting(address: DatabaseAddress): Promise<WriteSession> {
  switch (address.engine) {
    case 'sqlite':
      return (await import('./sqlite/open-for-writing.ts')).openSqliteForWriting(address);
    case 'postgresql':
      return (await import('./postgres/open-for-writing.ts')).openPostgresForWriting(address);
    case 'mysql':
      return (await import('./mysql/open-for-writing.ts')).openMysqlForWriting(address);
  }
}

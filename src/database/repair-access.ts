import type { DatabaseAddress } from './address.ts';
import { primaryOf } from './primary.ts';
import type { Allowances, WriteSession } from './write-session.ts';

/** The way into one database for one repair: a connection for each lane, and what they hold in common. */
export interface RepairAccess {
  /**
   * Opens a connection that may write: only a repair and its undo do this. One that was lost is replaced by another.
   *
   * @throws RefusedError for a server on which a repair is only safe with what the user has not vouched for
   * @throws DatabaseError with a sentence for every way in which this can fail, and for a server that only repeats another
   */
  connect(): Promise<WriteSession>;
  /** Lets go what the connections hold in common, when all of them are closed. */
  close(): Promise<void>;
}

/**
 * Makes ready to connect, where the database is written. Only the driver that is needed is loaded.
 *
 * @param allowances what the user vouches for
 */
export async function repairAccess(address: DatabaseAddress, allowances: Allowances): Promise<RepairAccess> {
  const primary = primaryOf(address);
  switch (primary.engine) {
    case 'sqlite': {
      const { openSqliteForWriting } = await import('./sqlite/open-for-writing.ts');
      return each(() => openSqliteForWriting(primary));
    }
    case 'postgresql':
      return (await import('./postgres/repair-access.ts')).postgresRepairAccess(primary, allowances);
    case 'mysql': {
      const { openMysqlForWriting } = await import('./mysql/open-for-writing.ts');
      return each(() => openMysqlForWriting(primary, allowances));
    }
  }
}

/** Each connection holds what it needs itself. */
function each(open: () => WriteSession | Promise<WriteSession>): RepairAccess {
  return { connect: async () => await open(), close: () => Promise.resolve() };
}

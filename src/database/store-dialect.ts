import { statSync } from 'node:fs';
import type { Dialect } from 'kysely';
import type { DatabaseAddress } from './address.ts';

/** The way to the tool's own store of runs: one connection, for Kysely. */
export interface StoreConnection {
  readonly dialect: Dialect;
  /** False for a file that this account can only read; a server says so itself when it comes to writing. */
  readonly writable: boolean;
}

/** What a store is opened for: `read` makes nothing, nor does `write`; `create` makes what is missing. */
export type StorePurpose = 'read' | 'write' | 'create';

/**
 * Opens the way to a store. Only the driver that is needed is loaded. A SQLite file is opened at once; a server is
 * connected to by the first query.
 *
 * @returns null when there is no such SQLite file and none is to be made
 * @throws errors of Node and of the drivers, for which `storeTrouble` has words; UsageError when a certificate of the URL cannot be used
 */
export async function storeDialect(address: DatabaseAddress, purpose: StorePurpose): Promise<StoreConnection | null> {
  switch (address.engine) {
    case 'sqlite':
      return (await import('./sqlite/store-dialect.ts')).sqliteStoreDialect(address, purpose === 'create');
    case 'postgresql':
      return { dialect: (await import('./postgres/store-dialect.ts')).postgresStoreDialect(address), writable: true };
    case 'mysql':
      return { dialect: (await import('./mysql/store-dialect.ts')).mysqlStoreDialect(address, purpose), writable: true };
  }
}

/** Whether it can be told without a driver that there is no store: false where it takes one to know. */
export function isNoStore(address: DatabaseAddress): boolean {
  if (address.engine !== 'sqlite') return false;
  try {
    return statSync(address.file, { throwIfNoEntry: false }) === undefined;
  } catch {
    // Opening it says what is the matter.
    return false;
  }
}

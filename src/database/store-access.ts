import { statSync } from 'node:fs';
import { AuditToolError, DatabaseError } from '../errors.ts';
import { fileOf, type DatabaseAddress } from './address.ts';
import { engineOf } from './engines.ts';
import type { StoreConnection, StorePurpose } from './store-connection.ts';
import { connectionTrouble, type StoreTrouble } from './store-trouble.ts';

/**
 * Opens the way to a store. Only the driver that is needed is loaded. A SQLite file is opened at once; a server is
 * connected to by the first query.
 *
 * @returns null when there is no such SQLite file and none is to be made
 * @throws errors of Node and of the drivers, for which `storeTrouble` has words; UsageError when a certificate of the URL cannot be used
 */
export async function storeConnection(address: DatabaseAddress, purpose: StorePurpose): Promise<StoreConnection | null> {
  return engineOf(address).openStore(address, purpose);
}

/** Whether it can be told without a driver that there is no store: false where it takes one to know. */
export function isNoStore(address: DatabaseAddress): boolean {
  const file = fileOf(address);
  if (file === null) return false;
  try {
    return statSync(file, { throwIfNoEntry: false }) === undefined;
  } catch {
    // Opening it says what is the matter.
    return false;
  }
}

/**
 * Words for an error that Node or a driver threw while a store was opened or used, or that has words already for a database that is audited;
 * null for one that tells of a fault in this program, or that has words of its own.
 */
export async function storeTrouble(error: unknown, address: DatabaseAddress): Promise<StoreTrouble | null> {
  if (error instanceof DatabaseError) return connectionTrouble(error.code);
  if (error instanceof AuditToolError || error instanceof TypeError || error instanceof ReferenceError || !(error instanceof Error)) {
    return null;
  }
  return engineOf(address).storeTrouble(error, address);
}

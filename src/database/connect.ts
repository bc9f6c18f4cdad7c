import type { DatabaseAddress } from './address.ts';
import { refuseBackup } from './backup.ts';
import type { CatalogWishes } from './catalog.ts';
import type { DumpRunner } from './dump-runner.ts';
import { engineOf } from './engines.ts';
import { knownAsPrimary, primaryOf } from './primary.ts';
import type { ReadSession } from './read-session.ts';
import type { RepairAccess } from './repair-access.ts';
import type { Allowances } from './write-session.ts';

/**
 * Opens one read snapshot of a database, at the address that is to be read where it has two. Only the driver that is needed is loaded.
 *
 * @param tables the tables whose columns and indexes the catalog is to know
 * @param wishes what else it is to know
 * @throws DatabaseError with a sentence for every way in which this can fail
 */
export async function connect(address: DatabaseAddress, tables: readonly string[], wishes: CatalogWishes = {}): Promise<ReadSession> {
  const session = await engineOf(address).open(address, tables, wishes);
  const primary = primaryOf(address);
  if (primary === address) return session;
  return knownAsPrimary(session, tables, address, () => engineOf(primary).open(primary, tables, {}));
}

/** Connects to a database into which a dump is to be restored; null where the engine's own program restores it. */
export async function openDumpRunner(address: DatabaseAddress): Promise<DumpRunner | null> {
  return (await engineOf(address).openDumpRunner?.(address)) ?? null;
}

/**
 * Makes ready to connect, where the database is written. Only the driver that is needed is loaded.
 *
 * @param allowances what the user vouches for
 * @throws RefusedError for a backup
 */
export async function repairAccess(address: DatabaseAddress, allowances: Allowances): Promise<RepairAccess> {
  refuseBackup(address);
  const primary = primaryOf(address);
  return engineOf(primary).repairAccess(primary, allowances);
}

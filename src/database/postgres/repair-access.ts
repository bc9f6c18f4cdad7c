import type { ServerAddress } from '../address.ts';
import type { RepairAccess } from '../repair-access.ts';
import type { Allowances } from '../write-session.ts';
import { openPostgresForWriting } from './open-for-writing.ts';
import { RepairLock } from './repair-lock.ts';

/** The way into a database on PostgreSQL: the repair lock has a connection of its own, and every lane writes under it. */
export function postgresRepairAccess(address: ServerAddress, allowances: Allowances): RepairAccess {
  const lock = new RepairLock(address);
  return { connect: () => openPostgresForWriting(address, allowances, lock), close: () => lock.release() };
}

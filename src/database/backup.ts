import { RefusedError } from '../errors.ts';
import type { DatabaseAddress } from './address.ts';

/** Why nothing is written to a database, a clause; null where it is no backup. */
export function backupObstacle({ subject }: DatabaseAddress): string | null {
  return subject == null || subject.backup === null ? null : `"${subject.backup}" is a backup of "${subject.name}", and is left as it is`;
}

/**
 * @throws RefusedError for a backup
 */
export function refuseBackup(address: DatabaseAddress): void {
  const obstacle = backupObstacle(address);
  if (obstacle !== null) throw new RefusedError('BACKUP', `Nothing was changed, as ${obstacle}: only what it is a backup of is repaired.`);
}

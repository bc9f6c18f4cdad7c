import type { DatabaseAddress } from '../../database/index.ts';
import { UsageError } from '../../errors.ts';

/**
 * Refuses to put a backup beside a database of another engine.
 *
 * @throws UsageError
 */
export function requireSameEngine(backup: DatabaseAddress, live: DatabaseAddress): void {
  if (backup.engine === live.engine) return;
  throw new UsageError(
    'OTHER_ENGINE',
    `The backup is of ${backup.engine}, and --against names a database of ${live.engine}: name the one that was backed up.`,
  );
}

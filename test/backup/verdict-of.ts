import { verifyBackup, type BackupWish, type VerifiedBackup } from '../../src/backup/index.ts';
import { systemClock } from '../../src/clock.ts';

/** Verifies a backup in this process, as the command does. */
export function verified(
  path: string,
  maxAge: number | null = null,
  server: BackupWish['server'] = null,
  against: BackupWish['against'] = null,
): Promise<VerifiedBackup> {
  return verifyBackup({ path, maxAge, request: {}, server, against }, { ownChecks: [], clock: systemClock, announce: () => undefined });
}

/** What decided, and how. */
export async function verdictOf(path: string, maxAge: number | null = null): Promise<string> {
  const { verdict, code } = await verified(path, maxAge);
  return `${verdict} ${code}`;
}

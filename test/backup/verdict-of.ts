import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyBackup, type BackupWish, type VerifiedBackup } from '../../src/backup/index.ts';
import { systemClock } from '../../src/clock.ts';

/** Verifies a backup in this process, as the command does. */
export function verified(
  path: string,
  maxAge: number | null = null,
  server: BackupWish['server'] = null,
  against: BackupWish['against'] = null,
): Promise<VerifiedBackup> {
  return verifyBackup(
    { source: { path }, keyFile: null, maxAge, request: {}, server, against },
    { ownChecks: [], clock: systemClock, announce: () => undefined },
  );
}

/** What decided, and how. */
export async function verdictOf(path: string, maxAge: number | null = null): Promise<string> {
  const { verdict, code } = await verified(path, maxAge);
  return `${verdict} ${code}`;
}

/** Scratch places of this process that are still there. */
export function leftBehind(): readonly string[] {
  return readdirSync(tmpdir()).filter(
    (name) => name.startsWith('peerquest-audit-backup-') && ownerOf(join(tmpdir(), name, 'owner')).startsWith(`${process.pid} `),
  );
}

function ownerOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Another's, which is being made or removed.
    return '';
  }
}

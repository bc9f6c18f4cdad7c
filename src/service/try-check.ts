import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit, type AuditRequest } from '../audit/index.ts';
import { declaredCheck, toCheck, type Declaration, type OwnCheck } from '../checks/index.ts';
import { fileAddress } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import type { Finding } from '../model/index.ts';

/**
 * What a check of one's own, or a declared one, finds in a small SQLite database: for its test.
 *
 * @param script SQL that makes the database: tables and rows
 * @param scope the person to narrow it to, and the table of people
 * @throws DatabaseError with the reason where the check could not run
 */
export async function tryCheck(
  check: OwnCheck | Declaration,
  script: string,
  scope: Pick<AuditRequest, 'users'> & { readonly user?: string } = {},
): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'peerquest-try-'));
  try {
    const file = join(folder, 'database.sqlite3');
    await writeFile(file, '');
    const { openSqliteFile } = await import('../open-sqlite-file.ts');
    const database = openSqliteFile(file, { use: 'write' });
    try {
      database.exec(script);
    } finally {
      database.close();
    }
    const findings: Finding[] = [];
    const own = 'find' in check ? toCheck(check, `the test of ${check.id}`) : declaredCheck(check, 'its test');
    for await (const event of audit(fileAddress(file), { only: [own.id], ...scope }, { ownChecks: [own] })) {
      if (event.type === 'findings') findings.push(...event.findings);
      if (event.type === 'check-finished' && event.result.count === null) {
        throw new DatabaseError('CHECK_FAILED', `${own.id} could not run: ${event.result.reason}`);
      }
    }
    return findings;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

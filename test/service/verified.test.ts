import { copyFileSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT, exitCode, SEVERITIES, type RunResult, type Severity } from '../../src/model/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { knownRows } from '../support/known-rows.ts';
import { repairEvents, resultOf } from '../support/service-runs.ts';

const folder = temporaryFolder();
const file = folder.file('db.sqlite3');
const store = folder.file('store.sqlite3');
let known: TestDatabase;
let whole: RunResult;
beforeAll(async () => {
  known = await createDatabase('sqlite', { oldSchema: true });
  await known.insert(knownRows(60));
  await known.query('pragma wal_checkpoint(truncate)');
  whole = await repaired();
}, 120_000);
afterAll(async () => {
  await known.drop();
  folder.remove();
});

/** Repairs a fresh copy; another program does something before the second audit. */
async function repaired(meanwhile = ''): Promise<RunResult> {
  for (const path of [file, store]) for (const end of ['', '-wal', '-shm', '-journal']) rmSync(path + end, { force: true });
  copyFileSync(known.url, file);
  return resultOf(repairEvents(file, store), 'verification-started', () => {
    const database = new Database(file);
    database.exec(meanwhile);
    database.close();
  });
}

/** How many fewer findings of these severities the second audit had, over the checks that gave an answer both times. */
function fewer({ checks, repair }: RunResult, severities: readonly Severity[], only = checks.map(({ check }) => check.id)): number {
  const after = new Map(repair?.verified?.checks.map(({ check, count }) => [check.id, count]));
  return checks
    .filter(({ check }) => severities.includes(check.severity) && only.includes(check.id))
    .reduce((sum, { check, count }) => sum + ((after.get(check.id) ?? null) === null ? 0 : (count ?? 0) - (after.get(check.id) ?? 0)), 0);
}

describe('what counts as fixed', { timeout: 120_000 }, () => {
  it('are issues that the second audit no longer finds, and nothing that is only for information', () => {
    expect(whole.repair?.verified).toMatchObject({ appeared: 0, fixed: fewer(whole, ['critical', 'warning']) });
    expect(fewer(whole, ['critical', 'warning'])).toBeGreaterThan(20);
    expect(fewer(whole, SEVERITIES, ['profile-expired-ban'])).toBeGreaterThan(0);
  });

  it('is nothing of a check that could not look a second time', async () => {
    const result = await repaired('alter table quests_quest rename column assigned_to_id to was_assigned_to_id');
    const failed = result.repair?.verified?.checks.filter(({ count }) => count === null).map(({ check }) => check.id) ?? [];
    expect(failed).toContain('quest-assignment');
    expect(fewer(whole, SEVERITIES, ['quest-assignment'])).toBeGreaterThan(0);
    const all = fewer(whole, ['critical', 'warning']);
    expect(result.repair?.verified?.fixed).toBe(all - fewer(whole, ['critical', 'warning'], failed));
    expect(exitCode(result, 'warning')).toBe(EXIT.failed);
  });

  it('leaves apart what another program broke meanwhile', async () => {
    const { repair } = await repaired("update quests_quest set status = 'open' where id = 1000001; update users_user set level = 77");
    expect(repair?.verified?.appeared).toBeGreaterThan(0);
    expect(repair?.applied).toEqual(whole.repair?.applied);
  });
});

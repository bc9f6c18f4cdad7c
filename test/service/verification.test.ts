import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PartialRow } from '../../src/demo/audit-001.ts';
import { exitCode, verdictOf } from '../../src/model/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';
import { account } from '../support/profile-flows.ts';
import { auditRequest, repairEvents, resultOf } from '../support/service-runs.ts';

let folder: ReturnType<typeof temporaryFolder>;
let database: TestDatabase;
beforeEach(async () => {
  folder = temporaryFolder();
  database = await createDatabase('sqlite', { oldSchema: true });
});
afterEach(async () => {
  await database.drop();
  folder.remove();
});
const repair = (...checks: readonly string[]) =>
  repairEvents(database.url, folder.file('store.sqlite3'), { audit: auditRequest(...checks) });

describe('what a repair is said to have fixed', () => {
  const banned: PartialRow = { is_banned: 1, ban_reason: 'Spam', ban_expires_at: '2025-07-01 09:00:00' };

  it('is issues, and no findings for information', async () => {
    await database.insert([['users_user', [account({ id: ANN, username: 'ann', ...banned }), account({ id: BOB, username: 'bob' })]]]);
    const { checks, repair: done } = await resultOf(repair('profile-expired-ban'));
    expect(checks.map(({ check, count }) => [check.severity, count])).toEqual([['info', 1]]);
    expect(done).toMatchObject({ applied: { entities: 1 }, verified: { fixed: 0, appeared: 0, checks: [{ count: 0 }] } });
  });

  it('is what a second audit does not find any more', async () => {
    await database.insert([['users_user', [account({ id: ANN, username: 'ann', level: 9, ...banned })]]]);
    const { repair: done } = await resultOf(repair('profile-expired-ban', 'user-level'));
    expect(done).toMatchObject({ applied: { entities: 1 }, verified: { fixed: 1, appeared: 0 } });
  });

  it('is not known where a check gave no answer the second time: the run is incomplete', async () => {
    await database.insert([['users_user', [account({ id: ANN, username: 'ann', level: 9 })]]]);
    const result = await resultOf(repair('user-level', 'quest-status'), 'verification-started', () =>
      database.execute('alter table quests_quest rename to gone'),
    );
    expect(result.repair?.verified).toMatchObject({ fixed: 1, checks: [{ outcome: 'does-not-apply' }, { outcome: 'passed' }] });
    expect(exitCode(result, 'warning')).toBe(2);
    expect(verdictOf(result)).toEqual({ kind: 'incomplete' });
  });
});

it('a repair makes balances for those who become participants by it, and for nobody else', async () => {
  const quest = (id: number, status: string) => ({ id, title: `Quest ${id}`, status, creator_id: EVE, category_id: 1 });
  const approved = (id: number, quest_id: number, applicant_id: string) => ({
    ...{ id, quest_id, applicant_id, status: 'approved' },
    ...{ applied_at: '2025-07-01 08:00:00', reviewed_at: '2025-07-01 10:00:00' },
  });
  await database.insert([
    ['users_user', [ANN, BOB, EVE].map((id, index) => account({ id, username: `person ${index}` }))],
    ['quests_questcategory', [{ id: 1, name: 'General' }]],
    ['quests_quest', [quest(1, 'open'), quest(2, 'completed')]],
    ['applications_application', [approved(1, 1, ANN), approved(2, 2, BOB)]],
  ]);
  await resultOf(repair('approved-without-participant', 'gold-balance-missing'));
  expect(await database.query('select user_id, quest_id from quests_questparticipant')).toEqual([{ user_id: ANN, quest_id: 1 }]);
  expect(await database.query('select user_id from transactions_userbalance')).toEqual([{ user_id: ANN }]);
});

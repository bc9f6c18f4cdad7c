import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Wish } from '../../src/model/index.ts';
import { collect } from '../support/collect.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { ANN, EVE } from '../support/flows.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase('sqlite');
});
afterAll(() => database.drop());
beforeEach(() => database.clear());

/** Approvals without participants, each of its own quest: `left` where the quest was changed afterwards. */
async function approvals(...kinds: readonly ('left' | 'never')[]): Promise<void> {
  await database.insert([
    ['users_user', [ANN, EVE].map((id) => ({ id, username: id }))],
    ['quests_questcategory', [{ id: 1, name: 'General' }]],
    [
      'quests_quest',
      kinds.map((kind, index) => ({
        ...{ id: index + 1, title: `Quest ${index}`, status: 'open', creator_id: EVE, category_id: 1 },
        updated_at: kind === 'left' ? '2025-07-01 12:00:00' : '2025-07-01 09:00:00',
      })),
    ],
    [
      'applications_application',
      kinds.map((_kind, index) => ({
        ...{ id: index + 1, quest_id: index + 1, applicant_id: ANN, status: 'approved' },
        ...{ applied_at: '2025-07-01 08:00:00', reviewed_at: '2025-07-01 10:00:00' },
      })),
    ],
  ]);
}
const causes = async (wish: Wish) => {
  const { result } = await collect(database.url, { only: ['approved-without-participant'], wish });
  return result.checks[0]?.causes?.map(({ cause, count }) => `${count} ${cause}`);
};

describe.each<[string, Wish]>([
  ['counted', { detail: 'counts' }],
  ['listed', { detail: 'findings' }],
])('causes of findings that are %s', (_how, wish) => {
  it('stand with the most frequent one first', async () => {
    await approvals('never', 'left', 'left');
    expect(await causes(wish)).toEqual(['2 possibly-left', '1 never-created']);
    await database.clear();
    await approvals('left', 'never', 'never');
    expect(await causes(wish)).toEqual(['2 never-created', '1 possibly-left']);
  });

  it('that are as frequent stand by their names', async () => {
    await approvals('left', 'never');
    expect(await causes(wish)).toEqual(['1 never-created', '1 possibly-left']);
    await database.clear();
    await approvals('never', 'left');
    expect(await causes(wish)).toEqual(['1 never-created', '1 possibly-left']);
  });
});

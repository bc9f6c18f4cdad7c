import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { ANN } from '../support/flows.ts';
import { changed, referencesOf, type References } from '../support/references-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const user = 'a0000000-0000-4000-8000-000000000001';

/** Every word of every list: the application writes them all. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'users_user.role': ['quest_maker', 'adventurer', 'moderator', 'admin'],
  'quests_quest.difficulty': ['initiate', 'adventurer', 'champion', 'mythic'],
  'quests_quest.status': ['open', 'in-progress', 'completed'],
  'quests_questparticipant.status': ['joined', 'in_progress', 'completed', 'dropped'],
  'applications_application.status': ['pending', 'approved', 'rejected', 'kicked'],
  'quests_questsubmission.status': ['pending', 'approved', 'needs_revision', 'superseded'],
  'guilds_guildmembership.role': ['owner', 'admin', 'member'],
  'guilds_guildmembership.status': ['pending', 'approved', 'rejected', 'left', 'kicked'],
  'payments_paymentproof.status': ['queued', 'processing', 'verified', 'rejected'],
  'transactions_cashoutrequest.status': ['PENDING', 'COMPLETED', 'REJECTED'],
};
const columns = Object.entries(KNOWN).map(([name, words]) => ({
  table: name.split('.')[0] ?? '',
  column: name.split('.')[1] ?? '',
  words,
}));

describeTruthTable<References>(
  'unknown-status',
  [
    { when: 'all words are the application’s own', then: null },
    {
      when: 'a submission was superseded, which is in no list of the application',
      ...changed('quests_questsubmission', { status: 'superseded' }),
      then: null,
    },
    {
      when: 'a quest has a status of another table',
      ...changed('quests_quest', { status: 'in_progress' }),
      then: {
        key: { table: 'quests_quest', column: 'status', rowId: 7 },
        expected: { oneOf: 'open, in-progress, completed' },
        actual: { value: 'in_progress' },
        repair: 'manual',
        headline: 'quests_quest 7: status is "in_progress"',
      },
    },
    { when: 'a word differs in case only', ...changed('quests_quest', { status: 'Open' }), then: { actual: { value: 'Open' } } },
    { when: 'a word has a space too many', ...changed('quests_quest', { status: 'open ' }), then: { actual: { value: 'open ' } } },
    {
      when: 'a word is empty',
      ...changed('applications_application', { status: '' }),
      then: { key: { table: 'applications_application', column: 'status', rowId: 1 }, actual: { value: '' } },
    },
    {
      when: 'a quest has a wrong status and a wrong difficulty',
      ...changed('quests_quest', { status: 'failed', difficulty: 'easy' }),
      then: [
        { key: { table: 'quests_quest', column: 'difficulty', rowId: 7 }, actual: { value: 'easy' } },
        { key: { table: 'quests_quest', column: 'status', rowId: 7 }, actual: { value: 'failed' } },
      ],
    },
    {
      when: 'a word could act on a terminal',
      ...changed('users_user', { role: 'a\u001b[2J' }),
      then: { headline: `users_user ${user}: role is "a\\u001b[2J"` },
    },
    ...columns.map(({ table, column }) => ({
      when: `${table}.${column} holds an unknown word`,
      ...changed(table, { [column]: 'nonsense' }),
      then: { key: { table, column, rowId: table === 'users_user' ? user : table === 'quests_quest' ? 7 : 1 } },
    })),
  ],
  referencesOf,
);

describeEngines('unknown-status', {}, (database) => {
  it('knows every word that the application writes', async () => {
    for (const { table, column, words } of columns) {
      for (const word of words) {
        await database().clear();
        await database().insert(referencesOf(changed(table, { [column]: word })));
        const { findings } = await collect(database().url, { only: ['unknown-status'] });
        expect(findings.map(({ headline }) => headline)).toEqual([]);
      }
    }
  });

  it('with a user, looks at that person’s rows only', async () => {
    await database().clear();
    await database().insert(
      referencesOf({
        rows: {
          ...changed('guilds_guildmembership', { role: 'nonsense' }).rows,
          ...changed('quests_questsubmission', { status: 'nonsense' }).rows,
          ...changed('quests_quest', { status: 'nonsense' }).rows,
          ...changed('payments_paymentproof', { status: 'nonsense', user_id: ANN }).rows,
        },
      }),
    );
    const tables = async (name: string) =>
      (await collect(database().url, { only: ['unknown-status'], user: name })).findings.map(({ key }) => key['table']);
    expect(await tables('ann')).toEqual(['quests_quest', 'quests_questsubmission', 'payments_paymentproof']);
    expect(await tables('bob')).toEqual(['guilds_guildmembership']);
    expect(await tables('eve')).toEqual([]);
  });
});

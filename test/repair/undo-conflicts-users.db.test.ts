import { expect, it } from 'vitest';
import { describeEngines, propertyEngines } from '../support/databases.ts';
import { EVE } from '../support/flows.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';
import { describeLaterChanges, numberedId, numberIn, numbersTo, putBack, type LaterChange, type World } from '../support/undo-conflicts.ts';

/** An account as the database prints its id. */
interface Account {
  readonly id: string;
  readonly number: number;
}

/** Accounts that three checks mend, each by an update of the same row: superuser without a verified address, ban that is over, level. */
const accounts: World<Account> = {
  request: { targets: ['user'], checks: ['profile-superuser-unverified', 'profile-expired-ban', 'user-level'] },
  rows: (count) => [['users_user', numbersTo(count).map((number) => account(number))]],
  entity: (number, rows) => ({ number, id: String(rows('users_user').find(({ id }) => numberIn(id) === number)?.['id']) }),
  numberOf: { users_user: ({ id }) => numberIn(id) },
  undoes: ['update users_user', 'update users_user', 'update users_user'],
};

const account = (number: number, further: Record<string, string | number> = {}): Record<string, string | number> => ({
  id: numberedId('c', number),
  username: `person ${number}`,
  email: `person-${number}@example.com`,
  display_name: `Person ${number}`,
  level: 7,
  is_superuser: 1,
  is_banned: 1,
  ban_reason: 'shouting',
  ban_expires_at: '2025-07-01 00:00:00.000001',
  ...further,
});

const ofAccount =
  (change: string) =>
  ({ id }: Account): readonly string[] => [`update users_user set ${change} where id = '${id}'`];
const accountChanged = ({ id }: Account): string => `users_user ${id} was changed since`;
const changedAccount = (what: string, change: string): LaterChange<Account> => ({ what, does: ofAccount(change), then: accountChanged });

const changesOfAccounts: readonly LaterChange<Account>[] = [
  changedAccount('the level is another one', 'level = 3'),
  changedAccount('the level alone is put back by hand', 'level = 7'),
  changedAccount('the address is held to be unverified again', 'email_verified = false'),
  changedAccount('the person is banned again', "is_banned = true, ban_reason = 'spam', ban_expires_at = '2031-01-01 00:00:00'"),
  changedAccount('the reason that was taken away becomes empty', "ban_reason = ''"),
  changedAccount('the end that was taken away is set', "ban_expires_at = '2025-07-01 00:00:00.000001'"),
  changedAccount('a column is changed that the repair did not write', "bio = 'Likes maps'"),
  changedAccount('only the case of a text is changed', 'display_name = upper(display_name)'),
  changedAccount('a space is added to a text', "email_verification_token = 'x '"),
  changedAccount('an empty text becomes a space', "location = ' '"),
  changedAccount('a text that was null becomes empty', "avatar_url = ''"),
  changedAccount('a text that was null becomes the word null', "avatar_data = 'null'"),
  changedAccount('a time that was null is set', "last_login = '2031-01-01 10:00:00'"),
  changedAccount('a time moves by a microsecond', "date_joined = '2025-06-01 08:00:00.000001'"),
  changedAccount('a date that was null is set', "birthday = '2001-02-03'"),
  changedAccount('a boolean is flipped', 'is_verified = not is_verified'),
  changedAccount('a setting is added', `settings = '{"theme": "dark"}'`),
  {
    what: 'the application pays XP and counts the level',
    does: (entity) => [xp(entity, 250), ...ofAccount('level = 3')(entity)],
    then: accountChanged,
  },
  { what: 'the account is deleted', does: deletion, then: ({ id }) => `users_user ${id} is gone` },
  {
    what: 'the account is deleted, and another one has taken the id',
    does: (entity) => [...deletion(entity), ['users_user', [account(entity.number, { level: 1, is_superuser: 0 })]]],
    then: accountChanged,
  },
  {
    what: 'the account is deleted and registered again, with another id',
    does: (entity) => [...deletion(entity), ['users_user', [account(entity.number, { id: numberedId('d', entity.number) })]]],
    then: ({ id }) => `users_user ${id} is gone`,
  },
  {
    what: 'all is put back by hand, and more is changed',
    does: ofAccount(
      "email_verified = false, is_banned = true, ban_reason = 'shouting', ban_expires_at = '2025-07-01 00:00:00.000001', level = 7, bio = 'x'",
    ),
    then: 'already undone',
  },
  {
    what: 'the level is changed, and changed back',
    does: (entity) => [...ofAccount('level = 3')(entity), ...ofAccount('level = 1')(entity)],
    then: 'taken back',
  },
  {
    what: 'the account is deleted, and the same one put back',
    does: ({ id }) => putBack('users_user', `id = '${id}'`),
    then: 'taken back',
  },
  { what: 'XP is paid of which the level says nothing yet', does: (entity) => [xp(entity, 100)], then: 'taken back' },
  {
    what: 'other rows refer to the account',
    does: ({ number }) => [
      ['notifications_notification', [{ id: number, user_id: numberedId('c', number) }]],
      ['users_banappeal', [{ id: number, user_id: numberedId('c', number) }]],
    ],
    then: 'taken back',
  },
];

/** After the undo, the account is as it was at first. */
const changesOfAccountsAfterUndo: readonly LaterChange<Account>[] = [
  changedAccount('the level is another one', 'level = 8'),
  changedAccount('the level alone is mended by hand', 'level = 1'),
  changedAccount('the ban is given another reason', "ban_reason = 'Shouting'"),
  changedAccount('the end of the ban moves by a microsecond', "ban_expires_at = '2025-07-01 00:00:00.000002'"),
  changedAccount('a column is changed that neither run wrote', "bio = 'Likes maps'"),
  { what: 'the account is deleted', does: deletion, then: ({ id }) => `users_user ${id} is gone` },
  {
    what: 'the person signs in, and the application mends it all but the level',
    does: ofAccount(
      "email_verified = true, is_banned = false, ban_reason = null, ban_expires_at = null, last_login = '2031-01-01 10:00:00'",
    ),
    then: accountChanged,
  },
  {
    what: 'all is mended by hand',
    does: ofAccount('email_verified = true, is_banned = false, ban_reason = null, ban_expires_at = null, level = 1'),
    then: 'already undone',
  },
  {
    what: 'all is mended by hand, but the reason becomes the word null',
    does: ofAccount("email_verified = true, is_banned = false, ban_reason = 'null', ban_expires_at = null, level = 1"),
    then: accountChanged,
  },
  {
    what: 'the level is changed, and changed back',
    does: (entity) => [...ofAccount('level = 3')(entity), ...ofAccount('level = 7')(entity)],
    then: 'taken back',
  },
  { what: 'XP is paid', does: (entity) => [xp(entity, 500)], then: 'taken back' },
];

function deletion({ id }: Account): readonly string[] {
  return [`delete from users_user where id = '${id}'`];
}

function xp({ number }: Account, amount: number): ['users_xptransaction', Record<string, string | number>[]] {
  return ['users_xptransaction', [{ id: number, user_id: numberedId('c', number), amount, reason: 'Bonus' }]];
}

/** Quests whose status, assignment and reward are mended, by one update of the row; the participant is as it should be. */
const quests: World<number> = {
  request: { targets: ['quest'], checks: ['quest-status', 'quest-assignment', 'quest-xp-reward'] },
  rows: (count) => [
    ['users_user', [{ id: EVE, username: 'eve' }, ...numbersTo(2).map((number) => account(number))]],
    ['quests_questcategory', [{ id: 1, name: 'General' }]],
    ['quests_quest', numbersTo(count).map(quest)],
    ['quests_questparticipant', numbersTo(count).map((id) => ({ id, quest_id: id, user_id: numberedId('c', 1), status: 'joined' }))],
  ],
  entity: (number) => number,
  numberOf: { quests_quest: ({ id }) => Number(id) },
  undoes: ['update quests_quest'],
};

function quest(id: number): Record<string, string | number> {
  return {
    ...{ id, title: `Quest ${id}`, slug: `quest-${id}`, status: 'open', difficulty: 'champion', xp_reward: 30, gold_reward: 100 },
    ...{ updated_at: '2025-07-01 12:00:00.123456', creator_id: EVE, category_id: 1 },
  };
}

const ofQuest =
  (change: string) =>
  (id: number): readonly string[] => [`update quests_quest set ${change} where id = ${id}`];
const questChanged = (id: number): string => `quests_quest ${id} was changed since`;
const changedQuest = (what: string, change: string): LaterChange<number> => ({ what, does: ofQuest(change), then: questChanged });
const questDeletion = (id: number): readonly string[] => [`delete from quests_quest where id = ${id}`];

const changesOfQuests: readonly LaterChange<number>[] = [
  changedQuest('the reward is another one', 'xp_reward = 50'),
  changedQuest('the reward alone is put back by hand', 'xp_reward = 30'),
  changedQuest('the difficulty is changed, with its reward', "difficulty = 'initiate', xp_reward = 25"),
  changedQuest('the difficulty alone is changed', "difficulty = 'initiate'"),
  changedQuest('only the case of the title is changed', 'title = upper(title)'),
  changedQuest('a space is added to the slug', "slug = 'a slug '"),
  changedQuest('updated_at moves by a microsecond', "updated_at = '2031-01-01 10:00:00.000001'"),
  changedQuest('gold is added', 'gold_reward = gold_reward + 1'),
  changedQuest('the quest is deleted softly', 'is_deleted = true'),
  changedQuest('the quest is completed', "status = 'completed', completed_at = '2031-01-01 10:00:00'"),
  { what: 'the quest is deleted', does: questDeletion, then: (id) => `quests_quest ${id} is gone` },
  {
    what: 'the quest is deleted, and another one has taken the id',
    does: (id) => [...questDeletion(id), ['quests_quest', [{ ...quest(id), status: 'completed' }]]],
    then: questChanged,
  },
  {
    what: 'the reward is changed, and changed back',
    does: (id) => [...ofQuest('xp_reward = 50')(id), ...ofQuest('xp_reward = 100')(id)],
    then: 'taken back',
  },
  { what: 'the quest is deleted, and the same one put back', does: (id) => putBack('quests_quest', `id = ${id}`), then: 'taken back' },
  {
    what: 'the participant whose presence the repair read is dropped',
    does: (id) => [`update quests_questparticipant set status = 'dropped' where quest_id = ${id}`],
    then: 'taken back',
  },
  {
    what: 'another person joins, and the reward is paid',
    does: (id) => [
      ['quests_questparticipant', [{ id: 1000 + id, quest_id: id, user_id: numberedId('c', 2), status: 'joined' }]],
      ['quests_questcompletionlog', [{ id, quest_id: id, adventurer_id: numberedId('c', 2), xp_earned: 100 }]],
      ['users_xptransaction', [{ id, user_id: numberedId('c', 2), amount: 100, reason: `Completed quest: Quest ${id}` }]],
    ],
    then: 'taken back',
  },
];

describeEngines('the undo of repaired rows that were changed since', { engines: propertyEngines('postgresql') }, (database) => {
  describeLaterChanges('accounts', database, accounts, changesOfAccounts);
  describeLaterChanges('accounts, by an undo of the undo', database, accounts, changesOfAccountsAfterUndo, 'undo');
  describeLaterChanges('quests with a wrong reward', database, quests, changesOfQuests);

  it('is a conflict where a later repair wrote the same row, until that one is undone', async () => {
    const stored = await temporaryStore();
    const request = requestFor(database().url, stored.store);
    const everything = (): Promise<string> => contents((sql) => database().query(sql));
    await database().clear();
    await database().insert(accounts.rows(1));
    const untouched = await everything();
    const repair = async (check: string): Promise<string> =>
      (await apply(await makePlan(database().url, { targets: ['user'], checks: [check] }), request)).outcome.runId;
    const first = await repair('user-level');
    const second = await repair('profile-expired-ban');
    const repaired = await everything();
    expect((await undo(first, request)).outcome).toMatchObject({ applied: { entities: 0 }, conflicts: { entities: 1 } });
    expect(await everything()).toBe(repaired);
    expect((await undo(second, request)).outcome).toMatchObject({ applied: { entities: 1 } });
    expect((await undo(first, request)).outcome).toMatchObject({ applied: { entities: 1 } });
    expect(await everything()).toBe(untouched);
    await stored.remove();
  });
});

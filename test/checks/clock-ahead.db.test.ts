import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { hoursFromNow, timesOf, timesWith, type Times } from '../support/database-flows.ts';
import { describeEngines } from '../support/databases.ts';
import { PAST_COLUMNS } from '../support/naive-database.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const ahead = hoursFromNow(25);

describeTruthTable<Times>(
  'clock-ahead',
  [
    { when: 'everything has happened', then: null },
    { when: 'a clock is 23 hours ahead', ...timesWith('applications_application', { reviewed_at: hoursFromNow(23) }), then: null },
    { when: 'a ban ends in the future', ...timesWith('users_user', { ban_expires_at: '2999-12-31 00:00:00' }), then: null },
    { when: 'a quest is due in the future', ...timesWith('quests_quest', { due_date: '2999-12-31' }), then: null },
    { when: 'nothing was reviewed', ...timesWith('applications_application', { reviewed_at: null }), then: null },
    {
      when: 'an application was reviewed tomorrow',
      ...timesWith('applications_application', { reviewed_at: ahead }),
      then: {
        key: { table: 'applications_application', column: 'reviewed_at', rowId: 1 },
        cause: null,
        expected: { hasHappened: true },
        actual: { hasHappened: false, time: `${ahead.replace(' ', 'T')}Z` },
        repair: 'manual',
        headline: 'applications_application 1: reviewed_at lies ahead',
        details: [`Time: ${ahead}+00:00`],
      },
    },
    {
      when: 'two times of one row lie ahead',
      ...timesWith('quests_quest', { created_at: ahead, completed_at: '9999-12-31 23:59:59' }),
      then: [
        { key: { table: 'quests_quest', column: 'created_at', rowId: 7 } },
        { key: { table: 'quests_quest', column: 'completed_at', rowId: 7 }, actual: { time: '9999-12-31T23:59:59Z' } },
      ],
    },
    {
      when: 'a guild was founded in the future: its key is a UUID',
      ...timesWith('guilds_guild', { created_at: ahead }),
      then: { key: { table: 'guilds_guild', column: 'created_at', rowId: 'f0000000-0000-4000-8000-000000000009' } },
    },
    {
      when: 'a transaction lies ahead: its key is not called id',
      ...timesWith('transactions_transaction', { created_at: ahead }),
      then: { key: { table: 'transactions_transaction', column: 'created_at', rowId: 1 } },
    },
  ],
  timesOf,
);

describeEngines('clock-ahead', {}, (database) => {
  const found = async (user: string | null = null) =>
    (await collect(database().url, { only: ['clock-ahead'], user })).findings.map(
      ({ key }) => `${String(key['table'])}.${String(key['column'])}`,
    );

  it('looks at every time of the schema that tells what has happened', async () => {
    const db = database();
    await db.clear();
    await db.insert(
      timesOf({}).map(([table, rows]) => [
        table,
        rows.map((row, index) =>
          index > 0
            ? row
            : { ...row, ...Object.fromEntries(PAST_COLUMNS.filter((one) => one.table === table).map(({ column }) => [column, ahead])) },
        ),
      ]),
    );
    expect([...(await found())].sort()).toEqual(PAST_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort());
    const { findings } = await collect(db.url, { only: ['clock-ahead'] });
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
  });

  it('looks at what is there where tables and columns are missing', async () => {
    const db = database();
    await db.clear();
    await db.insert(timesOf(timesWith('users_xptransaction', { created_at: ahead })));
    await db.execute('drop table users_goldtransaction');
    await db.execute('alter table quests_questparticipant drop column application_date');
    expect(await found()).toEqual(['users_xptransaction.created_at']);
    await db.execute(`update quests_questparticipant set reviewed_at = '${ahead}'`);
    expect(await found()).toEqual(['quests_questparticipant.reviewed_at', 'users_xptransaction.created_at']);
  });
});

describeEngines('clock-ahead', { engines: ['postgresql'] }, (database) => {
  it('takes infinity for the future, and the past before all time for the past', async () => {
    const db = database();
    await db.insert(timesOf({}));
    await db.execute("update applications_application set applied_at = '-infinity', reviewed_at = 'infinity'");
    const { findings } = await collect(db.url, { only: ['clock-ahead'] });
    expect(findings.map(({ headline, actual }) => [headline, actual['time']])).toEqual([
      ['applications_application 1: reviewed_at lies ahead', 'infinity'],
    ]);
  });
});

describeEngines('clock-ahead', { engines: ['sqlite'] }, (database) => {
  it.each(['tomorrow', 'infinity', '5000000', '99:99', '20991231', '2999-13-01 00:00:00', '2999-01-01 and so on', 'now', '9', ''])(
    'is silent when a text is no time: %j',
    async (text) => {
      const db = database();
      await db.clear();
      await db.insert(timesOf(timesWith('applications_application', { reviewed_at: text })));
      expect((await collect(db.url, { only: ['clock-ahead'] })).findings).toEqual([]);
    },
  );

  it.each(['2999-01-01', '2999-01-01T00:00:00Z', '2999-01-01 00:00:00+02:00', '2999-01-01 00:00'])(
    'reads other forms of a time: %j',
    async (text) => {
      const db = database();
      await db.clear();
      await db.insert(timesOf(timesWith('applications_application', { reviewed_at: text })));
      expect((await collect(db.url, { only: ['clock-ahead'] })).findings).toHaveLength(1);
    },
  );

  it.each([4_102_444_800, 9_999_999])('takes the number %d for no time', async (number) => {
    const db = database();
    await db.clear();
    await db.insert(timesOf(timesWith('applications_application', { reviewed_at: number })));
    expect((await collect(db.url, { only: ['clock-ahead'] })).findings).toEqual([]);
  });
});

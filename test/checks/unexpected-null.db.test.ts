import { beforeAll, expect, it } from 'vitest';
import type { PartialRow } from '../../src/demo/audit-001.ts';
import { createTable, isCounted, peerquestTables, sqliteDdl } from '../../src/demo/schema.ts';
import { collect } from '../support/collect.ts';
import { timesOf, timesWith, type Times } from '../support/database-flows.ts';
import { describeEngines, type TestDatabase } from '../support/databases.ts';
import { mariadbDdl, mysqlDdl } from '../support/ddl.ts';
import { ANN, rowsOf } from '../support/flows.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';
import { describeTruthTable } from '../support/truth-table.ts';

/** Every NOT NULL column of the schema but the keys, read off the schema instead of a list. */
const REQUIRED = peerquestTables.flatMap(({ name: table, columns }) =>
  columns
    .filter((column) => !column.nullable && !column.key && !isCounted(column))
    .map(({ name: column, type }) => ({ table, column, type })),
);

/** Lets every column be null, as a schema does whose columns lost their NOT NULL. */
async function loosen(database: TestDatabase): Promise<void> {
  for (const { table, column, type } of REQUIRED) {
    if (database.engine === 'postgresql') await database.execute(`alter table ${table} alter ${column} drop not null`);
    if (database.engine !== 'mariadb' && database.engine !== 'mysql char(32)') continue;
    const ddl = database.engine === 'mariadb' ? mariadbDdl : mysqlDdl;
    const words = type.startsWith('varchar') ? type : ddl.types[type as keyof typeof ddl.types];
    await database.execute(`alter table ${table} modify ${ddl.quote(column)} ${words} null`);
  }
  if (database.engine !== 'sqlite') return;
  for (const table of peerquestTables) {
    await database.execute(`drop table ${table.name}`);
    await database.execute(createTable(table, sqliteDdl).replaceAll(/ not null(?! primary key)/g, ''));
  }
}

const GUILD = 'f0000000-0000-4000-8000-000000000009';

describeTruthTable<Times>(
  'unexpected-null',
  [
    { when: 'all columns have values', then: null },
    {
      when: 'columns are null that the models let be null',
      ...timesWith('quests_quest', { assigned_to_id: null, due_date: null }),
      then: null,
    },
    { when: 'a text is empty, a number zero, a truth false', ...timesWith('users_user', { bio: '', level: 0, is_staff: 0 }), then: null },
    {
      when: 'a level is null',
      ...timesWith('users_user', { level: null }),
      then: {
        key: { table: 'users_user', column: 'level', rowId: 'a0000000-0000-4000-8000-000000000001' },
        cause: null,
        expected: { hasValue: true },
        actual: { hasValue: false, rows: 1 },
        repair: 'manual',
        headline: 'users_user a0000000-0000-4000-8000-000000000001: level is null',
        details: [],
      },
    },
    {
      when: 'two columns of a row are null',
      ...timesWith('quests_quest', { status: null, xp_reward: null }),
      then: [
        { key: { table: 'quests_quest', column: 'status', rowId: 7 } },
        { key: { table: 'quests_quest', column: 'xp_reward', rowId: 7 } },
      ],
    },
    {
      when: 'the key of the row is a UUID, or not called id',
      rows: { ...timesWith('guilds_guild', { member_count: null }).rows, ...timesWith('transactions_transaction', { amount: null }).rows },
      then: [
        { key: { table: 'transactions_transaction', column: 'amount', rowId: 1 } },
        { key: { table: 'guilds_guild', column: 'member_count', rowId: GUILD } },
      ],
    },
  ],
  timesOf,
  loosen,
);

describeEngines('unexpected-null', { oldSchema: true }, (database) => {
  const columnsOf = async (user: string | null = null): Promise<readonly string[]> =>
    (await collect(database().url, { only: ['unexpected-null'], user })).findings.map(
      ({ key }) => `${String(key['table'])}.${String(key['column'])}`,
    );

  it('has nothing to look at where the database declares every column NOT NULL, and says so', async () => {
    const { result } = await collect(database().url, { only: ['unexpected-null'] });
    expect(result.checks).toMatchObject([{ outcome: 'passed', count: 0 }]);
  });

  it('looks at every column that is NOT NULL in the schema', async () => {
    const db = database();
    await loosen(db);
    const emptied = (table: string): PartialRow =>
      Object.fromEntries(REQUIRED.filter((one) => one.table === table).map(({ column }) => [column, null]));
    await db.insert(
      timesOf({}).map(([table, rows]) => [table, rows.map((row, index) => (index > 0 ? row : { ...row, ...emptied(table) }))]),
    );
    const tables = new Set(timesOf({}).map(([table]) => table));
    expect([...(await columnsOf())].sort()).toEqual(
      REQUIRED.filter(({ table }) => tables.has(table))
        .map(({ table, column }) => `${table}.${column}`)
        .sort(),
    );
  });

  it('with a user, looks at that person’s rows only', async () => {
    const db = database();
    await db.clear();
    await db.insert(
      timesOf({
        rows: {
          ...timesWith('users_user', { level: null }).rows,
          ...timesWith('quests_quest', { slug: null }).rows,
          ...timesWith('guilds_guild', { name: null }).rows,
          ...timesWith('messaging_messageattachment', { file: null }).rows,
        },
      }),
    );
    expect(await columnsOf('ann')).toEqual(['users_user.level', 'quests_quest.slug']);
    expect(await columnsOf('bob')).toEqual(['guilds_guild.name']);
    expect(await columnsOf('eve')).toEqual([]);
  });

  it('is not alone: a check of what is null does not take it for agreement', async () => {
    const db = database();
    const found = async (only: string) => (await collect(db.url, { only: [only] })).findings.map(({ cause, repair }) => [cause, repair]);
    await db.clear();
    await db.insert(
      timesOf({
        rows: {
          ...timesWith('users_user', { level: null, email: null, settings: null, is_superuser: 1, email_verified: null }).rows,
          ...timesWith('quests_quest', { xp_reward: null, difficulty: 'mythic' }).rows,
          ...timesWith('guilds_guild', { member_count: null }).rows,
          ...timesWith('transactions_userbalance', { gold_balance: null }).rows,
        },
      }),
    );
    // Everybody else is in good order.
    await db.execute('update users_user set level = 1 where level = 0');
    expect(await found('user-level')).toEqual([[null, 'automatic']]);
    expect((await found('profile-email'))[0]).toEqual(['blank', 'manual']);
    expect(await found('profile-json')).toEqual([[null, 'manual']]);
    expect(await found('profile-superuser-unverified')).toEqual([[null, 'automatic']]);
    expect(await found('quest-xp-reward')).toEqual([[null, 'automatic']]);
    expect(await found('guild-member-count')).toEqual([[null, 'automatic']]);
    expect(await found('gold-balance')).toEqual([['not-a-number', 'manual']]);
  });

  it('has numbers repaired that are null, and the undo brings the nulls back', async () => {
    const db = database();
    const stored = await temporaryStore();
    const before = await contents((sql) => db.query(sql));
    const request = { targets: ['user', 'guild', 'quest'], checks: ['user-level', 'guild-member-count', 'quest-xp-reward'] } as const;
    const ran = await apply(await makePlan(db.url, request), requestFor(db.url, stored.store));
    expect(ran.outcome).toMatchObject({ applied: { changes: 3 }, conflicts: { entities: 0 } });
    expect((await makePlan(db.url, request)).summary.changes).toBe(0);
    await undo('last', requestFor(db.url, stored.store));
    expect(await contents((sql) => db.query(sql))).toBe(before);
    await stored.remove();
  });

  it('finds participants without a user or a quest where nobody approved them, and makes no duplicates of them', async () => {
    const db = database();
    await db.clear();
    await db.insert(
      rowsOf({
        applications: [
          { quest_id: null, applicant_id: null },
          { quest_id: 7, applicant_id: null },
        ],
        participants: [
          { user_id: null },
          { user_id: null },
          { quest_id: null },
          { quest_id: null, user_id: null },
          { quest_id: null, user_id: null },
        ],
      }),
    );
    const { findings } = await collect(db.url, { only: ['participant-without-approved-application', 'duplicate-participant'] });
    expect(findings.map(({ check, key }) => [check, key['participantId'], key['questId'], key['userId']])).toEqual(
      [
        [1, 7, 'null'],
        [2, 7, 'null'],
        [3, 'null', 'a0000000-0000-4000-8000-000000000001'],
        [4, 'null', 'null'],
        [5, 'null', 'null'],
      ].map((key) => ['participant-without-approved-application', ...key]),
    );
  });

  it.each(['status', 'joined_at'])(
    'plans with participants whose %s is null, and assigns no quest for want of a status',
    async (column) => {
      const db = database();
      await db.clear();
      await db.insert(
        rowsOf({ quest: { status: 'open', assigned_to_id: null }, applications: [{}], participants: [{ [column]: null, user_id: ANN }] }),
      );
      const { findings } = await collect(db.url);
      expect(findings.map(({ repair }) => repair)).toEqual(column === 'status' ? ['manual', 'manual'] : ['automatic', 'automatic']);
      expect((await makePlan(db.url)).summary.changes).toBe(column === 'status' ? 0 : 1);
    },
  );
});

describeEngines('unexpected-null', { engines: ['sqlite'] }, (database) => {
  it('counts the rows whose key is null, which only SQLite lets be', async () => {
    const db = database();
    await db.execute(`drop table users_xptransaction; drop table quests_questcategory;
      create table users_xptransaction ("id" bigint primary key, amount integer not null, reason text not null, created_at text not null, user_id text not null);
      create table quests_questcategory ("id" ${sqliteDdl.types.id}, name text not null, created_at text not null);
      insert into users_xptransaction values (null, 1, '', '', ''), (null, 1, '', '', ''), (1, 1, '', '', '')`);
    const { findings } = await collect(db.url, { only: ['unexpected-null'] });
    expect(findings).toMatchObject([
      {
        key: { table: 'users_xptransaction', column: 'id' },
        actual: { rows: 2 },
        headline: 'users_xptransaction: 2 rows whose id is null',
      },
    ]);
  });
});

beforeAll(() => {
  expect(REQUIRED.length).toBeGreaterThan(100);
});

import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { collect } from '../support/collect.ts';
import { createDatabase, describeEngines, type TestDatabase } from '../support/databases.ts';
import { ANN, BOB } from '../support/flows.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';

/** Keys as a schema may declare them that are no other name for SQLite's own number of a row. */
const KEYS = [
  '"id" bigint not null primary key',
  '"id" bigint primary key',
  '"id" integer',
  '"id" int primary key',
  '"id" integer primary key desc',
];

const guild = (id: string, member_count: number) => ({ guild_id: id, name: id, owner_id: ANN, member_count });

/** SQLite holds any value in any column. */
describeEngines('a repair among values that nobody expected', { engines: ['sqlite'], empty: true }, () => {
  let database: TestDatabase;
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  beforeEach(async () => {
    database = await createDatabase('sqlite', { oldSchema: true });
    await database.insert(audit001);
    stored = await temporaryStore();
  });
  afterEach(async () => {
    await stored.remove();
    await database.drop();
  });
  const request = () => requestFor(database.url, stored.store);
  const typed = async (table: string, column: string, key = 'id'): Promise<unknown> =>
    database.query(`select ${key}, typeof(${column}) || ' ' || quote(${column}) as held from ${table} order by ${key}`);

  it.each(KEYS)('is refused where SQLite would choose no id: %s', async (key) => {
    await withKey(key);
    const before = await contents((sql) => database.query(sql));
    await expect(makePlan(database.url)).rejects.toMatchObject({
      code: 'NO_NEW_ID',
      message: expect.stringMatching(
        /^The database chooses no value for quests_questparticipant\.id \(\w+\) where a new row has none: nothing was repaired;/,
      ) as unknown,
    });
    expect(await contents((sql) => database.query(sql))).toBe(before);
    // What needs no new row can be repaired.
    const plan = await makePlan(database.url, { checks: ['quest-assignment'] });
    expect((await apply(plan, request())).outcome).toMatchObject({ applied: { entities: 2 }, failed: { entities: 0 } });
  });

  it.each([
    '"id" INTEGER PRIMARY KEY',
    '"id" integer not null, primary key ("id")',
    '"id" bigint not null primary key default (abs(random()))',
  ])('makes new rows where an id is chosen: %s', async (key) => {
    await withKey(key);
    const ran = await apply(await makePlan(database.url), request());
    expect(ran.outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 } });
    expect(await database.query('select * from quests_questparticipant where id is null')).toEqual([]);
    await undo('last', request());
    expect((await collect(database.url)).findings).not.toEqual([]);
  });

  it('leaves out what has an id that is no whole number, says why, and repairs all else', async () => {
    for (const [id, value] of [
      [900, 2.5],
      [901, "'abc'"],
      [902, "x'00'"],
      [903, 'null'],
      [904, 1e300],
    ] as const) {
      await database.execute(
        `insert into applications_application select ${id}, status, applied_at, reviewed_at, applicant_id, quest_id, reviewed_by_id from applications_application where id = (select min(id) from applications_application)`,
      );
      await nullable('applications_application', 'quest_id');
      await database.execute(`update applications_application set quest_id = ${value} where id = ${id}`);
    }
    const plan = await makePlan(database.url);
    expect([...plan.summary.leftOut].sort()).toEqual(
      ['quest 0x00', 'quest 1e+300', 'quest 2.5', 'quest abc', 'quest null'].map((quest) => `${quest}: its id is no whole number`),
    );
    expect(plan.summary).toMatchObject({ entities: 5, changes: 8 });
    const before = await contents((sql) => database.query(sql));
    expect((await apply(plan, request())).outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 } });
    await undo('last', request());
    expect(await contents((sql) => database.query(sql))).toBe(before);
    // Nor does any check stumble over them.
    const { result } = await collect(database.url, { only: null, skip: [] });
    expect(result.checks.filter(({ outcome }) => outcome === 'could-not-run')).toEqual([]);
  });

  it('replays approvals and chooses among participants whose own ids are no numbers', async () => {
    await loosened('applications_application', 'id');
    await loosened('quests_questparticipant', 'id');
    await database.execute("update applications_application set id = 'a' || id");
    const plan = await makePlan(database.url, { checks: ['quest-assignment'] });
    expect(plan.summary.entities).toBe(2);
    await database.execute('update quests_questparticipant set id = id + 0.5');
    expect((await makePlan(database.url, { checks: ['quest-assignment'] })).summary.entities).toBe(2);
  });

  it('leaves duplicates alone whose ids are no numbers', async () => {
    await loosened('quests_questparticipant', 'id');
    await database.execute(
      "insert into quests_questparticipant select 'copy', status, joined_at, completed_at, progress_notes, application_id, application_date, application_message, review_notes, reviewed_at, quest_id, user_id from quests_questparticipant limit 1",
    );
    const plan = await makePlan(database.url, {
      targets: ['duplicate-participant'],
      checks: ['duplicate-participant'],
      duplicates: { keep: 'earliest', pairs: null },
    });
    expect(plan.summary).toMatchObject({ entities: 0, changes: 0 });
    expect(plan.summary.leftOut).toEqual([
      expect.stringMatching(/^duplicates of .+ in quest ".+": the id of quests_questparticipant copy is no whole number$/),
    ]);
  });

  it('leaves a guild alone with a membership whose id is no number', async () => {
    await loosened('guilds_guildmembership', 'id');
    await database.insert([
      ['users_user', [{ id: ANN, username: 'ann' }]],
      ['guilds_guild', [guild('b0000000000040008000000000000001', 7)]],
      [
        'guilds_guildmembership',
        [{ id: 1, guild_id: 'b0000000000040008000000000000001', user_id: ANN, role: 'member', status: 'approved', is_active: 1 }],
      ],
    ]);
    await database.execute('update guilds_guildmembership set id = 2.5');
    const plan = await makePlan(database.url, { targets: ['guild'], checks: ['guild-owner-membership', 'guild-member-count'] });
    expect(plan.summary).toMatchObject({
      entities: 0,
      leftOut: ['guild "b0000000000040008000000000000001": the id 2.5 of a membership is no whole number'],
    });
  });

  it.each(["'many'", '2.5', '1e20', '-0.0', "x'00ff'", "'007x'", '9e999'])('keeps what a count held before: %s', async (value) => {
    await database.insert([
      [
        'users_user',
        [
          { id: ANN, username: 'ann' },
          { id: BOB, username: 'bob' },
        ],
      ],
      ['guilds_guild', [guild('b0000000000040008000000000000001', 7)]],
    ]);
    await database.execute(`update guilds_guild set member_count = ${value}`);
    const before = await typed('guilds_guild', 'member_count', 'guild_id');
    const plan = await makePlan(database.url, { targets: ['guild'], checks: ['guild-owner-membership', 'guild-member-count'] });
    const ran = await apply(plan, request());
    expect(ran.outcome).toMatchObject({ applied: { entities: 1 }, failed: { entities: 0 } });
    expect(ran.changes.find(({ table }) => table === 'guilds_guild')?.before?.['member_count']).not.toBeNull();
    expect((await undo('last', request())).outcome).toMatchObject({
      applied: { entities: 1 },
      failed: { entities: 0 },
      conflicts: { entities: 0 },
    });
    expect(await typed('guilds_guild', 'member_count', 'guild_id')).toEqual(before);
  });

  it.each([
    ['level', 'user', 'user-level', ["'many'", '2.5', '1e20', "x'00ff'"]],
    ['xp_reward', 'quest', 'quest-xp-reward', ["'many'", '2.5', '1e20', "x'00ff'"]],
    ['ban_reason', 'user', 'profile-expired-ban', ['7', '2.5', "x'00ff'", "''", "'a' || char(0) || 'b'"]],
    ['is_banned', 'user', 'profile-expired-ban', ['2', '2.5', "'1x'"]],
    ['gold_balance', 'balance', 'gold-balance', ['0.125', '7', '2.5']],
    ['updated_at', 'quest', 'quest-assignment', ['1751371200', '2.5', "'soon'", "x'00ff'"]],
  ] as const)('keeps what %s held before, whatever its type', async (column, target, check, values) => {
    const table = { user: 'users_user', quest: 'quests_quest', balance: 'transactions_userbalance' }[target];
    if (column === 'gold_balance') {
      await database.insert([['transactions_userbalance', [{ id: 1, user_id: 'a0000000000040008000000000000000', gold_balance: 5 }]]]);
    }
    if (check === 'profile-expired-ban')
      await database.execute("update users_user set is_banned = 1, ban_expires_at = '2001-01-01 00:00:00', ban_reason = 'x'");
    for (const value of values) {
      await database.execute(`update ${table} set ${column} = ${value}`);
      const before = await typed(table, column);
      const plan = await makePlan(database.url, { targets: [target], checks: [check] });
      const ran = await apply(plan, request());
      expect({ value, failed: ran.outcome.failed }).toEqual({ value, failed: { entities: 0, changes: 0 } });
      expect({ value, some: ran.outcome.applied.entities > 0 }).toEqual({ value, some: true });
      await undo('last', request());
      expect({ value, held: await typed(table, column) }).toEqual({ value, held: before });
    }
  });

  it.each(['-5', '2.5', "'1999'", "x'00ff'"])('lifts no ban whose end is %s, which is no time', async (value) => {
    await database.execute(`update users_user set is_banned = 1, ban_expires_at = ${value}, ban_reason = 'x'`);
    const plan = await makePlan(database.url, { targets: ['user'], checks: ['profile-expired-ban'] });
    expect(plan.summary.changes).toBe(0);
    plan.drop();
  });

  it('refuses a row whose old text is none, rather than keep another one', async () => {
    await database.execute(
      "update users_user set is_banned = 1, ban_expires_at = '2001-01-01 00:00:00', ban_reason = cast(x'61ff' as text)",
    );
    const before = await typed('users_user', 'ban_reason');
    const ran = await apply(await makePlan(database.url, { targets: ['user'], checks: ['profile-expired-ban'] }), request());
    expect(ran.outcome.applied.entities).toBe(0);
    expect(ran.changes[0]?.reason).toMatch(/users_user\.ban_reason of the row .* holds bytes that are no text/);
    expect(await typed('users_user', 'ban_reason')).toEqual(before);
  });

  /** The table of participants again, with another key. */
  function withKey(key: string): Promise<void> {
    const [column = '', constraint = ''] = key.split(/(?=, primary)/);
    return remade('quests_questparticipant', (sql) => sql.replace(/"id" [^,]+/, column).replace(/\)$/, `${constraint})`));
  }
  /** A column of a table without a type, so that it holds all there is. */
  const loosened = (table: string, column: string): Promise<void> =>
    remade(table, (sql) => sql.replace(new RegExp(`"${column}" [^,]+`), `"${column}"`));
  const nullable = (table: string, column: string): Promise<void> =>
    remade(table, (sql) => sql.replace(new RegExp(`("${column}" [^,]*?) not null`), '$1'));

  function remade(table: string, change: (sql: string) => string): Promise<void> {
    const file = new Database(database.url);
    const sql = String(file.prepare('select sql from sqlite_master where name = ?').pluck().get(table));
    file.exec(`pragma foreign_keys = off; pragma legacy_alter_table = on; alter table ${table} rename to former; ${change(sql)};
      insert into ${table} select * from former; drop table former`);
    file.close();
    return Promise.resolve();
  }
});

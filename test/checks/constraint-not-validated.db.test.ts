import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { timesOf, timesWith, type Times } from '../support/database-flows.ts';
import { describeEngines } from '../support/databases.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const GONE = 'd0000000000040008000000000000004';

describeTruthTable<Times>(
  'constraint-not-validated',
  [
    { when: 'every row holds to every foreign key', then: null },
    { when: 'a reference is empty', ...timesWith('quests_quest', { assigned_to_id: null }), then: null },
    {
      when: 'a reference that is no foreign key leads nowhere',
      ...timesWith('quests_questparticipant', { application_id: 99 }),
      then: null,
    },
    {
      when: 'a row breaks a foreign key that the database declares',
      ...timesWith('quests_quest', { creator_id: GONE }),
      then: {
        cause: 'violated',
        key: { table: 'quests_quest' },
        expected: { holds: true, statement: null },
        actual: { holds: false, kind: 'foreign key' },
        repair: 'manual',
        details: ['Rows that break it: 1', 'Cause: violated'],
      },
    },
    {
      when: 'several rows break two foreign keys',
      rows: { quests_questcategory: [], users_banappealfile: [1, 2].map((id) => ({ id, file: 'a.png', appeal_id: 9 })) },
      then: [
        { key: { table: 'quests_quest' }, details: ['Rows that break it: 1', 'Cause: violated'] },
        { key: { table: 'users_banappealfile' }, details: ['Rows that break it: 2', 'Cause: violated'] },
      ],
    },
  ],
  timesOf,
);

describeEngines('constraint-not-validated', { engines: ['postgresql'] }, (database) => {
  const told = async () =>
    (await collect(database().url, { only: ['constraint-not-validated'] })).findings.map(({ key, cause, actual, expected }) => ({
      name: `${String(key['table'])}: ${actual['kind'] as string} ${String(key['constraint'])}`,
      cause,
      statement: expected['statement'] as string,
    }));

  it('tells of foreign keys and checks NOT VALID, whether or not a row breaks them, until they are validated', async () => {
    const db = database();
    await db.insert(timesOf({}));
    await db.execute('create table extra_note (id bigint primary key, quest_id bigint)');
    await db.execute('insert into extra_note values (1, 7), (2, 99)');
    await db.execute(
      'alter table extra_note add constraint "Quest\'s ""key""" foreign key (quest_id) references quests_quest (id) not valid',
    );
    await db.execute('alter table extra_note add constraint positive check (id > 0) not valid, add constraint sound check (id < 100)');
    const findings = await told();
    expect(findings).toEqual([
      {
        name: 'extra_note: foreign key Quest\'s "key"',
        cause: 'not-validated',
        statement: 'ALTER TABLE public.extra_note VALIDATE CONSTRAINT "Quest\'s ""key""";',
      },
      {
        name: 'extra_note: check positive',
        cause: 'not-validated',
        statement: 'ALTER TABLE public.extra_note VALIDATE CONSTRAINT positive;',
      },
    ]);
    await db.execute('set session_replication_role = origin');
    await expect(db.execute(findings[0]?.statement ?? '')).rejects.toThrow('violates foreign key');
    await db.execute('delete from extra_note where id = 2');
    for (const { statement } of findings) await db.execute(statement);
    await db.execute('set session_replication_role = replica');
    expect(await told()).toEqual([]);
    await db.execute('drop table extra_note');
  });

  it('tells of a unique index that could not be made, and not of one beside a valid one', async () => {
    const db = database();
    await db.execute('create table extra_code (code text)');
    await db.execute("insert into extra_code values ('a'), ('a')");
    const make = 'create unique index concurrently extra_code_once on extra_code (code)';
    await expect(db.execute(make)).rejects.toThrow('could not create unique index');
    const [finding, ...further] = await told();
    expect(further).toEqual([]);
    expect(finding).toEqual({
      name: 'extra_code: unique index extra_code_once',
      cause: 'not-validated',
      statement: 'REINDEX INDEX CONCURRENTLY public.extra_code_once;',
    });
    await db.execute('delete from extra_code where ctid = (select min(ctid) from extra_code)');
    await db.execute('create unique index extra_code_whole on extra_code (code)');
    expect(await told()).toEqual([]);
    await db.execute('drop index extra_code_whole');
    await db.execute(finding?.statement ?? '');
    expect(await told()).toEqual([]);
    await db.execute('drop table extra_code');
  });

  it('tells of a foreign key whose triggers are off, on either side, also where no row breaks it', async () => {
    const db = database();
    await db.execute('create table extra_owner (id bigint primary key)');
    await db.execute('create table extra_pet (id bigint primary key, owner_id bigint constraint pet_owner references extra_owner)');
    expect(await told()).toEqual([]);
    for (const table of ['extra_owner', 'extra_pet']) {
      await db.execute(`alter table ${table} disable trigger all`);
      const findings = await told();
      expect(findings).toEqual([
        { name: 'extra_pet: foreign key pet_owner', cause: 'disabled', statement: `ALTER TABLE public.${table} ENABLE TRIGGER ALL;` },
      ]);
      await db.execute(findings[0]?.statement ?? '');
      expect(await told()).toEqual([]);
    }
    await db.execute('drop table extra_pet, extra_owner');
  });

  it('tells of a partitioned table’s constraint once', async () => {
    const db = database();
    await db.execute('create table extra_log (at int, amount int) partition by range (at)');
    await db.execute('create table extra_log_1 partition of extra_log for values from (0) to (10)');
    await db.execute('create table extra_log_2 partition of extra_log for values from (10) to (20)');
    await db.execute('alter table extra_log add constraint positive check (amount > 0) not valid');
    expect((await told()).map(({ name }) => name)).toEqual(['extra_log: check positive']);
    await db.execute('drop table extra_log');
  });
});

describeEngines('constraint-not-validated', { engines: ['sqlite'] }, (database) => {
  it('agrees with PRAGMA foreign_key_check, also about a table that is not there', async () => {
    const db = database();
    await db.insert(timesOf(timesWith('quests_quest', { creator_id: GONE, category_id: 99 })));
    await db.execute('create table extra_note (id integer primary key, user_id char(32) references users_user__old)');
    await db.execute(`insert into extra_note values (1, null), (2, '${GONE}')`);
    const { findings } = await collect(db.url, { only: ['constraint-not-validated'] });
    const checked = await db.query('select distinct "table" as t, parent as p from pragma_foreign_key_check');
    expect(findings.map(({ key }) => [key['table'], String(key['constraint']).replace(/^.* -> /, '')]).sort()).toEqual(
      checked.map(({ t, p }) => [t, p]).sort(),
    );
    expect(findings.map(({ headline }) => headline)).toEqual([
      'extra_note: foreign key user_id -> users_user__old',
      'quests_quest: foreign key category_id -> quests_questcategory',
      'quests_quest: foreign key creator_id -> users_user',
    ]);
  });
});

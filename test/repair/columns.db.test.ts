import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { createDatabase, describeEngines, THREE_ENGINES, type EngineName, type TestDatabase } from '../support/databases.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';

/** Columns that no PeerQuest has: type, and a value that is easily damaged on the way. */
const ODD_COLUMNS: Readonly<Record<EngineName, readonly (readonly [type: string, value: string])[]>> = {
  sqlite: [
    ['blob', "x'00ff27'"],
    ['real', '0.1'],
    ['real', '1e300'],
    ['json', `'{"a":"ü\\u0000"}'`],
    ['decimal(20,10)', '1234567890.0123456789'],
    ['bigint', '9223372036854775807'],
    ['text', "'it''s\n☃ \\'"],
    ['', "x'c328'"],
    ['bool', '1'],
  ],
  postgresql: [
    ['bytea', "'\\x00ff27'"],
    ['real', '0.1'],
    ['double precision', '1e300'],
    ['jsonb', `'{"a": "ü"}'`],
    ['json', `'{"b":  1, "a": null}'`],
    ['numeric(30,10)', '12345678901234567890.0123456789'],
    ['numeric', "'NaN'"],
    ['bigint', '9223372036854775807'],
    ['text', "E'it''s\\n☃ \\\\'"],
    ['mood', "'very happy'"],
    ['point', "'(1.5,2)'"],
    ['text[]', "array['a,b', null, '{\"']"],
    ['int4range', "'[1,5)'"],
    ['timestamp', "'2025-07-01 12:00:00.123456'"],
    ['timestamptz', "'infinity'"],
    ['interval', "'1 mon 2 days 03:04:05.678'"],
    ['inet', "'::1/64'"],
    ['boolean', 'true'],
    ['bit(5)', "B'10110'"],
    ['char(5)', "'ab'"],
    ['xml', "'<a>&amp;</a>'"],
    ['money', "'1.50'"],
    ['tsvector', "'a:1 b:2'"],
  ],
  mariadb: [
    ['blob', "x'00ff27'"],
    ['float', '0.1'],
    ['float', '16777217'],
    ['double', '0.1'],
    ['double', '1.7976931348623157e308'],
    ['json', `'{"b":  1, "a": null}'`],
    ['decimal(40,10)', '12345678901234567890.0123456789'],
    ['bigint', '9223372036854775807'],
    ['bigint unsigned', '18446744073709551615'],
    ['text', "'it''s\\n☃ \\\\'"],
    ['varchar(20) character set latin1', "'ü'"],
    ['varbinary(10)', "x'c328'"],
    ["enum('happy','very happy')", "'very happy'"],
    ["set('a','b')", "'a,b'"],
    ['point', 'point(1.5, 2)'],
    ['timestamp', "'2025-07-01 12:00:00'"],
    ['time(6)', "'-100:00:00.000001'"],
    ['year', '2025'],
    ['bit(10)', "b'1011000001'"],
    ['inet6', "'::1'"],
    ['tinyint(1)', '7'],
  ],
  'mysql char(32)': [],
};

const TABLES = ['quests_quest', 'quests_questparticipant'];

/** A column that a new participant must have a value for, and that has no default. */
const DEMANDING: Readonly<Record<EngineName, readonly string[]>> = {
  sqlite: ['blob', 'integer', 'json'],
  postgresql: ['point', 'bytea', 'jsonb', 'integer', 'boolean'],
  mariadb: ['point', 'blob', 'integer', 'datetime'],
  'mysql char(32)': [],
};

for (const engine of THREE_ENGINES) {
  describeEngines('columns of types that nobody expected', { oldSchema: true, engines: [engine] }, () => {
    let database: TestDatabase;
    let stored: Awaited<ReturnType<typeof temporaryStore>>;
    beforeEach(async () => {
      database = await createDatabase(engine, { oldSchema: true });
      await database.insert(audit001);
      stored = await temporaryStore();
    });
    afterEach(async () => {
      await stored.remove();
      await database.drop();
    });
    const rows = () => contents((sql) => database.query(sql));
    const request = () => requestFor(database.url, stored.store);

    it(`survive a repair, its undo, and the undo of that, byte for byte`, async () => {
      if (engine === 'postgresql') await database.execute("create type mood as enum ('happy', 'very happy')");
      for (const table of TABLES) {
        await addOddColumns(database, table);
      }
      const before = await exactRows(database);
      const repaired = await apply(await makePlan(database.url), request());
      expect(repaired.outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 } });
      const after = await exactRows(database);
      await undo('last', request());
      expect(await exactRows(database)).toBe(before);
      const redone = await undo('last', request());
      expect(redone.outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 }, conflicts: { entities: 0 } });
      expect(await exactRows(database)).toBe(after);
    });

    it('survive the deletion of a duplicate and its undo, byte for byte', async () => {
      if (engine === 'postgresql') await database.execute("create type mood as enum ('happy', 'very happy')");
      await database.insert([
        ['quests_questparticipant', [{ id: 90, status: 'joined', quest_id: 17, user_id: 'a0000000000040008000000000000000' }]],
      ]);
      await addOddColumns(database, 'quests_questparticipant');
      const before = await exactRows(database);
      const plan = await makePlan(database.url, {
        targets: ['duplicate-participant'],
        checks: ['duplicate-participant'],
        duplicates: { keep: 'latest', pairs: null },
      });
      const ran = await apply(plan, request());
      expect(ran.outcome).toMatchObject({ applied: { entities: 1 }, failed: { entities: 0 } });
      expect(ran.changes.filter(({ operation }) => operation === 'delete')).toHaveLength(1);
      const undone = await undo('last', request());
      expect(undone.changes.flatMap(({ reason }) => reason ?? [])).toEqual([]);
      expect(await exactRows(database)).toBe(before);
    });

    it('and that a new participant would need a value for are refused by name, where that matters', async () => {
      for (const type of DEMANDING[engine]) {
        await demandingColumn(database, type);
        const before = await rows();
        await expect(makePlan(database.url)).rejects.toThrow(
          /^Column quests_questparticipant\.demanded \(.+\) must have a value, and this version does not know which: nothing was repaired; give/,
        );
        // What needs no new participant can be repaired.
        const rest = await makePlan(database.url, { checks: ['quest-status', 'quest-assignment'] });
        expect(rest.summary).toMatchObject({ entities: 2, changes: 2 });
        expect(await rows()).toBe(before);
        await database.execute('alter table quests_questparticipant drop column demanded');
      }
    });

    it('with a default of their own get that', async () => {
      await database.execute('alter table quests_questparticipant add column rating integer default 7 not null');
      await database.execute("alter table quests_questparticipant add column badge varchar(20) default 'none' not null");
      const ran = await apply(await makePlan(database.url), request());
      expect(ran.outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 } });
      expect(ran.changes[0]).toMatchObject({ operation: 'insert', after: { rating: 7, badge: 'none' } });
    });

    it('that the database computes are left to it, also by an undo of an undo', async () => {
      const stored0 = engine === 'mariadb' ? 'persistent' : 'stored';
      // SQLite adds only columns that are computed when they are read.
      const kind = engine === 'sqlite' ? 'virtual' : stored0;
      for (const table of TABLES) {
        await database.execute(`alter table ${table} add column shout varchar(20) generated always as (upper(status)) ${kind}`);
      }
      const plan = await makePlan(database.url);
      expect(plan.header.hazards).toEqual(TABLES.toReversed().map((table) => `Generated columns of ${table}: shout.`));
      const before = await exactRows(database);
      expect((await apply(plan, request())).outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 } });
      const after = await exactRows(database);
      await undo('last', request());
      expect(await exactRows(database)).toBe(before);
      const redone = await undo('last', request());
      expect(redone.changes.flatMap(({ reason }) => reason ?? [])).toEqual([]);
      expect(await exactRows(database)).toBe(after);
    });

    if (engine === 'postgresql') {
      it('such as an identity that only the database may choose, and a status that is an enum', async () => {
        await database.execute('alter table quests_questparticipant alter column id set generated always');
        await database.execute(
          "create type quest_state as enum ('open', 'in-progress', 'completed', 'paused'); alter table quests_quest alter column status type quest_state using status::quest_state",
        );
        await database.execute(
          "create type part_state as enum ('joined', 'in_progress', 'dropped', 'completed'); alter table quests_questparticipant alter column status type part_state using status::part_state",
        );
        const before = await rows();
        expect((await apply(await makePlan(database.url), request())).outcome).toMatchObject({ applied: { entities: 5 } });
        await undo('last', request());
        expect(await rows()).toBe(before);
        expect((await undo('last', request())).outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 } });
      });
    }

    if (engine === 'mariadb') {
      it('such as a time that the server sets by itself: undone exactly', async () => {
        await database.execute(
          'alter table quests_quest add column touched timestamp(6) not null default current_timestamp(6) on update current_timestamp(6)',
        );
        await database.execute("update quests_quest set touched = '2025-01-01 00:00:00'");
        const before = await rows();
        await apply(await makePlan(database.url), request());
        expect(await rows()).not.toBe(before);
        await undo('last', request());
        expect(await rows()).toBe(before);
      });

      it('cannot be protected in a table without transactions: refused', async () => {
        await database.execute('create table plain engine = MyISAM as select * from quests_questparticipant');
        await database.execute('drop table quests_questparticipant');
        await database.execute('rename table plain to quests_questparticipant');
        await expect(makePlan(database.url)).rejects.toThrow(
          'The table quests_questparticipant cannot be repaired safely, because its storage engine MyISAM has no transactions: convert it (ALTER TABLE quests_questparticipant ENGINE=InnoDB), then repair it.',
        );
      });
    }
  });
}

/** Columns of all those types, each with its value in every row. */
async function addOddColumns(database: TestDatabase, table: string): Promise<void> {
  const columns = ODD_COLUMNS[database.engine];
  const additions = columns.map(([type], index) => `add column odd${index} ${type} null`);
  // SQLite adds one at a time; a server is slow at that.
  for (const addition of database.engine === 'sqlite' ? additions : [additions.join(', ')]) {
    await database.execute(`alter table ${table} ${addition}`);
  }
  await database.execute(`update ${table} set ${columns.map(([, value], index) => `odd${index} = ${value}`).join(', ')}`);
}

/** A column without a default that no row may leave out. */
async function demandingColumn(database: TestDatabase, type: string): Promise<void> {
  if (database.engine !== 'sqlite') {
    const value: Readonly<Record<string, string>> = {
      point: "'(0,0)'",
      bytea: "''",
      jsonb: "'{}'",
      integer: '0',
      boolean: 'false',
      blob: "''",
    };
    if (database.engine === 'postgresql') {
      await database.execute(`alter table quests_questparticipant add column demanded ${type} not null default ${value[type]}`);
      await database.execute('alter table quests_questparticipant alter column demanded drop default');
    } else await database.execute(`alter table quests_questparticipant add column demanded ${type} not null`);
    return;
  }
  // SQLite lets nobody add such a column: the table is made anew with it.
  const [made] = await database.query("select sql from sqlite_master where name = 'quests_questparticipant'");
  const definition = String(made?.['sql']).replace('(', `("demanded" ${type} not null, `);
  await database.execute(`pragma legacy_alter_table = on; alter table quests_questparticipant rename to former; ${definition};
    insert into quests_questparticipant select 0, * from former; drop table former`);
}

/** All rows with every bit of them: some types are printed with fewer digits than they have. */
async function exactRows(database: TestDatabase): Promise<string> {
  const texts: string[] = [await contents((sql) => database.query(sql))];
  for (const table of TABLES) {
    const columns = Object.keys((await database.query(`select * from ${table} limit 1`))[0] ?? {});
    const exact = columns.map((column) => {
      if (database.engine === 'sqlite') return `typeof(${column}) || quote(${column}) as ${column}`;
      if (database.engine === 'postgresql') return `${column}::text as ${column}`;
      const odd = ODD_COLUMNS[database.engine][Number(/^odd(\d+)$/.exec(column)?.[1] ?? -1)];
      const isFloat = /^(?:float|double)$/.test(odd?.[0] ?? '');
      return `hex(${column}) as ${column}${isFloat ? `, ${column} * 1.0e0 as ${column}_exact` : ''}`;
    });
    texts.push(JSON.stringify(await database.query(`select ${exact.join(', ')} from ${table} order by id`), null, 1));
  }
  return texts.join('\n');
}

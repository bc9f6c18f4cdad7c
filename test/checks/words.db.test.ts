import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { audit001 } from '../../src/demo/audit-001.ts';
import { checks, KNOWN_VALUES } from '../../src/checks/index.ts';
import { collect } from '../support/collect.ts';
import { createDatabase, describeEngines, type EngineName, type TestDatabase } from '../support/databases.ts';
import { ANN, BOB, rowsOf } from '../support/flows.ts';
import { knownRows } from '../support/known-rows.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';
import { EVERYTHING } from '../support/troubled-records.ts';

/** Columns of words: those with a list, and the kind of a transaction. */
const COLUMNS = [...KNOWN_VALUES, { table: 'transactions_transaction', column: 'type' }];

/** Checks whose findings are the same for the same rows, whatever the engine. */
const ALIKE = checks.filter(({ group }) => group !== 'files' && group !== 'database').map(({ id }) => id);

/** Rows in which some words differ from the application's in case, or by a space at the end. */
function misspelt(rows: Dataset): Dataset {
  const odd = (table: string) => (row: PartialRow, index: number) => {
    const words = COLUMNS.filter((one) => one.table === table).flatMap(({ column }, place) => {
      const word = row[column];
      if (typeof word !== 'string') return [];
      const turn = (index * 3 + place) % 8;
      return [[column, turn === 1 ? word.toUpperCase() : turn === 4 ? `${word} ` : word]];
    });
    return { ...row, ...(Object.fromEntries(words) as PartialRow) };
  };
  return rows.map(([table, own]) => [table, own.map(odd(table))]);
}

/** What an audit finds by the checks that are alike, and whether each could run. */
async function found(url: string): Promise<readonly string[]> {
  const { findings, result } = await collect(url, { only: ALIKE });
  return [
    ...result.checks.map(({ check, outcome, count }) => `${check.id}: ${outcome}, ${count}`),
    ...findings.map(({ headline, cause, repair, details }) => [headline, cause, repair, ...details].join(' | ')).sort(),
  ];
}

/** Gives the columns of words another type. */
async function retype(database: TestDatabase, statements: (table: string, column: string) => readonly string[]): Promise<void> {
  for (const { table, column } of COLUMNS) for (const statement of statements(table, column)) await database.execute(statement);
}

describe('words that differ in case or by a space', () => {
  const rows = misspelt(knownRows(60));
  let expected: readonly string[];

  beforeAll(async () => {
    const plain = await createDatabase('sqlite', { oldSchema: true });
    await plain.insert(rows);
    expected = await found(plain.url);
    await plain.drop();
  });

  const schemas: readonly (readonly [string, EngineName, (database: TestDatabase) => Promise<void>])[] = [
    ['columns whose collation ignores case', 'mariadb', () => Promise.resolve()],
    [
      'columns whose collation ignores spaces only',
      'mariadb',
      (db) => retype(db, (table, column) => [`alter table ${table} modify ${column} varchar(20) collate utf8mb4_bin not null`]),
    ],
    [
      'columns in UTF-16',
      'mariadb',
      (db) => retype(db, (table, column) => [`alter table ${table} modify ${column} varchar(20) character set utf16 not null`]),
    ],
    ['plain columns', 'postgresql', () => Promise.resolve()],
    [
      'citext columns',
      'postgresql',
      async (db) => {
        await db.execute('create extension citext');
        await retype(db, (table, column) => [`alter table ${table} alter ${column} type citext`]);
      },
    ],
  ];
  for (const [title, engine, prepare] of schemas) {
    describeEngines(title, { engines: [engine], oldSchema: true }, (database) => {
      it('are found as they are found where texts are bytes', async () => {
        await prepare(database());
        await database().insert(rows);
        expect(await found(database().url)).toEqual(expected);
      });
    });
  }

  const ignoringCase = (createTable: string): string =>
    createTable.replace(/("(?:status|role|type|difficulty)" varchar\(\d+\))/g, '$1 collate nocase');
  describeEngines('columns that ignore case', { engines: ['sqlite'], oldSchema: true, file: { rewrite: ignoringCase } }, (database) => {
    it('are found as they are found where texts are bytes', async () => {
      await database().insert(rows);
      expect(await database().query("select 1 as same from users_user where role = 'ADVENTURER' and role <> 'x' limit 1")).toHaveLength(1);
      expect(await found(database().url)).toEqual(expected);
    });
  });

  describeEngines('columns of an enumeration', { engines: ['postgresql'], oldSchema: true }, (database) => {
    const enumerate = async (db: TestDatabase): Promise<void> => {
      for (const { table, column } of COLUMNS) {
        const labels = (await db.query(`select distinct ${column} as word from ${table}`)).map(({ word }) => `'${String(word)}'`);
        await db.execute(`create type ${table}_${column} as enum (${labels.join(', ')});
          alter table ${table} alter ${column} type ${table}_${column} using ${column}::text::${table}_${column}`);
      }
    };

    it('are found as they are found where texts are bytes, also where it lacks a word', async () => {
      await database().insert(rows);
      await enumerate(database());
      expect(await found(database().url)).toEqual(expected);
    });
  });

  describeEngines('columns that are padded with spaces', { engines: ['postgresql'], oldSchema: true }, (database) => {
    it('hold no word of the application, as it reads them', async () => {
      await retype(database(), (table, column) => [`alter table ${table} alter ${column} type char(20)`]);
      await database().insert(knownRows(20));
      const { findings, result } = await collect(database().url, {
        only: ['unknown-status', 'approved-without-participant', 'quest-status'],
      });
      expect(result.totals.approvedApplications).toBe(0);
      let rows = 0;
      for (const { table } of KNOWN_VALUES) rows += Number((await database().query(`select count(*)::int as n from ${table}`))[0]?.['n']);
      expect(findings.map(({ key }) => String(key['column'])).length).toBe(rows);
    });
  });
});

describeEngines('an enumeration without most of the words', { engines: ['postgresql'], oldSchema: true }, (database) => {
  it('keeps no check from running, and no repair', async () => {
    const db = database();
    const only: Readonly<Record<string, string>> = {
      'quests_quest.status': "'open', 'in-progress'",
      'quests_questparticipant.status': "'joined'",
    };
    for (const { table, column } of COLUMNS) {
      const labels = only[`${table}.${column}`] ?? "'approved'";
      await db.execute(`create type ${table}_${column} as enum (${labels});
        alter table ${table} alter ${column} drop default, alter ${column} type ${table}_${column} using ${column}::text::${table}_${column}`);
    }
    const { result } = await collect(db.url, { only: ['all'], skip: ['files'] });
    expect(
      result.checks.map(({ check, outcome, reason }) => [check.id, outcome, reason]).filter(([, outcome]) => outcome === 'could-not-run'),
    ).toEqual([]);
    expect((await makePlan(db.url, EVERYTHING)).summary.changes).toBe(0);
  });
});

describeEngines('a repair where a word is none of the application’s', { oldSchema: true }, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  beforeEach(async () => {
    stored = await temporaryStore();
  });
  afterEach(async () => {
    await stored.remove();
  });

  it.each(['Completed', 'completed ', 'OPEN', 'archived'])('leaves a quest that is %j alone, and the finding says why', async (status) => {
    const db = database();
    await db.clear();
    await db.insert(rowsOf({ quest: { status, assigned_to_id: null, updated_at: '2025-07-01 11:00:00' }, applications: [{}] }));
    const { findings } = await collect(db.url);
    expect(findings).toMatchObject([{ repair: 'manual', actual: { questStatus: status } }]);
    expect(findings[0]?.details).toContain(
      `Manual: the quest’s status is "${status}", which the application does not know (see unknown-status)`,
    );
    expect((await makePlan(db.url)).summary.changes).toBe(0);
    const named = (await collect(db.url, { only: ['unknown-status'] })).findings.map(({ headline }) => headline);
    expect(named).toContain(`quests_quest 7: status is "${status}"`);
  });

  it.each(['Approved', 'approved '])('takes no application for approved that is %j', async (status) => {
    const db = database();
    await db.clear();
    await db.insert(rowsOf({ quest: { status: 'open', assigned_to_id: null }, applications: [{ status }] }));
    expect((await collect(db.url)).result.totals.approvedApplications).toBe(0);
    expect((await collect(db.url)).findings).toEqual([]);
    expect((await makePlan(db.url)).summary.changes).toBe(0);
  });

  it.each(['DROPPED', 'dropped ', 'Joined'])('neither starts nor assigns a quest for a participant who is %j', async (status) => {
    const db = database();
    await db.clear();
    await db.insert(
      rowsOf({ quest: { status: 'open', assigned_to_id: null }, applications: [{ status: 'rejected' }], participants: [{ status }] }),
    );
    const { findings } = await collect(db.url);
    expect(findings.map(({ repair, cause }) => [repair, cause])).toEqual([
      ['manual', 'rejected'],
      ['manual', null],
      ['manual', null],
    ]);
    expect(findings[1]?.details).toContain(
      `Manual: the participant’s status is "${status}", which the application does not know (see unknown-status)`,
    );
    expect((await makePlan(db.url)).summary.changes).toBe(0);
  });

  it('tells of a participant whose application has such a status', async () => {
    const db = database();
    await db.clear();
    await db.insert(rowsOf({ applications: [{ status: 'Rejected' }], participants: [{}] }));
    expect((await collect(db.url)).findings).toMatchObject([{ cause: 'Rejected', repair: 'manual' }]);
  });

  it.each([
    ['owner', { role: 'Owner', status: 'approved', is_active: 1, user_id: BOB }],
    ['request', { role: 'member', status: 'LEFT', is_active: 0, user_id: ANN }],
    ['request', { role: 'Admin', status: 'left', is_active: 0, left_at: '2025-07-01 09:00:00', user_id: ANN }],
  ])('leaves a membership of an %s alone that is %j', async (_, membership) => {
    const db = database();
    const guild = 'f0000000000040008000000000000009';
    await db.clear();
    await db.insert([
      [
        'users_user',
        [
          { id: ANN, username: 'ann' },
          { id: BOB, username: 'bob' },
        ],
      ],
      ['guilds_guild', [{ guild_id: guild, name: 'Map Makers', owner_id: BOB, member_count: 1 }]],
      [
        'guilds_guildmembership',
        [
          ...(membership.user_id === BOB
            ? []
            : [{ id: 2, guild_id: guild, user_id: BOB, role: 'owner', status: 'approved', is_active: 1, left_at: null }]),
          { id: 1, guild_id: guild, left_at: null, ...membership },
        ],
      ],
      [
        'guilds_guildjoinrequest',
        membership.user_id === BOB ? [] : [{ id: 1, is_approved: 1, processed_at: '2025-07-01 12:00:00', guild_id: guild, user_id: ANN }],
      ],
    ]);
    const { findings } = await collect(db.url, { only: ['guild'] });
    expect(findings).toMatchObject([{ repair: 'manual' }]);
    expect(findings[0]?.details.at(-1)).toMatch(/^Manual: the membership’s (role|status) is /);
    expect((await makePlan(db.url, { ...EVERYTHING, targets: ['guild'] })).summary.changes).toBe(0);
  });
});

describeEngines('the known case in columns of an enumeration', { engines: ['postgresql'] }, (database) => {
  it('is repaired and undone like any other', async () => {
    const db = database();
    await db.execute(`create type word as enum ('open', 'in-progress', 'completed', 'joined', 'in_progress', 'dropped', 'approved', 'pending');
      alter table quests_quest alter status type word using status::text::word;
      alter table quests_questparticipant alter status type word using status::text::word;
      alter table applications_application alter status type word using status::text::word`);
    await db.insert(audit001);
    const stored = await temporaryStore();
    const before = await contents((sql) => db.query(sql));
    const request = requestFor(db.url, stored.store);
    expect((await apply(await makePlan(db.url), request)).outcome).toMatchObject({ applied: { entities: 5, changes: 8 } });
    expect((await collect(db.url)).findings).toEqual([]);
    await undo('last', request);
    expect(await contents((sql) => db.query(sql))).toBe(before);
    await stored.remove();
  });
});

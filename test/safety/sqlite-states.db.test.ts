import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOneSentence, runCli } from '../support/cli.ts';
import { createDatabase, type TestDatabase, type TestDatabaseOptions } from '../support/databases.ts';
import { differencesOf, prepareTrials, type Results, type Trials } from '../support/same-under.ts';

type FileOptions = NonNullable<TestDatabaseOptions['file']>;

/** Types that a STRICT table knows. */
const strict = (createTable: string): string =>
  `${createTable
    .replace(/("\w+") (?:varchar\(\d+\)|char\(32\)|datetime|date)(?=[ ,)])/g, '$1 text')
    .replace(/("\w+") (?:integer unsigned|bigint|bool)(?=[ ,)])/g, '$1 integer')
    .replace(/("\w+") decimal(?=[ ,)])/g, '$1 any')} strict`;

/** Columns in the reverse order, so that nothing can rest on their places. */
const reversed = (createTable: string): string => {
  const [, head = '', body = ''] = /^(create table "\w+" )\((.*)\)$/s.exec(createTable) ?? [];
  const parts = body.split(/, (?="|foreign key)/);
  const columns = parts.filter((part) => part.startsWith('"'));
  const others = parts.filter((part) => !part.startsWith('"'));
  return `${head}(${[...columns.reverse(), ...others].join(', ')})`;
};

/** What a file may be like, from the first page on. */
const FILES: readonly (readonly [string, FileOptions])[] = [
  ['texts in UTF-16le', { pragmas: ["encoding = 'UTF-16le'", 'journal_mode = wal'] }],
  ['texts in UTF-16be', { pragmas: ["encoding = 'UTF-16be'"] }],
  ['a rollback journal that is deleted', { pragmas: ['journal_mode = delete'] }],
  ['a rollback journal that is truncated', { pragmas: ['journal_mode = truncate'] }],
  ['a rollback journal that persists', { pragmas: ['journal_mode = persist'] }],
  ['pages of 512 bytes', { pragmas: ['page_size = 512'] }],
  ['pages of 64 KiB', { pragmas: ['page_size = 65536', 'journal_mode = wal'] }],
  ['auto_vacuum full', { pragmas: ['auto_vacuum = full'] }],
  ['auto_vacuum incremental', { pragmas: ['auto_vacuum = incremental'] }],
  ['another application’s numbers', { pragmas: ['application_id = -1', 'user_version = 2147483647'] }],
  ['tables WITHOUT ROWID', { rewrite: (text) => (text.includes('autoincrement') ? text : `${text} without rowid`) }],
  ['columns in another order', { rewrite: reversed }],
  [
    'names that ignore case and trailing spaces',
    { rewrite: (text) => text.replaceAll('"username" varchar(150)', '"username" varchar(150) collate nocase') },
  ],
  ['a path that looks like a URL', { name: 'a ?mode=memory&x=%41#z 猫 \' " $HOME.sqlite3' }],
];

/** What may be done to a file that is in use, and how it is taken back. */
const DEEDS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'absurd statistics for the planner',
    [
      'analyze',
      "update sqlite_stat1 set stat = '1 1' where idx is not null and tbl not like '%quest'",
      "update sqlite_stat1 set stat = '100000000 100000000 100000000 100000000' where tbl like '%quest'",
      'delete from sqlite_stat4',
    ],
    ['drop table sqlite_stat1', 'drop table sqlite_stat4'],
  ],
  [
    'indexes on expressions and on parts of a table',
    [
      'create index on_loud on quests_quest (upper(title) desc)',
      "create index on_part on quests_questparticipant (status collate nocase desc) where status <> 'dropped'",
    ],
    ['drop index on_part', 'drop index on_loud'],
  ],
  [
    'a log of 100 MB that nobody has written back',
    ['pragma wal_autocheckpoint = 0', 'create table ballast (content)', 'insert into ballast values (zeroblob(100000000))'],
    ['drop table ballast'],
  ],
  ['free pages all over', ['create table ballast as select * from users_user, quests_questcategory', 'drop table ballast'], []],
  [
    'views of the names of temporary tables',
    ['create view v as select 1', 'create view w as select * from v where 1 in (select id from quests_quest)'],
    ['drop view w', 'drop view v'],
  ],
];

/** What of the environment could matter. */
const ENVIRONMENTS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['a time zone far from UTC', { TZ: 'Pacific/Kiritimati' }],
  ['a Turkish locale', { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
  ['no folder for temporary files', { SQLITE_TMPDIR: '/nowhere/at/all' }],
];

let plain: TestDatabase;
let trials: Trials;
beforeAll(async () => {
  plain = await createDatabase('sqlite', { oldSchema: true });
  trials = await prepareTrials(plain);
});
afterAll(async () => {
  await plain.drop();
});

describe('audit, preview, repair and undo come to the same on SQLite with', () => {
  it.each(FILES)('%s', async (_, file) => {
    const database = await createDatabase('sqlite', { oldSchema: true, file });
    try {
      const { baseline } = await prepareTrials(database);
      expect(differencesOf(trials.baseline, baseline).slice(0, 10)).toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it.each(DEEDS)('%s', async (_, make, undo) => {
    for (const statement of make) await plain.execute(statement);
    const differences = await trials.differences();
    for (const statement of undo) await plain.execute(statement);
    expect(differences).toEqual([]);
  });

  it.each(ENVIRONMENTS)('%s', async (_, env) => {
    expect(await trials.differences({ env })).toEqual([]);
  });

  it('STRICT tables, but for the form of times and UUIDs in reports, which the declared types tell', async () => {
    const database = await createDatabase('sqlite', { oldSchema: true, file: { rewrite: strict } });
    try {
      const rows = ({ audit, repairs }: Results): unknown => ({
        audit,
        repairs: repairs.map(({ repairedRows, undoneRows }) => ({ repairedRows, undoneRows })),
      });
      const { baseline } = await prepareTrials(database);
      expect(differencesOf(rows(trials.baseline), rows(baseline)).slice(0, 10)).toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it('no index at all', async () => {
    const indexes = await plain.query("select name, sql from sqlite_master where type = 'index' and sql is not null");
    for (const { name } of indexes) await plain.execute(`drop index "${String(name)}"`);
    const differences = await trials.differences();
    for (const { sql } of indexes) await plain.execute(String(sql));
    expect(differences).toEqual([]);
  });
});

describe('a SQLite file', () => {
  it('whose text holds bytes that are none is audited, and the row is left alone and named', async () => {
    const database = await createDatabase('sqlite', { oldSchema: true });
    await prepareTrials(database);
    const [row] = await database.query(
      'select min(id) as id from quests_questparticipant group by quest_id, user_id having count(*) > 1 limit 1',
    );
    await database.execute(`update quests_questparticipant set progress_notes = cast(x'5a6fff' as text) where id = ${String(row?.['id'])}`);
    const store = join(dirname(database.url), 'store.sqlite3');
    const ran = runCli(['repair', 'duplicate-participant', '--keep', 'latest', '--database', database.url, '--store', store]);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toMatch(
      new RegExp(`quests_questparticipant\\.progress_notes of the row with id ${String(row?.['id'])} holds bytes that are no text`),
    );
    expect(
      await database.query(`select hex(progress_notes) as hex from quests_questparticipant where id = ${String(row?.['id'])}`),
    ).toEqual([{ hex: '5A6FFF' }]);
    runCli(['undo', 'last', '--yes', '--database', database.url, '--store', store]);
    expect(
      await database.query(`select hex(progress_notes) as hex from quests_questparticipant where id = ${String(row?.['id'])}`),
    ).toEqual([{ hex: '5A6FFF' }]);
    await database.drop();
  });

  it('whose index has lost rows is told of by doctor', () => {
    const folder = join(dirname(plain.url), 'damaged');
    mkdirSync(folder);
    const file = join(folder, 'db.sqlite3');
    runCli(['demo', '--out', file]);
    expect(runCli(['doctor', '--database', file]).stdout).toMatch(/Integrity\s+the tables and their indexes agree/);
    // While a row changes, the schema does not know of the index.
    const edit = (sql: string, ...values: readonly unknown[]): void => {
      const database = new Database(file);
      database.unsafeMode(true);
      database.pragma('writable_schema = on');
      database.prepare(sql).run(...values);
      database.close();
    };
    const reader = new Database(file, { readonly: true });
    const index = reader
      .prepare<[], { readonly name: string; readonly tbl_name: string; readonly rootpage: number; readonly sql: string }>(
        "select * from sqlite_master where type = 'index' and sql like '%(\"assigned_to_id\")'",
      )
      .get();
    reader.close();
    edit('delete from sqlite_master where name = ?', index?.name);
    edit('update quests_quest set assigned_to_id = null where assigned_to_id is not null');
    edit(
      "insert into sqlite_master (type, name, tbl_name, rootpage, sql) values ('index', ?, ?, ?, ?)",
      ...[index?.name, index?.tbl_name, index?.rootpage, index?.sql],
    );
    const told = runCli(['doctor', '--database', file]).stdout;
    expect(told).toMatch(/Integrity/);
    expect(told).toMatch(/what is found may be wrong; repair nothing before REINDEX, or a backup, has mended it/);
  });

  it('in WAL mode is written to so that what is committed stays, whatever happens to the power', async () => {
    const { openSqliteForWriting } = await import('../../src/database/sqlite/open-for-writing.ts');
    const { sql } = await import('kysely');
    const session = openSqliteForWriting({ engine: 'sqlite', file: plain.url });
    const asked = ['synchronous', 'foreign_keys', 'recursive_triggers', 'ignore_check_constraints'];
    const told = await Promise.all(asked.map((name) => session.all(sql`select * from ${sql.raw(`pragma_${name}`)}`)));
    await session.close();
    expect(told.map(([row]) => Number(Object.values(row ?? {})[0]))).toEqual([2, 1, 0, 0]);
  });

  it('that cannot be written to is audited, and its repair is one sentence', () => {
    const folder = join(dirname(plain.url), 'readonly');
    mkdirSync(folder);
    const file = join(folder, 'db.sqlite3');
    runCli(['demo', '--out', file]);
    chmodSync(file, 0o444);
    expect(runCli(['--database', file]).code).toBe(1);
    if (process.getuid?.() === 0) return;
    const refused = runCli(['--database', file, '--fix-issues', '--store', join(folder, 'store.sqlite3')]);
    expect(refused.code).toBe(2);
    expect(isOneSentence(refused.stderr)).toBe(true);
  });
});

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect, NO_ALLOWANCES, parseDatabaseUrl, repairAccess, type WriteSession } from '../../src/database/index.ts';
import { literal } from '../../src/database/mysql/literal.ts';
import type { DatabaseRow } from '../../src/database/read-session.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

/** What a session can come to read statements by while it runs: a pooler may give it the settings of another client. */
const READ_BY = [
  "set character_set_client = gbk, sql_mode = ''",
  "set character_set_client = big5, sql_mode = ''",
  "set character_set_client = sjis, sql_mode = ''",
  "set character_set_client = cp932, sql_mode = 'ANSI_QUOTES'",
  "set character_set_client = gb2312, sql_mode = 'NO_BACKSLASH_ESCAPES'",
  "set character_set_client = latin1, sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
];

/** The driver is otherwise told of the character set, and sends what it is meant to, as it could not by way of a pooler. */
const UNTOLD = sql`set session_track_system_variables = ''`;

/** Each ends a text early, or changes, where it is written with escapes and read by one of these. */
const TEXTS = [
  "你' or 1=1 -- ",
  '你\\',
  "誠' or 1=1 -- ",
  "ソ' union select 1 -- ",
  "功\\' or 1=1 -- ",
  "\\' or 1=1 -- ",
  "' or 1=1 -- ",
  '" or 1=1 -- ',
  'plain',
  'two\nlines',
  '',
  'nul\0, tab\t, \u001a, \r',
  '猫の報告 😀',
  '`?` [^|~] @{}',
  '{"a":"\\u0000"}',
];

describe('literals', () => {
  it('are plain text, or hold nothing that could be read otherwise', () => {
    for (const text of TEXTS) expect(literal(text)).toMatch(/^(?:'[\n !"#$%&(-[\]-~]*'|_utf8mb4 x'[0-9a-f]*')$/);
    expect([null, 7, 9_007_199_254_740_993n, true, Buffer.from('\\')].map(literal)).toEqual([
      'null',
      '7',
      '9007199254740993',
      'true',
      "x'5c'",
    ]);
    for (const odd of [{ toString: () => "' or 1=1" }, ['a'], new Date(), () => 1, Number.NaN, Infinity])
      expect(() => literal(odd)).toThrow(TypeError);
  });
});

describe.skipIf(inject('mariadb') === null)('values on MariaDB', () => {
  let database: TestDatabase;
  let writer: WriteSession;
  beforeAll(async () => {
    database = await createDatabase('mariadb', { empty: true });
    await database.execute('create table notes (id int primary key, note text collate utf8mb4_unicode_ci, rest blob) engine=InnoDB');
    writer = await (await repairAccess(parseDatabaseUrl(database.url), NO_ALLOWANCES)).connect();
  });
  afterAll(async () => {
    await writer.close();
    await database.drop();
  });

  it.each(READ_BY)('are read exactly after: %s', async (setting) => {
    const session = await connect(parseDatabaseUrl(database.url), ['notes']);
    await session.all(UNTOLD);
    await session.all(sql.raw(setting));
    const streamed: DatabaseRow[] = [];
    for (const text of TEXTS) {
      const query = sql`select ${text} as text, ${text} = ${text} as same`;
      for await (const rows of session.stream(query)) streamed.push(...rows);
      expect(await session.all(query)).toEqual([{ text, same: 1 }]);
    }
    expect(streamed.map(({ text }) => text)).toEqual(TEXTS);
    await session.close();
  });

  it.each(READ_BY)('are written, found and removed exactly after: %s', async (setting) => {
    const [table] = await writer.schema(['notes']);
    if (table === undefined) throw new Error('There is no table.');
    await writer.all(UNTOLD);
    await writer.all(sql.raw(setting));
    const rows = TEXTS.map((note, id) => ({ id, note, rest: Buffer.from(note) }));
    const images = () =>
      writer.images({ table, columns: ['id', 'note', 'rest'], keys: rows.map(({ id }) => ({ id })), digestColumns: ['note'], lock: false });
    const written = async (): Promise<unknown> =>
      (await images()).map(({ id, note, rest }) => ({ id, note, rest })).sort((a, b) => Number(a.id) - Number(b.id));
    expect(await writer.insert(table, rows)).toBe(TEXTS.length);
    expect(await written()).toEqual(rows);
    const turned = rows.map(({ id, rest }, index) => ({ id, note: TEXTS[(index + 1) % TEXTS.length] ?? '', rest }));
    expect(
      await writer.update(
        table,
        turned.map(({ id, note }) => ({ key: { id }, values: { note } })),
      ),
    ).toBe(TEXTS.length);
    expect(await written()).toEqual(turned);
    expect(
      await writer.delete(
        table,
        rows.map(({ id, rest }) => ({ id, rest })),
      ),
    ).toBe(TEXTS.length);
    expect(await images()).toEqual([]);
  });
});

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

  it.each([
    ['told', sql`select 1`],
    ['not told', UNTOLD],
  ])('are read exactly in every character set that contains ASCII, of which the driver is %s', async (_told, before) => {
    const session = await connect(parseDatabaseUrl(database.url), ['notes']);
    await session.all(before);
    const sets = await session.all(sql`select character_set_name as name from information_schema.character_sets
      where character_set_name not in ('swe7', 'ucs2', 'utf16', 'utf16le', 'utf32') order by name`);
    expect(sets.length).toBeGreaterThan(30);
    const query = sql`select ${sql.join(
      TEXTS.flatMap((text, index) => [
        sql`${text} as ${sql.ref(`value_${index}`)}`,
        sql`${sql.lit(text)} as ${sql.ref(`constant_${index}`)}`,
        sql`${text} = ${text} as ${sql.ref(`same_${index}`)}`,
      ]),
    )}`;
    const row: DatabaseRow = Object.fromEntries<string | number>(
      TEXTS.flatMap((text, index) => [
        [`value_${index}`, text],
        [`constant_${index}`, text],
        [`same_${index}`, 1],
      ]),
    );
    for (const name of sets.map((set) => String(set['name']))) {
      for (const mode of ['', 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES']) {
        await session.all(sql.raw(`set character_set_client = ${name}, sql_mode = '${mode}'`));
        const streamed: DatabaseRow[] = [];
        for await (const rows of session.stream(query)) streamed.push(...rows);
        expect({ name, mode, streamed }).toEqual({ name, mode, streamed: [row] });
        expect(await session.all(query)).toEqual([row]);
      }
    }
    // It has letters in the place of quotes around names: then nothing is found, but nothing waits without end.
    await session.all(sql`set character_set_client = swe7`);
    expect(await session.all(sql`select ${'plain'} as text`)).toEqual([{ text: 'plain' }]);
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

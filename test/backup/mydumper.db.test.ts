import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { isMydumperFolder, restoreOrder, rowsWritten } from '../../src/backup/formats/mydumper-folder.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { audit001 } from '../../src/demo/audit-001.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { lacksProgram } from '../support/lacks-program.ts';
import { leftBehind, verified } from './verdict-of.ts';

const folder = temporaryFolder();

describe('a folder of mydumper', () => {
  it('is known by its names, whole or not', () => {
    expect([['metadata'], ['metadata.partial'], ['a.t-schema.sql.gz'], ['toc.sql'], []].map(isMydumperFolder)).toEqual([
      ...[true, true, true],
      ...[false, false],
    ]);
  });

  it('is restored with tables before rows, and what looks at them last', () => {
    const names = ['a-schema-create.sql', 'a-schema-post.sql', 'a.t-schema-triggers.sql', 'a.v-schema-view.sql.zst', 'a.t.00001.sql.zst'];
    const others = ['a.t.00000.sql.zst', 'a.t-schema.sql', 'a.v-schema.sql', 'a.s-schema-sequence.sql', 'metadata', 'a.t-checksum'];
    expect(restoreOrder([...names, ...others])).toEqual([
      ...['a.s-schema-sequence.sql', 'a.t-schema.sql', 'a.v-schema.sql', 'a.t.00000.sql.zst', 'a.t.00001.sql.zst'],
      ...['a.v-schema-view.sql.zst', 'a.t-schema-triggers.sql', 'a-schema-post.sql'],
    ]);
  });

  it('says how many rows there are, from version 0.14 on', () => {
    const text =
      '# Started dump at: x\n[config]\nquote-character = BACKTICK\n\n[`a`.`mydumper_0`]\nreal_table_name=ü\nrows = 3\n\n[`a`.`t`]\nRows = 2\n';
    expect(Object.fromEntries(rowsWritten(`${text}# Finished dump at: x\n`))).toEqual({ ü: 3, t: 2 });
    expect(rowsWritten('Started dump at: x\nFinished dump at: y\n').size).toBe(0);
    expect(() => rowsWritten(text)).toThrow(/ends before the dump did/);
  });
});

describe.skipIf(inject('mariadb') === null || lacksProgram('mydumper'))('a folder that mydumper wrote', () => {
  let database: TestDatabase;
  let empty: TestDatabase;
  let [path, packed, viewed] = ['', '', ''];

  beforeAll(async () => {
    // It writes texts as bytes, of which MariaDB's own type for UUIDs makes zeros.
    database = await createDatabase('mysql char(32)');
    await database.insert(audit001);
    empty = await createDatabase('mariadb', { empty: true });
    const { hostname, port, pathname } = new URL(database.url);
    const dumped = (name: string, ...flags: readonly string[]): string => {
      const to = folder.file(name);
      const { stderr } = spawnSync('mydumper', ['-u', 'root', '-h', hostname, '-P', port, '-B', pathname.slice(1), '-o', to, ...flags]);
      expect(stderr.toString()).toBe('');
      return to;
    };
    path = dumped('whole', '--rows', '5', '--build-empty-files');
    packed = dumped('packed', '--compress');
    await database.execute('create view quest_titles as select title from quests_quest');
    viewed = dumped('viewed');
  });
  afterAll(async () => {
    folder.remove();
    await database.drop();
    await empty.drop();
  });

  it('is good, plain on a throwaway server and packed in a database that was given', async () => {
    const plain = await verified(viewed);
    expect([plain.code, plain.formats, plain.restored?.checked], plain.sentence).toEqual([
      ...['SOUND', ['folder of mydumper']],
      ['CHECK TABLE', 'foreign keys'],
    ]);
    expect(plain.audit?.checks.find(({ check }) => check.id === 'approved-without-participant')?.count).toBe(3);
    const unpacked = await verified(packed, null, parseDatabaseUrl(empty.url));
    const contents = (tables: typeof plain.tables) => tables?.filter(({ table, rows }) => rows > 0 && table !== 'quest_titles');
    expect([unpacked.code, contents(unpacked.tables)]).toEqual(['SOUND', contents(plain.tables)]);
    expect(leftBehind()).toEqual([]);
  });

  const fileOf = (copy: string, like: RegExp): string => join(copy, readdirSync(copy).find((name) => like.test(name)) ?? '');
  const cases: readonly (readonly [string, string, () => string, (copy: string) => void])[] = [
    [
      'was not finished',
      'unrestorable HALF_A_FOLDER',
      () => path,
      (copy) => renameSync(join(copy, 'metadata'), join(copy, 'metadata.partial')),
    ],
    ['lacks how a table is made', 'unrestorable HALF_A_FOLDER', () => path, (copy) => rmSync(fileOf(copy, /users_user-schema/))],
    [
      'lacks rows that it names',
      'unrestorable HALF_A_FOLDER',
      () => path,
      (copy) => {
        rmSync(fileOf(copy, /quests_quest\.00001/));
        writeFileSync(join(copy, 'metadata'), '[`x`.`quests_quest`]\nreal_table_name=quests_quest\nrows = 11\n# Finished dump at: now\n');
      },
    ],
    [
      'holds a file that is cut',
      'unrestorable TRUNCATED',
      () => path,
      (copy) => truncateSync(fileOf(copy, /users_user\.0*\.?sql|users_user\.sql/), 300),
    ],
    [
      'holds a packed file that is cut',
      'unrestorable DAMAGED_PACKING',
      () => packed,
      (copy) => truncateSync(fileOf(copy, /users_user\.sql/), 100),
    ],
    ['holds two databases', 'unrestorable SEVERAL_DATABASES', () => path, (copy) => writeFileSync(join(copy, 'other.t-schema.sql'), '')],
    [
      'has its rows in files of another kind',
      'unrestorable UNKNOWN_FORMAT',
      () => path,
      (copy) => writeFileSync(join(copy, 'a.t.00000.dat'), ''),
    ],
    [
      'writes elsewhere',
      'unrestorable HOSTILE',
      () => path,
      (copy) => appendFileSync(fileOf(copy, /quests_questcategory\.sql|quests_questcategory\.0/), 'SELECT 1 INTO OUTFILE "x";\n'),
    ],
    [
      'has texts in which the server sees no UUIDs',
      'unrestorable RESTORE_ERRORS',
      () => path,
      (copy) =>
        appendFileSync(
          fileOf(copy, /quests_questcategory\.sql|quests_questcategory\.0/),
          'CREATE TABLE keys_of_mariadb (id int PRIMARY KEY, of uuid);\nINSERT INTO keys_of_mariadb VALUES (1, "52000000-0000-4000-8000-000000000002");\n',
        ),
    ],
    [
      'has an error inside',
      'unrestorable RESTORE_ERRORS',
      () => path,
      (copy) => appendFileSync(fileOf(copy, /users_user-schema/), 'nonsense;\n'),
    ],
  ];
  it.each(cases)('%s: %s', async (name, expected, from, harm) => {
    const copy = folder.file(name);
    cpSync(from(), copy, { recursive: true });
    harm(copy);
    const { verdict, code, sentence } = await verified(copy, null, parseDatabaseUrl(empty.url));
    expect(`${verdict} ${code}`, sentence).toBe(expected);
  });

  it('is only read', () => {
    expect(readFileSync(join(path, 'metadata'), 'utf8')).toMatch(/^Started dump at: .*\nFinished dump at: /m);
  });
});

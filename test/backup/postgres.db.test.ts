import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';
import { leftBehind, verdictOf, verified } from './verdict-of.ts';

const folder = temporaryFolder();
let database: TestDatabase;
let dump = '';
let archive: Buffer = Buffer.alloc(0);

function dumped(form: string, ...flags: readonly string[]): Buffer {
  const { stdout } = spawnSync('pg_dump', ['-d', database.url, `--format=${form}`, ...flags], { maxBuffer: 1 << 28 });
  return stdout;
}

function written(name: string, content: string | Buffer): string {
  writeFileSync(folder.file(name), content);
  return folder.file(name);
}

/** Each takes a server two seconds. */
function furtherCases(): readonly (readonly [string, string, () => string | Buffer])[] {
  return [
    ['holds no rows', 'unfit NO_ROWS', () => dumped('plain', '--schema-only')],
    ['is of an older schema', 'unfit OLDER_SCHEMA', () => dump.replaceAll(/\bassigned_to_id\b/g, 'assignee_id')],
    [
      'has rows without parents',
      'unrestorable RESTORE_ERRORS',
      () => dump.replace(/(COPY public.quests_questcategory [^\n]*\n)[^\\]*/, '$1'),
    ],
    [
      'has a constraint that is not checked',
      'unfit CONSTRAINTS',
      () =>
        dump.replace(
          '-- PostgreSQL database dump complete',
          'ALTER TABLE public.users_user ADD CONSTRAINT c CHECK (level < 0) NOT VALID;\n-- PostgreSQL database dump complete',
        ),
    ],
    [
      'is a tar archive and cut',
      'unrestorable TRUNCATED',
      () => {
        const tar = dumped('tar');
        return tar.subarray(0, tar.length / 2);
      },
    ],
  ];
}

describe.skipIf(inject('postgres') === null)('a backup of PostgreSQL', () => {
  beforeAll(async () => {
    database = await createDatabase('postgresql');
    await database.insert(audit001);
    dump = dumped('plain').toString();
    archive = dumped('custom');
  });
  afterAll(async () => {
    folder.remove();
    await database.drop();
  });

  it.each(['plain', 'custom', 'tar'])('is good as a dump of the %s format', async (form) => {
    const { verdict, sentence, audit, restored } = await verified(written(form, dumped(form)));
    expect([verdict, restored?.checked.at(-1)], sentence).toEqual(['sound', 'amcheck']);
    expect(audit?.checks.find(({ check }) => check.id === 'approved-without-participant')?.count).toBe(3);
    expect(leftBehind()).toEqual([]);
  });

  it('is good as a folder, and says so where half of it is missing', async () => {
    const path = folder.file('folder');
    spawnSync('pg_dump', ['-d', database.url, '--format=directory', '-f', path]);
    const { verdict, sentence } = await verified(path);
    expect(verdict, sentence).toBe('sound');
    const [data = ''] = readdirSync(path).filter((name) => name.endsWith('.dat.gz'));
    rmSync(join(path, data));
    const half = await verified(path);
    expect([half.code, half.sentence]).toEqual(['HALF_A_FOLDER', expect.stringContaining(`${data.slice(0, 4)}.dat of public`)]);
  });

  const cases: readonly (readonly [string, string, () => string | Buffer])[] = [
    ['is cut', 'unrestorable TRUNCATED', () => dump.slice(0, dump.length - 3000)],
    ['is an archive and cut', 'unrestorable TRUNCATED', () => archive.subarray(0, archive.length - 2000)],
    ['is an archive with bytes that were overwritten', 'unrestorable CORRUPT', () => Buffer.from(archive).fill(0x5a, 2000, 2300)],
    ['has an error inside', 'unrestorable RESTORE_ERRORS', () => dump.replace('\nALTER TABLE', '\nSELECT 1/0;\nALTER TABLE')],
    [
      'is of a newer server',
      'unrestorable NEWER_SERVER',
      () => dump.replace(/Dumped from database version \d+/, 'Dumped from database version 99'),
    ],
    [
      'is of a newer pg_dump',
      'unrestorable NEWER_SERVER',
      () => Buffer.concat([archive.subarray(0, 5), Buffer.from([1, 99]), archive.subarray(7)]),
    ],
    ['holds no tables', 'unrestorable EMPTY', () => dump.replace(/CREATE TABLE[^]*(?=-- PostgreSQL database dump complete)/, '\n\n')],
    [
      'is of another application',
      'unfit WRONG_APPLICATION',
      () => '-- PostgreSQL database dump\nCREATE TABLE public.orders (id int);\nCOPY public.orders (id) FROM stdin;\n1\n\\.\n',
    ],
    ...(isThorough ? furtherCases() : []),
  ];
  it.each(cases)('%s: %s', async (name, expected, content) => {
    expect(await verdictOf(written(name, content()))).toBe(expected);
  });

  const there = folder.file('written');
  it.each([
    [`\\! touch ${there}`, '\\!'],
    ['\\c postgres', '\\c'],
    ['\\connect postgres', '\\connect'],
    ['CREATE DATABASE x;', 'CREATE DATABASE'],
    ['DROP DATABASE x;', 'DROP DATABASE'],
    [`COPY users_user FROM PROGRAM 'touch ${there}';`, 'COPY … PROGRAM'],
    [`COPY users_user TO '${there}';`, 'COPY of a file of the server'],
    [`SELECT $a$ ; $a$; /* /* */ ' */ \\! touch ${there}`, '\\!'],
    [`SELECT (1; COPY t FROM stdin;\n\\! touch ${there}\n);`, '\\!'],
    [`COPY t FROM stdin; \\! touch ${there}\n\\.\n`, 'something behind COPY … FROM stdin'],
    [`SELECT E'a'\n'\\''; \\! touch ${there} --'`, 'a text with escapes that goes on in another line'],
  ])('with %s is refused by name', async (statement, name) => {
    const hostile = written('hostile.sql', dump.replace('\nCREATE TABLE', `\n${statement}\n\nCREATE TABLE`));
    const { code, sentence } = await verified(hostile);
    expect([code, sentence]).toEqual(['HOSTILE', expect.stringContaining(`it holds ${name}, which`)]);
    expect(existsSync(there)).toBe(false);
  });

  it('is only read', async () => {
    const file = written('read', dump);
    await verified(file);
    expect(readFileSync(file, 'utf8')).toBe(dump);
  });
});

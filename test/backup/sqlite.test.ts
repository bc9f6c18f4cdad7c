import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBackup } from '../../src/backup/index.ts';
import { systemClock } from '../../src/clock.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { lacksProgram } from '../support/lacks-program.ts';
import { leftBehind, verdictOf, verified } from './verdict-of.ts';

const LACKS = lacksProgram('sqlite3', 'gzip', 'zstd', 'xz', 'bzip2', 'gpg', 'age');

const folder = temporaryFolder();
const good = folder.file('good.sqlite3');
/** What `.dump` of sqlite3 writes of it. */
let dump = '';

beforeAll(() => {
  runCli(['demo', '--out', good]);
  dump = spawnSync('sqlite3', [good, '.dump'], { encoding: 'utf8' }).stdout;
});
afterAll(() => {
  folder.remove();
});

function written(name: string, content: string | Buffer): string {
  writeFileSync(folder.file(name), content);
  return folder.file(name);
}

/** A copy of the good file, changed by SQL. */
function changed(name: string, sql: string): string {
  const file = folder.file(name);
  copyFileSync(good, file);
  const database = new Database(file);
  database.pragma('foreign_keys = off');
  // A schema can be written, too.
  database.unsafeMode();
  database.exec(sql);
  database.close();
  return file;
}

describe.skipIf(LACKS)('a good backup of SQLite', () => {
  it('is a file, and is audited', async () => {
    const { verdict, audit, tables, newest, restored } = await verified(good);
    expect(verdict).toBe('sound');
    expect(audit?.checks.find(({ check }) => check.id === 'approved-without-participant')?.count).toBe(3);
    expect(tables?.find(({ table }) => table === 'quests_quest')?.rows).toBe(11);
    expect(newest).toBe('2025-07-01T13:22:32Z');
    expect(restored?.checked).toEqual(['integrity_check', 'foreign_key_check']);
  });

  it.each(['gzip', 'zstd', 'xz', 'bzip2'])('is a dump that %s made smaller', async (program) => {
    const packed = spawnSync(program, ['-c'], { input: dump }).stdout;
    const { verdict, formats } = await verified(written(`dump.${program}`, packed));
    expect([verdict, formats]).toEqual(['sound', [program, 'SQL of sqlite3 .dump']]);
  });

  it('is a dump in which stands what says nothing', async () => {
    expect(await verdictOf(written('bare.sql', dump.replace('\nCOMMIT', '\n;\n/* nothing */;\n-- nothing\n;\nCOMMIT')))).toBe(
      'sound SOUND',
    );
  });

  it('has changes beside it that are not in the file yet', async () => {
    const file = changed('wal.sqlite3', 'pragma journal_mode = wal');
    const database = new Database(file);
    database.exec("insert into quests_questcategory select 99, name || '9', description, created_at from quests_questcategory limit 1");
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    const { tables } = await verified(file);
    database.close();
    expect(tables?.find(({ table }) => table === 'quests_questcategory')?.rows).toBe(2);
  });

  it('leaves the backup as it was, and nothing in the folder for temporary files', async () => {
    const before = readFileSync(good);
    await verified(good);
    expect(readFileSync(good).equals(before)).toBe(true);
    expect(leftBehind()).toEqual([]);
  });
});

describe.skipIf(LACKS)('a backup of SQLite that would not serve', () => {
  const random = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7919 + (index >> 3) * 31 + 129) % 256));
  const cases: readonly (readonly [string, string, () => string])[] = [
    ['is empty', 'unrestorable EMPTY', () => written('empty', '')],
    [
      'is cut',
      'unrestorable TRUNCATED',
      () => {
        const file = changed('cut.sqlite3', 'select 1');
        truncateSync(file, 50_000);
        return file;
      },
    ],
    ['is cut within its header', 'unrestorable TRUNCATED', () => written('header.sqlite3', readFileSync(good).subarray(0, 60))],
    [
      'has a page that is overwritten',
      'unrestorable CORRUPT',
      () => {
        const bytes = readFileSync(good);
        bytes.fill(0x5a, 4096, 8192);
        return written('page.sqlite3', bytes);
      },
    ],
    [
      'has a schema that cannot be read',
      'unrestorable CORRUPT',
      () => {
        const bytes = readFileSync(good);
        bytes.fill(0x5a, 100, 4096);
        return written('schema.sqlite3', bytes);
      },
    ],
    ['is nothing that is known', 'unrestorable UNKNOWN_FORMAT', () => written('random', random)],
    [
      'is encrypted by age',
      'unrestorable ENCRYPTED',
      () => written('age', `age-encryption.org/v1\n-> X25519 abc\n${random.toString('latin1')}`),
    ],
    [
      'is encrypted by gpg',
      'unrestorable ENCRYPTED',
      () => {
        const { stdout } = spawnSync('gpg', ['--batch', '--homedir', folder.path, '--passphrase', 'x', '--symmetric', '-o', '-'], {
          input: dump,
        });
        return written('gpg', stdout);
      },
    ],
    [
      'is of another engine',
      'unrestorable WRONG_ENGINE',
      () => written('mssql.bak', Buffer.concat([Buffer.from('TAPE\0\0\x03\0'), random])),
    ],
    [
      'holds no table',
      'unrestorable EMPTY',
      () => {
        const file = folder.file('bare.sqlite3');
        new Database(file).exec('create table t (a); drop table t').close();
        return file;
      },
    ],
    [
      'holds no rows',
      'unfit NO_ROWS',
      () => {
        const tables = new Database(good, { readonly: true }).prepare("select name from sqlite_master where type = 'table'").pluck().all();
        return changed('rows.sqlite3', tables.map((name) => `delete from "${String(name)}";`).join(''));
      },
    ],
    [
      'is of another application',
      'unfit WRONG_APPLICATION',
      () => {
        const file = folder.file('shop.sqlite3');
        new Database(file).exec('create table orders (id integer primary key); insert into orders values (1)').close();
        return file;
      },
    ],
    [
      'has an older schema',
      'unfit OLDER_SCHEMA',
      () => changed('older.sqlite3', 'alter table quests_quest rename column assigned_to_id to assignee_id'),
    ],
    ['has rows whose parents are gone', 'unfit FOREIGN_KEYS', () => changed('orphans.sqlite3', 'delete from quests_questcategory')],
    [
      'has an index that disagrees with its table',
      'unfit INTEGRITY',
      () =>
        changed(
          'index.sqlite3',
          `
        create index broken on quests_quest(title);
        pragma writable_schema = on;
        update sqlite_master set sql = 'CREATE INDEX broken on quests_quest(status)' where name = 'broken';`,
        ),
    ],
    ['is packed and cut', 'unrestorable DAMAGED_PACKING', () => written('cut.gz', gzipSync(dump).subarray(0, 1500))],
    [
      'is packed four times over',
      'unrestorable PACKED_TOO_OFTEN',
      () => written('packed.gz', gzipSync(gzipSync(gzipSync(gzipSync(dump))))),
    ],
    ['is a dump and cut', 'unrestorable TRUNCATED', () => written('cut.sql', dump.slice(0, 3000))],
    ['is a dump and cut within a text', 'unrestorable TRUNCATED', () => written('text.sql', dump.slice(0, dump.indexOf("'2025") + 5))],
    [
      'is a dump of a damaged database',
      'unrestorable DUMP_HAS_ERRORS',
      () => written('rollback.sql', dump.replace(/COMMIT;\s*$/, 'ROLLBACK; -- due to errors\n')),
    ],
    [
      'is a dump with an error inside',
      'unrestorable RESTORE_ERRORS',
      () => written('error.sql', dump.replace('COMMIT;', 'INSERT INTO nowhere VALUES(1);\nCOMMIT;')),
    ],
  ];
  it.each(cases)('%s: %s', async (_, expected, make) => {
    expect(await verdictOf(make())).toBe(expected);
  });

  it('is too old, or does not say', async () => {
    expect(await verdictOf(good, 26 * 3_600_000)).toBe('unfit TOO_OLD');
    expect(
      await verdictOf(changed('new.sqlite3', "update quests_quest set updated_at = strftime('%Y-%m-%d %H:%M:%S', 'now')"), 26 * 3_600_000),
    ).toBe('sound SOUND');
    new Database(folder.file('timeless.sqlite3'))
      .exec('create table orders (id integer primary key); insert into orders values (1)')
      .close();
    const { flaws } = await verified(folder.file('timeless.sqlite3'), 1000);
    expect(flaws.map(({ code }) => code)).toContain('NO_TIMES');
  });

  it('is a folder that is not one of pg_dump', async () => {
    mkdirSync(folder.file('folder'));
    expect(await verdictOf(folder.file('folder'))).toBe('unrestorable EMPTY');
    writeFileSync(folder.file('folder/3021.dat.gz'), 'x');
    expect(await verdictOf(folder.file('folder'))).toBe('unrestorable HALF_A_FOLDER');
  });
});

describe.skipIf(LACKS)('a dump for sqlite3 that writes elsewhere', () => {
  const there = folder.file('written');
  it.each([
    [`ATTACH '${there}' AS other;`, 'ATTACH'],
    [`.shell touch ${there}`, '.shell'],
    [`.once ${there}`, '.once'],
    [`VACUUM INTO '${there}';`, 'VACUUM'],
    ['PRAGMA writable_schema=ON;', 'PRAGMA'],
    ["SELECT load_extension('x');", 'load_extension'],
    ["/* ' */ ATTACH 'x' AS y;", 'ATTACH'],
  ])('%s is refused by name', async (statement, name) => {
    const { code, sentence } = await verified(
      written('hostile.sql', dump.replace('BEGIN TRANSACTION;', `BEGIN TRANSACTION;\n${statement}\n`)),
    );
    expect([code, sentence]).toEqual(['HOSTILE', expect.stringContaining(`it holds ${name}, which`)]);
    expect(existsSync(there)).toBe(false);
  });

  it('holds the same words as data, and is good', async () => {
    const rows = `CREATE TABLE notes(a TEXT, [b;'] TEXT);\nINSERT INTO notes VALUES('x;\nATTACH ''a'' AS b;\n.shell ls\n--','/*');
      CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes WHERE a = 'END;'; SELECT 1; END;\nCOMMIT;`;
    expect(await verdictOf(written('notes.sql', dump.replace('COMMIT;', rows)))).toBe('sound SOUND');
  });
});

describe.skipIf(LACKS)('the command', () => {
  it('decrypts what gpg encrypted, with a key from a file, from a pipe or a command', () => {
    const home = mkdtempSync(join(tmpdir(), 'gpg-'));
    const secret = written('passphrase', 'a secret\n');
    const gpg = ['--batch', '--homedir', home, '--pinentry-mode', 'loopback', '--passphrase-file', secret, '--symmetric', '-o', '-'];
    const encrypted = written('good.sql.gz.gpg', spawnSync('gpg', gpg, { input: gzipSync(dump) }).stdout);
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    rmSync(home, { recursive: true, force: true });
    const answer = (...args: readonly string[]) =>
      JSON.parse(runCli(['backup', 'verify', ...args, '--json']).stdout) as {
        readonly backup: { readonly code: string; readonly formats: readonly string[] };
      };
    expect(answer('--from-command', `cat ${encrypted}`, '--key-file', secret).backup).toMatchObject({
      code: 'SOUND',
      formats: ['encrypted (gpg)', 'gzip', 'SQL of sqlite3 .dump'],
    });
    expect(answer(encrypted, '--key-file', written('wrong', 'another')).backup.code).toBe('WRONG_KEY');
    const piped = runCli(['backup', 'verify', '-'], { input: dump });
    expect(piped.code, piped.stderr).toBe(0);
    const failing = runCli(['backup', 'verify', '--from-command', 'cat /nonexistent']);
    expect([failing.code, failing.stderr]).toEqual([2, expect.stringContaining('"cat" did not print the backup: it ended with 1 (')]);
  });

  it('decrypts what age encrypted, with the identity that a file holds', async () => {
    const identity = (name: string): string => written(name, spawnSync('age-keygen', { encoding: 'utf8' }).stdout);
    const key = identity('identity');
    const encrypted = written('good.sql.gz.age', spawnSync('age', ['--encrypt', '--identity', key], { input: gzipSync(dump) }).stdout);
    const decrypted = (keyFile: string) =>
      verifyBackup(
        { source: { path: encrypted }, keyFile, maxAge: null, request: {}, server: null, against: null },
        { ownChecks: [], clock: systemClock, announce: () => undefined },
      );
    expect(await decrypted(key)).toMatchObject({ code: 'SOUND', formats: ['encrypted (age)', 'gzip', 'SQL of sqlite3 .dump'] });
    expect(await decrypted(identity('another'))).toMatchObject({ code: 'WRONG_KEY' });
    expect(leftBehind()).toEqual([]);
  });

  it('says in one sentence what came of it, and the exit code says the same', () => {
    const sound = runCli(['backup', 'verify', good]);
    expect([sound.code, sound.stdout.trim().split('\n').at(-1)]).toEqual([
      0,
      'This backup would serve: it was restored, and nothing was found wrong with it.',
    ]);
    expect(sound.stderr).toMatch(/^It may need .* in .*, where .* are free\.\n$/);
    expect(runCli(['backup', 'verify', good, '--max-age', '26h']).code).toBe(1);
    expect(runCli(['backup', 'verify', written('nothing', ''), '--json']).code).toBe(2);
    const missing = runCli(['backup', 'verify', folder.file('none')]);
    expect([missing.code, missing.stderr]).toEqual([2, `peerquest-audit: There is no backup "${folder.file('none')}": check the path.\n`]);
  });

  it('keeps what came of it for the history, under the name of the database, and says where it cannot', () => {
    const store = ['--store', folder.file('store.sqlite3')];
    const env = { PEERQUEST_AUDIT_HISTORY: 'on' };
    runCli(['backup', 'verify', good, '--against', good, ...store], { env });
    const old = runCli(['backup', 'verify', good, '--of', 'other', '--max-age', '26h', ...store], { env });
    expect(old.code, old.stderr).toBe(1);
    runCli(['backup', 'verify', good, ...store, '--no-history'], { env });
    const listed = runCli(['backup', 'list', '--json', ...store]);
    const { backups } = JSON.parse(listed.stdout) as { readonly backups: readonly object[] };
    expect(backups).toMatchObject([
      { database: 'other', name: 'good.sqlite3', verdict: 'unfit', code: 'TOO_OLD', comparison: null },
      { database: 'default', verdict: 'sound', comparison: { missingTables: [], surplusTables: [], tables: [] } },
    ]);
    expect(listed.stdout).not.toContain(folder.path);
    expect(runCli(['backup', 'list', '--of', 'other', ...store]).stdout).toMatch(
      / {2}unfit {9}good\.sqlite3 of other, newest row .*: This/,
    );
    const canary = written(
      'canary.sql',
      dump.replace('COMMIT;', "INSERT INTO nowhere VALUES ('canary');\nCOMMIT;").replace('nowhere', '"canary"'),
    );
    const redacted = runCli(['backup', 'verify', canary, '--redact', ...store], { env });
    expect(redacted.stdout.trim().split('\n').at(-1)).toBe('This backup would not serve, as it cannot be restored: RESTORE_ERRORS.');
    expect(runCli(['backup', 'list', '--redact', '--of', 'other', ...store]).stdout).toMatch(/, newest row .*: TOO_OLD\n$/);
    expect(runCli(['prune', '--keep', '0d', '--dry-run', ...store]).stdout).toContain('Would take away');
    const nowhere = runCli(['backup', 'verify', good, '--store', written('no-store', 'no database'.repeat(99))], { env });
    expect([nowhere.code, nowhere.stderr]).toEqual([
      0,
      expect.stringContaining('This verification is not in the history (--no-history keeps none): '),
    ]);
  });
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replaceFile } from '../../src/replace-file.ts';
import { writeAll } from '../../src/spool.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const file = (name: string): string => folder.file(name);
const DB = file('db.sqlite3');
const isRoot = process.getuid?.() === 0;
const cli = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const hashes = (): readonly string[] =>
  ['db.sqlite3', 'store.sqlite3', 'plan.json', 'base.json', '.env', 'c.json'].map((name) =>
    createHash('sha256')
      .update(readFileSync(file(name)))
      .digest('hex'),
  );

beforeAll(() => {
  cli('demo', '--out', 'db.sqlite3');
  cli('plan', '--database', DB, '--out', 'plan.json');
  cli('ack', '--database', DB, '--all-current', '--reason', 'x', '--baseline', 'base.json');
  cli('ack', '--database', DB, '--all-current', '--reason', 'x', '--store', 'store.sqlite3');
  writeFileSync(file('.env'), 'X=1\n');
  writeFileSync(file('c.json'), '{}');
  symlinkSync('db.sqlite3', file('link'));
  linkSync(DB, file('hard'));
});
afterAll(() => {
  folder.remove();
});

describe('what a run rests on', () => {
  const database = ['--database', DB];
  it.each([
    ['the database', [...database, '--output', 'db.sqlite3']],
    ['the database by a link', [...database, '--output', 'link']],
    ['the database by a hard link', [...database, '--output', './hard']],
    ['its write-ahead log, which is not there', [...database, '--output', 'db.sqlite3-wal']],
    ['its journal in other letters', [...database, '--output', 'DB.sqlite3-JOURNAL']],
    ['its repair lock', [...database, '--output', 'db.sqlite3.peerquest-audit-lock']],
    ['the database, by way of a link to read it by', ['--database', 'link', '--output', 'db.sqlite3-shm']],
    ['the database with a plan', ['plan', ...database, '--out', 'db.sqlite3']],
    ['the database with constraints', ['prevent', ...database, '--output', 'link']],
    ['the store', [...database, '--store', 'store.sqlite3', '--output', 'store.sqlite3']],
    ['a store that is not there', [...database, '--fix-issues', '--yes', '--store', 'new.sqlite3', '--output', 'new.sqlite3']],
    ['the database, by a store in the place of its log', [...database, '--fix-issues', '--yes', '--store', 'db.sqlite3-wal']],
    ['the plan', ['apply', 'plan.json', ...database, '--yes', '--output', 'plan.json']],
    ['the baseline', [...database, '--baseline', 'base.json', '--output', 'base.json']],
    ['the configuration', [...database, '--config', 'c.json', '--output', 'c.json']],
    ['.env', [...database, '--output', '.env']],
    ['.env with an undo', ['undo', 'last', '--yes', ...database, '--output', '.env']],
    ['a report with a plan', ['plan', ...database, '--out', 'both', '--output', 'both']],
    ['.env with a baseline', ['ack', ...database, '--all-current', '--reason', 'x', '--baseline', '.env']],
    ['a journal with a sample', ['demo', '--out', 'db.sqlite3-journal']],
  ])('is not replaced: %s', (_, args) => {
    const before = hashes();
    const { code, stderr, stdout } = cli(...args);
    expect({ code, stdout }, stderr).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^peerquest-audit: [^\n]+(?:would be lost: name another file|would damage it)[^\n]*\n$/);
    expect(hashes()).toEqual(before);
    for (const name of ['db.sqlite3-wal', 'db.sqlite3-journal', 'both', 'new.sqlite3']) expect(existsSync(file(name))).toBe(false);
  });

  it('is not appended to by way of the shell', () => {
    const before = hashes();
    const command = `"${process.execPath}" "$PWD/dist/peerquest-audit.js" --database "${DB}" >> "${DB}"; test $? -eq 3`;
    execFileSync('sh', ['-c', command], { cwd: process.cwd(), stdio: 'pipe' });
    expect(hashes()).toEqual(before);
  });
});

describe('a file that is written', () => {
  it('is for this account only where it is new, and keeps its mode where it is not', () => {
    for (const [name, mode] of [
      ['new.txt', null],
      ['shared.txt', 0o640],
      ['open.txt', 0o666],
    ] as const) {
      if (mode !== null) {
        writeFileSync(file(name), 'old');
        chmodSync(file(name), mode);
        if (isRoot) chownSync(file(name), 12345, 23456);
      }
      for (const args of [['--output'], ['plan', '--out'], ['prevent', '--output']]) {
        expect(cli(...args, name, '--database', DB).code).toBeLessThan(2);
        const { mode: now, uid, gid } = statSync(file(name));
        expect(now & 0o777, args.join(' ')).toBe(mode ?? 0o600);
        if (isRoot && mode !== null) expect([uid, gid], args.join(' ')).toEqual([12345, 23456]);
      }
    }
    expect(statSync(file('base.json')).mode & 0o777).toBe(0o600);
  });

  it('never takes the place of a device, a pipe or a link', () => {
    execFileSync('mkfifo', [file('pipe')]);
    symlinkSync('target.json', file('to-plan'));
    writeFileSync(file('target.json'), '');
    // Read and write, so that neither end waits for the other.
    const script = `exec 3<>"${file('pipe')}"; "${process.execPath}" dist/peerquest-audit.js plan --database "${DB}" --out "${file('pipe')}" >/dev/null; head -c 20 <&3`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toContain('{"kind":');
    expect(lstatSync(file('pipe')).isFIFO()).toBe(true);
    expect(cli('plan', '--database', DB, '--out', 'to-plan').code).toBe(1);
    expect(lstatSync(file('to-plan')).isSymbolicLink()).toBe(true);
    expect(readFileSync(file('target.json'), 'utf8')).toContain('"kind":');
    expect(cli('plan', '--database', DB, '--out', '/dev/null').code).toBe(1);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it.runIf(isRoot)('is none that a link of another user leads to, and none that a link to nowhere would make', () => {
    writeFileSync(file('mine'), 'mine');
    symlinkSync('mine', file('theirs'));
    execFileSync('chown', ['-h', '12345', file('theirs')]);
    expect(() => replaceFile(file('theirs'))).toThrow('a link of another account');
    symlinkSync('nowhere', file('dangling'));
    expect(() => replaceFile(file('dangling'))((descriptor) => writeAll(descriptor, Buffer.from('x')))).toThrow(
      'a link that leads nowhere',
    );
    expect(existsSync(file('nowhere'))).toBe(false);
    expect(readFileSync(file('mine'), 'utf8')).toBe('mine');
  });
});

describe('the lock of repairs', () => {
  it.each([
    ['a link that leads nowhere', (lock: string) => symlinkSync(file('evil'), lock)],
    ['a link to a file', (lock: string) => symlinkSync(file('empty'), lock)],
    ['a hard link', (lock: string) => linkSync(file('empty'), lock)],
  ])('is not taken through %s', (_, plant) => {
    const database = file(`locked-${Math.random()}.sqlite3`);
    copyFileSync(DB, database);
    chmodSync(database, 0o666);
    writeFileSync(file('empty'), '', { mode: 0o600 });
    plant(`${database}.peerquest-audit-lock`);
    const { code, stderr } = cli('--database', database, '--fix-issues', '--yes', '--store', file('lock-store.sqlite3'));
    expect({ code, said: /is a link or no file/.test(stderr) }, stderr).toEqual({ code: 3, said: true });
    expect(existsSync(file('evil'))).toBe(false);
    expect(statSync(file('empty'))).toMatchObject({ size: 0, mode: 0o100600 });
  });
});

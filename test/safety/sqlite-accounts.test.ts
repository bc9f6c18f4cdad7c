import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { isOneSentence, runCli, type CliResult } from '../support/cli.ts';

/** Two accounts that own nothing of each other's, and a group that both may be in. */
const APPLICATION = 61_001;
const AUDITOR = 61_002;
const GROUP = 61_003;

const folder = mkdtempSync(join(tmpdir(), 'peerquest-accounts-'));
chmodSync(folder, 0o755);
const [sample, place] = [join(folder, 'sample.sqlite3'), join(folder, 'place')];
const file = join(place, 'db.sqlite3');
runCli(['demo', '--out', sample]);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The application's folder and database, with these permissions. */
function setUp(mode: 'wal' | 'delete', folderMode: number, fileMode: number, group = APPLICATION): void {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  copyFileSync(sample, file);
  const database = new Database(file);
  database.pragma(`journal_mode = ${mode}`);
  database.close();
  for (const [path, permissions] of [
    [file, fileMode],
    [place, folderMode],
  ] as const) {
    chownSync(path, APPLICATION, group);
    chmodSync(path, permissions);
  }
}

/** Runs a program as an account, in these groups: its own first. */
function as(account: number, groups: readonly number[], ...args: readonly string[]): CliResult {
  const [primary = account] = groups;
  const flags = [
    '--reuid',
    String(account),
    '--regid',
    String(primary),
    ...(groups.length > 1 ? ['--groups', groups.join()] : ['--clear-groups']),
  ];
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const { status, stdout, stderr } = spawnSync('setpriv', [...flags, process.execPath, ...args], { cwd: folder, env, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

const tool = resolve('dist/peerquest-audit.js');
const audit = (account: number, groups: readonly number[] = []): CliResult => as(account, groups, tool, '--database', file);

/** The application writes to its database, as it did before. */
function applicationMustWrite(): void {
  const script = `
    const Database = require(${JSON.stringify(resolve('node_modules/better-sqlite3'))});
    const database = new Database(${JSON.stringify(file)});
    database.exec("update users_user set level = level + 1");`;
  expect(as(APPLICATION, [APPLICATION, GROUP], '-e', script)).toEqual({ code: 0, stdout: '', stderr: '' });
}

/** The files beside the database, with their owners. */
const companions = (): readonly string[] =>
  readdirSync(place)
    .filter((name) => name !== 'db.sqlite3')
    .map((name) => `${name} ${statSync(join(place, name)).uid}`)
    .sort();

/** Nothing was made, nothing was changed, and one sentence says what to do. */
function mustBeRefused({ code, stdout, stderr }: CliResult, expected: 2 | 3, sentence: RegExp): void {
  expect(stderr).toMatch(sentence);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(isOneSentence(stderr)).toBe(true);
}

const FOREIGN =
  /belongs to another account, and SQLite would have to make "[^"]*" and "[^"]*-shm", to which that account could not write afterwards: run this as the owner \(sudo -u '#61001' …\)/;

describe.skipIf(process.getuid?.() !== 0)('a WAL database of another account (only root can try these)', () => {
  it('is not audited by one whose companions the application could not write to', () => {
    for (const [folderMode, fileMode] of [
      [0o777, 0o644],
      [0o1777, 0o644],
      [0o775, 0o664],
    ] as const) {
      setUp('wal', folderMode, fileMode, folderMode === 0o775 ? GROUP : APPLICATION);
      mustBeRefused(audit(AUDITOR, [AUDITOR, GROUP]), 2, FOREIGN);
      expect(companions()).toEqual([]);
      applicationMustWrite();
    }
  });

  it('is audited by root, by its owner, and by one whose companions it can write to', () => {
    setUp('wal', 0o755, 0o644);
    expect(runCli(['--database', file]).code).toBe(1);
    expect(companions()).toEqual([`db.sqlite3-shm ${APPLICATION}`, `db.sqlite3-wal ${APPLICATION}`]);
    applicationMustWrite();

    setUp('wal', 0o755, 0o644);
    expect(audit(APPLICATION).code).toBe(1);
    applicationMustWrite();

    setUp('wal', 0o2775, 0o664, GROUP);
    expect(audit(AUDITOR, [AUDITOR, GROUP]).code).toBe(1);
    expect(companions()).toEqual([`db.sqlite3-shm ${AUDITOR}`, `db.sqlite3-wal ${AUDITOR}`]);
    applicationMustWrite();

    setUp('wal', 0o777, 0o666);
    expect(audit(AUDITOR).code).toBe(1);
    applicationMustWrite();
  });

  it('is audited by everybody who may read it while the application has it open', () => {
    setUp('wal', 0o777, 0o644);
    const application = new Database(file);
    application.exec('update users_user set level = level');
    const before = companions();
    expect(audit(AUDITOR).code).toBe(1);
    expect(companions()).toEqual(before);
    application.close();
    applicationMustWrite();
  });

  it('in a folder that may not be written to cannot be read, and the sentence does not ask for more rights', () => {
    setUp('wal', 0o755, 0o644);
    const told = audit(AUDITOR);
    mustBeRefused(told, 2, /cannot be opened: check that this account may read it and the files "-wal", "-shm" and "-journal" beside it/);
    expect(told.stderr).not.toMatch(/may write to its folder/);
    // A log that a crashed application left, without the index that it had in shared memory.
    const application = new Database(file);
    application.exec('update users_user set level = level + 1');
    copyFileSync(`${file}-wal`, join(folder, 'wal'));
    application.close();
    copyFileSync(join(folder, 'wal'), `${file}-wal`);
    chownSync(`${file}-wal`, APPLICATION, APPLICATION);
    mustBeRefused(audit(AUDITOR), 2, /cannot be opened: check that this account may read it/);
    applicationMustWrite();
  });

  it('is read as a store of runs without companions, too', () => {
    setUp('delete', 0o777, 0o644);
    const store = join(place, 'store.sqlite3');
    expect(as(APPLICATION, [], tool, '--database', file, '--fix-issues', '--store', store).code).toBe(0);
    chmodSync(store, 0o644);
    for (const end of ['-wal', '-shm']) rmSync(store + end, { force: true });
    const before = companions();
    const shown = as(AUDITOR, [], tool, 'runs', '--store', store);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/finished/);
    expect(companions()).toEqual(before);
  });

  it('is not repaired by one whose journal the application could not take back', () => {
    for (const mode of ['wal', 'delete'] as const) {
      setUp(mode, 0o775, 0o664, GROUP);
      const before = readFileSync(file);
      const refused = as(AUDITOR, [AUDITOR, GROUP], tool, '--database', file, '--fix-issues', '--store', join(place, 'store.sqlite3'));
      expect(refused.code).toBe(mode === 'wal' ? 2 : 3);
      expect(refused.stderr).toMatch(/belongs to another account, and SQLite would have to make "[^"]*-(?:wal|journal)"/);
      expect(readFileSync(file).equals(before)).toBe(true);
      applicationMustWrite();
    }
    // In a folder whose files belong to the group of both it is.
    setUp('delete', 0o2775, 0o664, GROUP);
    const repaired = as(AUDITOR, [AUDITOR, GROUP], tool, '--database', file, '--fix-issues', '--store', join(place, 'store.sqlite3'));
    expect(repaired.code).toBe(0);
    applicationMustWrite();
  });
});

describe('a database in the middle of a write', () => {
  beforeEach(() => {
    setUp('delete', 0o777, 0o666);
    const script = `
      const Database = require(${JSON.stringify(resolve('node_modules/better-sqlite3'))});
      const database = new Database(${JSON.stringify(file)});
      database.exec("pragma cache_size = 5; begin; update quests_quest set status = 'completed', description = printf('%.9000c', 'x')");
      process.kill(process.pid, 'SIGKILL');`;
    spawnSync(process.execPath, ['-e', script]);
  });

  it('that crashed is not read as if it were whole, by nobody, and is left to the application', () => {
    expect(existsSync(`${file}-journal`)).toBe(true);
    const [half, journal] = [readFileSync(file), readFileSync(`${file}-journal`)];
    const sentence = /was left in the middle of a write and must be recovered first: open it once with the application, then audit it/;
    const accounts = process.getuid?.() === 0 ? [0, APPLICATION, AUDITOR] : [process.getuid?.() ?? 0];
    for (const account of accounts) {
      const told = process.getuid?.() === 0 ? audit(account) : runCli(['--database', file]);
      mustBeRefused(told, 2, sentence);
      expect(readFileSync(file).equals(half)).toBe(true);
      expect(readFileSync(`${file}-journal`).equals(journal)).toBe(true);
    }
    // The application takes its unfinished transaction back, and the audit finds what was there before.
    new Database(file).exec('update users_user set level = level').close();
    const found = (database: string): string => runCli(['--database', database, '--quiet']).stdout.split('Next:')[0] ?? '';
    expect(found(file)).toMatch(/TOTAL ISSUES: 5/);
    expect(found(file)).toBe(found(sample));
  });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';

const home = temporaryFolder();
const database = home.file('case.sqlite3');
beforeAll(() => {
  runCli(['demo', '--out', database], { cwd: home.path });
});
afterAll(() => {
  home.remove();
});

/** What stands at `.env` in the folder of each. */
const AT_DOTENV: Readonly<Record<string, (path: string) => unknown>> = {
  'a folder': (path) => mkdirSync(path, { recursive: true }),
  'hidden behind a device': (path) => spawnSync('ln', ['-s', '/dev/null', path]),
  'a pipe that nobody writes to': (path) => spawnSync('mkfifo', [path]),
  // Root may read everything, but not this.
  'a link to itself': (path) => spawnSync('ln', ['-s', path, path]),
};
const run = (kind: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const folder = temporaryFolder();
  AT_DOTENV[kind]?.(folder.file('.env'));
  const result = runCli(args, { cwd: folder.path, env });
  folder.remove();
  return result;
};
const READABLE: readonly string[] = ['a folder', 'hidden behind a device'];
const UNREADABLE: readonly string[] = ['a pipe that nobody writes to', 'a link to itself'];

describe.each([...READABLE, ...UNREADABLE])('a .env that is %s', (kind) => {
  it('does not stand in the way of what is named', () => {
    const store = ['--store', home.file('none.sqlite3')];
    expect(run(kind, ['--database', database, ...store])).toMatchObject({ code: 1, stderr: '' });
    expect(run(kind, ['--database', database, '--fix-issues', '--dry-run', ...store])).toMatchObject({ code: 1, stderr: '' });
    expect(run(kind, ['--database', database], { PEERQUEST_AUDIT_STORE: home.file('none.sqlite3') })).toMatchObject({
      code: 1,
      stderr: '',
    });
    expect(run(kind, ['doctor', '--database', database]).code).toBe(0);
    expect(run(kind, [], { DATABASE_URL: database }).code).toBe(1);
  });
});

describe.each(READABLE)('a .env that is %s', (kind) => {
  it('names nothing', () => {
    expect(run(kind, ['--database', database])).toMatchObject({ code: 1, stderr: '' });
    const { code, stderr } = run(kind, []);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('No database is named') as string });
    expect(isOneSentence(stderr)).toBe(true);
  });
});

describe.each(UNREADABLE)('a .env that is %s', (kind) => {
  it('is told in one sentence where it is needed, and never waited for', () => {
    for (const args of [[], ['--database', 'env:NAME'], ['runs'], ['--database', database, '--fix-issues', '--yes']]) {
      const { code, stderr } = run(kind, args);
      expect({ args, code, isSentence: isOneSentence(stderr) }).toEqual({ args, code: 2, isSentence: true });
      expect(stderr).toContain('The file .env in the current folder cannot be read');
    }
  });

  it('keeps no audit from what it was asked for, but says what it could not look at', () => {
    const { code, stderr, stdout } = run(kind, ['--database', database]);
    expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 1, isSentence: true });
    expect(stderr).toContain('Acknowledgements could not be read, so all findings count: The file .env');
    expect(stdout).toContain('TOTAL ISSUES: 5');
  });
});

it('a .env that can be read names the store of the database that it names, after the flag and the environment', () => {
  const folder = temporaryFolder();
  const cli = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => runCli(args, { cwd: folder.path, env });
  writeFileSync(
    folder.file('.env'),
    `DATABASE_URL=${database}\nPEERQUEST_AUDIT_STORE=${folder.file('by-file.sqlite3')}\nOTHER=${folder.file('by-name.sqlite3')}\n`,
  );
  const doctor = ['doctor', '--database', database];
  expect(cli(['doctor']).stdout).toMatch(/by-file\.sqlite3 \(from PEERQUEST_AUDIT_STORE in the file \.env\)/);
  // The folder, of whichever user, does not say where the journal of another database goes.
  expect(cli(doctor).stdout).not.toContain('by-file.sqlite3');
  expect(cli(doctor).stdout).toMatch(/Store .*\(from the default; the store that the file \.env names is left alone/);
  expect(cli(doctor, { PEERQUEST_AUDIT_STORE: 'env:OTHER' }).stdout).toContain('by-name.sqlite3');
  expect(cli(doctor, { PEERQUEST_AUDIT_STORE: folder.file('by-environment.sqlite3') }).stdout).toContain('by-environment.sqlite3');
  folder.remove();
});

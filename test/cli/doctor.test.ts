import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

interface Answer {
  readonly database: { readonly address: string; readonly source: string };
  readonly ready: boolean;
  readonly repairable: boolean;
  readonly diagnostics: readonly { readonly topic: string; readonly level: string; readonly text: string }[];
}

const folder = temporaryFolder();
const doctor = (...args: readonly string[]) => runCli(['doctor', '--database', 'db.sqlite3', ...args], { cwd: folder.path });
const answerOf = (stdout: string): Answer => JSON.parse(stdout) as Answer;

beforeAll(() => {
  runCli(['demo', '--out', folder.file('db.sqlite3')]);
});
afterAll(() => {
  folder.remove();
});

describe('doctor', () => {
  it('leads with what needs attention, and folds what is well', () => {
    const { code, stdout } = doctor();
    expect(code).toBe(0);
    const [first, gap] = stdout.split('\n');
    expect(first).toMatch(/^advice +Journal mode/);
    expect(gap).toBe('');
    expect(stdout).toContain(`ok       Tables           ${checks.length} checks can run\n`);
    expect(stdout).not.toContain('all that quest-status needs');
    expect(doctor('--detailed').stdout).toMatch(/^ok +Tables +all that quest-status needs$/m);
  });

  it('tells programs of each thing', () => {
    const { code, stdout, stderr } = doctor('--format', 'json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { database, ready, repairable, diagnostics } = answerOf(stdout);
    expect({ database, ready, repairable }).toEqual({
      database: { address: 'db.sqlite3', source: '--database' },
      ready: true,
      repairable: true,
    });
    expect(diagnostics.filter(({ topic, level }) => topic === 'Tables' && level === 'ok')).toHaveLength(checks.length);
  });

  it('tells programs of a database that cannot be reached, too', () => {
    const { code, stdout, stderr } = runCli(['doctor', '--database', 'postgresql://ann:hidden@127.0.0.1:1/x', '--format', 'json']);
    expect(code).toBe(2);
    expect(stderr).toContain('Nothing answers');
    expect(answerOf(stdout)).toMatchObject({ ready: false, repairable: false });
    expect(answerOf(stdout).diagnostics.at(-1)).toMatchObject({ topic: 'Connection', level: 'problem' });
    expect(stdout + stderr).not.toContain('hidden');
  });
});

describe('a store that cannot be written', () => {
  it.each([
    ['in a folder that is none', () => join('db.sqlite3', 'store.sqlite3'), 'is no folder'],
    ['in a folder far below one that is none', () => join('db.sqlite3', 'a', 'b', 'store.sqlite3'), 'is no folder'],
  ])('%s is told, and stands in no audit’s way', (_, store, reason) => {
    const { code, stdout } = doctor('--store', store());
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^advice +Store +.*no repair is possible and nothing can be acknowledged, as .*${reason}`, 'm'));
    expect(stdout).toContain('Ready to audit, but not for every repair: see above. Next: ');
    expect(answerOf(doctor('--store', store(), '--format', 'json').stdout)).toMatchObject({ ready: true, repairable: false });
  });

  it('in a folder that is not there is told as a repair would refuse it', () => {
    expect(doctor('--store', 'mistyped/store.sqlite3').stdout).toMatch(
      /^advice +Store +no repair is possible: .* is in no folder that is there/m,
    );
  });

  it.skipIf(process.geteuid?.() === 0)('for lack of rights is told', () => {
    mkdirSync(folder.file('closed'));
    chmodSync(folder.file('closed'), 0o500);
    expect(doctor('--store', 'closed/store.sqlite3').stdout).toMatch(/advice +Store .*this account may not write to .*\(EACCES\)/);
  });
});

describe.skipIf(process.geteuid === undefined)('passwords in a .env', () => {
  const of = (content: string, mode: number): string => {
    writeFileSync(folder.file('.env'), content);
    chmodSync(folder.file('.env'), mode);
    return doctor().stdout;
  };
  const URL_WITH_PASSWORD = 'DATABASE_URL=postgresql://ann:s3cret@db/x\n';

  it.each([
    ['a URL with a password', URL_WITH_PASSWORD, 0o644, 'DATABASE_URL holds a password'],
    ['a variable of a password', `MYSQLPASSWORD=s3cret\n${URL_WITH_PASSWORD}`, 0o604, 'MYSQLPASSWORD, DATABASE_URL hold passwords'],
  ])('that others can read are told, and not shown: %s', (_, content, mode, words) => {
    const stdout = of(content, mode);
    expect(stdout).toMatch(
      new RegExp(`^advice +File \\.env +other users .*can read it \\(mode ${mode.toString(8)}\\), and ${words}: chmod 600 \\.env$`, 'm'),
    );
    expect(stdout).not.toContain('s3cret');
  });

  it.each([
    ['the owner alone can read', URL_WITH_PASSWORD, 0o600],
    ['hold no password', 'DATABASE_URL=postgresql://ann@db/x\nDEBUG=1\nMYSQLPASSWORD=\n', 0o644],
  ])('that %s are none', (_, content, mode) => {
    expect(of(content, mode)).not.toContain('File .env');
  });
});

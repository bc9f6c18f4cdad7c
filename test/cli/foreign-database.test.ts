import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const bare = (...args: readonly string[]) => runCli([...args, '--database', 'blog.sqlite3'], { cwd: folder.path });
const withOwn = (...args: readonly string[]) => runCli(args, { cwd: join(folder.path, 'own') });
const linesAbout = (text: string, what: RegExp): readonly string[] => text.split('\n').filter((line) => what.test(line));

beforeAll(() => {
  new Database(folder.file('blog.sqlite3'))
    .exec('create table users (id integer primary key, email text); create table posts (user_id integer references users (id))')
    .close();
  mkdirSync(folder.file('own'));
  writeFileSync(folder.file('own/peerquest-audit.config.json'), '{"database": "../blog.sqlite3", "checks": ["*.yaml"]}');
  writeFileSync(folder.file('own/rules.yaml'), '- table: users\n  unique: email\n');
});
afterAll(() => {
  folder.remove();
});

describe('where PeerQuest’s tables are absent', () => {
  it('checks lists the own ones first, and folds the tool’s into a line', () => {
    const { code, stdout, stderr } = withOwn('checks');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^users-email-unique +own /),
      '',
      `${checks.length} checks of PeerQuest’s are left out, as "../blog.sqlite3" holds none of its tables (--all lists them).`,
      '1 check, 1 of them yours. Next: peerquest-audit explain users-email-unique',
      '',
    ]);
    expect(bare('checks').stdout).toContain('0 checks. Next: peerquest-audit new-check --table TABLE --database blog.sqlite3');
  });

  it('checks --all lists every check', () => {
    expect(withOwn('checks', '--all').stdout).toContain(`${checks.length + 1} checks, 1 of them yours.`);
  });

  it('doctor folds them into a line: a note beside own checks, else a problem', () => {
    const own = withOwn('doctor');
    expect(own.code).toBe(0);
    expect(linesAbout(own.stdout, /PeerQuest/)).toEqual([
      `note     Tables           none of PeerQuest’s is here: its ${checks.length} checks are left out`,
    ]);
    const { code, stdout } = bare('doctor');
    expect(code).toBe(2);
    expect(linesAbout(stdout, /^problem/)).toEqual([
      expect.stringContaining(`so none of its ${checks.length} checks can run: name its database`),
    ]);
    expect(stdout).not.toMatch(/Django|quest-status|quests_quest/);
  });

  it('prevent counts what PeerQuest’s tables would need, and leaves Django out', () => {
    const { code, stdout } = bare('prevent');
    expect(code).toBe(0);
    expect(linesAbout(stdout, /PeerQuest/)).toEqual([
      expect.stringMatching(/^-- None of PeerQuest’s tables is here: the \d+ constraints that would keep them in order are left out\.$/),
    ]);
    expect(stdout).not.toMatch(/Django|No such table/);
    expect(stdout).toContain('-- Already there: 1 foreign keys');
    expect(bare('prevent', '--format', 'django').stdout).toMatch(/^# None of PeerQuest’s tables is here: .*\n$/);
  });

  it('an audit names some of the tables, and what fits such a database', () => {
    const { code, stderr } = bare('--all');
    expect(code).toBe(2);
    expect(isOneSentence(stderr)).toBe(true);
    expect(stderr).toMatch(/holds no table (?:\w+, ){4}nor \d+ others, or this account may not see them: "peerquest-audit doctor" tells/);
    expect(stderr).toContain('new-check --table TABLE');
    const own = withOwn('--all');
    expect(own.code).toBe(0);
    expect(own.stdout).toContain('1 check (none of PeerQuest’s tables is here)');
  });
});

describe('where the database cannot be looked at', () => {
  const listed = `${checks.length} checks. Next: peerquest-audit explain approved-without-participant`;

  it('checks lists all, and says so', () => {
    const { code, stdout, stderr } = runCli(['checks'], { cwd: folder.path, env: { DATABASE_URL: 'sqlite:///nowhere.sqlite3' } });
    expect(code).toBe(0);
    expect(stdout).toContain(listed);
    expect(stderr).toMatch(/^peerquest-audit: All checks are listed, whatever the database holds: There is no database file.*\n$/);
  });

  it('checks fails where the flag names it', () => {
    expect(runCli(['checks', '--database', 'nowhere.sqlite3'], { cwd: folder.path })).toMatchObject({ code: 2, stdout: '' });
  });

  it('checks says nothing of it where none is named', () => {
    const { stdout, stderr } = runCli(['checks'], { cwd: folder.path });
    expect(stdout).toContain(listed);
    expect(stderr).toBe('');
  });
});

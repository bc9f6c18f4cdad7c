import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const cli = (...args: readonly string[]) => runCli(['prevent', ...args], { cwd: folder.path });

beforeAll(() => {
  runCli(['demo', '--out', folder.file('db.sqlite3')]);
});
afterAll(() => {
  folder.remove();
});

it('prints a script that SQLite takes, and runs nothing itself', () => {
  const before = readFileSync(folder.file('db.sqlite3'));
  const { code, stdout, stderr } = cli('--database', 'db.sqlite3');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^-- Constraints that keep findings from coming back, for "db\.sqlite3" \(sqlite\)\.\n/);
  expect(readFileSync(folder.file('db.sqlite3'))).toEqual(before);
  const copy = new Database(before);
  copy.exec(stdout);
  expect(() => copy.exec("update quests_quest set status = 'nonsense'")).toThrow('pqa_quests_quest_status_known');
  copy.close();
});

it('names a command that lists what is in the way, as it works when it is pasted', () => {
  const broken = new Database(folder.file('broken.sqlite3'));
  broken.exec(`attach '${folder.file('db.sqlite3')}' as whole; create table quests_quest as select * from whole.quests_quest`);
  broken.exec("update quests_quest set status = 'nonsense' where id = 4");
  broken.close();
  for (const format of ['sql', 'django']) {
    const { stdout } = cli('--database', 'broken.sqlite3', '--format', format);
    expect(stdout).toMatch(/1 row is in the way: peerquest-audit --database broken\.sqlite3 --only unknown-status --detailed\n/);
  }
});

it('writes to a file, which appears when it is whole', () => {
  expect(cli('--database', 'db.sqlite3', '--output', 'prevent.sql')).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(folder.file('prevent.sql'), 'utf8')).toContain('CREATE TRIGGER');
  expect(cli('--database', 'none.sqlite3', '--output', 'none.sql').code).toBe(2);
  expect(existsSync(folder.file('none.sql'))).toBe(false);
});

it('writes a Django migration, of one application if asked', () => {
  const { code, stdout } = cli('--database', 'db.sqlite3', '--format', 'django', '--app', 'guilds');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# guilds\/migrations\/0001_prevent_drift\.py\n/);
  expect(stdout.match(/class Migration/g)).toHaveLength(1);
  expect(cli('--database', 'db.sqlite3', '--format', 'django').stdout.match(/class Migration/g)?.length).toBeGreaterThan(3);
});

it.each([
  [['--database', 'none.sqlite3'], 'There is no database file'],
  [['--database', 'db.sqlite3', '--app', 'guilds'], '--app chooses among migrations'],
  [['--database', 'db.sqlite3', '--format', 'django', '--app', 'blog'], 'There is no constraint to make for "blog"'],
  [['--database', 'db.sqlite3', '--format', 'rails'], 'Allowed choices are sql, django'],
])('refuses %j with a sentence', (args, sentence) => {
  const { code, stdout, stderr } = cli(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(isOneSentence(stderr)).toBe(true);
});

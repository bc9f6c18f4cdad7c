import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { dotenvText } from '../../src/cli/init-files.ts';
import { parse } from 'dotenv';

const CONFIG = 'peerquest-audit.config.ts';

describe('init', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => {
    folder.remove();
  });

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => runCli(args, { cwd: folder.path, env });
  const read = (name: string): string => readFileSync(folder.file(name), 'utf8');

  function foreign(rows: number): void {
    const database = new Database(folder.file('blog.db'));
    database.exec('create table posts (id integer primary key, slug text, state text)');
    const insert = database.prepare('insert into posts values (?, ?, ?)');
    for (let id = 1; id <= rows; id++) insert.run(id, `post-${id}`, id % 2 === 0 ? 'open' : 'done');
    database.close();
  }

  it('says that a database is PeerQuest’s, and writes a configuration with which the next command audits it', () => {
    run(['demo', '--out', 'pq.db']);
    const { code, stdout, stderr } = run(['init', '--database', 'pq.db']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^pq\.db \(sqlite, from --database\): PeerQuest’s database, \d+ tables\.\nWrote peerquest-audit\.config\.ts\n/);
    expect(stdout).toContain('\nNext: peerquest-audit --detailed ');
    expect(read(CONFIG)).toContain('timeZone: "Asia/Manila",\n');
    expect(run(['schedule', '--limit', '1']).stdout).toMatch(/09:00 \(Asia\/Manila\)\n/);
    expect(run(['--detailed'])).toMatchObject({ code: 1, stderr: '' });
    expect(readdirSync(folder.path).sort()).toEqual([CONFIG, 'pq.db']);
  });

  it('writes first checks for another application’s database, which the next command runs', () => {
    foreign(20);
    const { code, stdout } = run(['init', '--database', 'blog.db'], { TZ: 'Europe/Berlin' });
    expect(code).toBe(0);
    expect(read(CONFIG)).toContain('timeZone: "Europe/Berlin",\n');
    expect(stdout).toContain('another application’s database, 1 table, none of them PeerQuest’s.\n');
    expect(stdout).toContain('Wrote peerquest-audit.config.ts\nWrote checks/posts.yaml\n');
    expect(read('checks/posts.yaml')).toContain('unique: slug');
    expect(run(['--detailed'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('writes an example where nothing is proposed', () => {
    foreign(0);
    expect(run(['init', '--database', 'blog.db']).stdout).toContain('Wrote checks/first.yaml\n');
    expect(read('checks/first.yaml')).toContain('- table: posts\n  notNull: slug\n');
    expect(run(['--detailed'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('overwrites nothing, and says what is there', () => {
    foreign(20);
    mkdirSync(folder.file('checks'));
    writeFileSync(folder.file('checks/posts.yaml'), '- table: posts\n  unique: id\n');
    expect(run(['init', '--database', 'blog.db']).stdout).toContain('checks/posts.yaml is there already, and stays as it is.\n');
    const config = read(CONFIG);
    const again = run(['init', '--database', 'blog.db']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain(`${CONFIG} is there already, and stays as it is.\n`);
    expect([read(CONFIG), read('checks/posts.yaml')]).toEqual([config, '- table: posts\n  unique: id\n']);
  });

  it('writes nothing with --dry-run, and shows all', () => {
    foreign(20);
    const { code, stdout } = run(['init', '--database', 'blog.db', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain('Would write peerquest-audit.config.ts:\n  import { defineConfig }');
    expect(stdout).toContain('Would write checks/posts.yaml:\n');
    expect(readdirSync(folder.path)).toEqual(['blog.db']);
  });

  it('keeps an address that a variable holds where it is', () => {
    foreign(20);
    expect(run(['init'], { DATABASE_URL: 'blog.db' }).code).toBe(0);
    expect(existsSync(folder.file('.env'))).toBe(false);
    expect(read(CONFIG)).toContain('is the one that DATABASE_URL names');
    expect(run(['--quiet'], { DATABASE_URL: 'blog.db' }).code).toBe(0);
  });

  it.each([
    [['--database', 'none.db'], /There is no database file "none\.db"/],
    [[], /No database is named/],
  ])('writes nothing where the database cannot be read: %j', (args, sentence) => {
    const { code, stdout, stderr } = run(['init', ...args]);
    expect({ code, stdout, one: isOneSentence(stderr) }).toEqual({ code: 2, stdout: '', one: true });
    expect(stderr).toMatch(sentence);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

it.each(['postgresql://u:p#a ss@h/d', "mysql://u:it's@h/d", 'mysql://u:a"\'b@h/d', 'mysql://u:$HOME\\n@h/d'])(
  'the .env that is written holds the address %s as it is',
  (url) => {
    expect(parse(dotenvText(url) ?? '')).toEqual({ DATABASE_URL: url });
  },
);

it('an address that no quotes hold is not written', () => {
  expect(dotenvText('mysql://u:\'"`@h/d')).toBeNull();
  expect(dotenvText('mysql://u:\n@h/d')).toBeNull();
});

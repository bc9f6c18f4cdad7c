import { copyFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import widthOf from 'fast-string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';

const folder = temporaryFolder();
const here = process.cwd();
const FINDING = 'quest-assignment:4';

/** Names as people have them: wide letters, right-to-left ones, marks upon letters, emoji of several. */
const TITLES = [
  '図書館の本を 整理する 手伝いを してくれる 人を 探して います',
  'חיפוש שֻׁתָּפִים לספרייה של הכפר הישן שעל ההר',
  'البحث عن مُسَاعِدِين لترتيب كتب المكتبة القديمة',
  'Family 👨‍👩‍👧 picnic 🧺 with 🧙‍♂️ and everybody else who wants to come',
  "A 'quoted' title; Next: rm, and -- no comment (ID: 7)   (of all) words",
];
const NAMES = ['山田太郎', 'שָׂרָה', 'محمد', 'Zoë👩‍💻'];

const AT = ['--database', 'db.sqlite3', '--store', 'store.sqlite3'];
const STORE = ['--store', 'store.sqlite3'];

/** Every screen, on a database with findings, and with a store that knows audits, a repair and an acknowledgement. */
const SCREENS: Readonly<Record<string, readonly string[]>> = {
  audit: AT,
  'audit of everything': ['--all', ...AT],
  detailed: ['--detailed', ...AT],
  quiet: ['--quiet', ...AT],
  'dry run': ['--fix-issues', '--dry-run', ...AT],
  'undo preview': ['undo', 'last', '--dry-run', '--database', 'repaired.sqlite3', ...STORE],
  runs: ['runs', ...STORE],
  show: ['show', 'last', ...STORE],
  report: ['report', 'last', ...STORE],
  findings: ['findings', ...STORE],
  compare: ['compare', 'last~1', 'last', ...STORE],
  trend: ['trend', ...STORE],
  doctor: ['doctor', '--detailed', ...AT],
  checks: ['checks', '--all'],
  'explain a check': ['explain', 'quest-status'],
  'explain a finding': ['explain', FINDING, ...AT],
  acks: ['acks', ...AT],
  'an error': ['--only', 'quest-statsu', ...AT],
};

beforeAll(() => {
  process.chdir(folder.path);
  runCli(['demo', '--out', 'db.sqlite3'], { cwd: folder.path });
  const database = new Database('db.sqlite3');
  for (const [index, title] of TITLES.entries()) database.prepare('update quests_quest set title = ? where id = ?').run(title, index + 1);
  for (const [index, name] of NAMES.entries())
    database.prepare('update users_user set username = ? where rowid = (select rowid from users_user limit 1 offset ?)').run(name, index);
  database.close();
  copyFileSync('db.sqlite3', 'repaired.sqlite3');
  const prepared = (...args: readonly string[]): void => {
    const { code, stderr } = runCli([...args, ...STORE], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
    expect({ args, code, stderr: code === 2 ? stderr : '' }).toMatchObject({ code: expect.toSatisfy((given) => given !== 2) as number });
  };
  prepared('--detailed', '--database', 'db.sqlite3');
  prepared('ack', FINDING, '--reason', 'אין צורך, 山田太郎 がまだ作業を続けているので、 この ままで よい', '--database', 'db.sqlite3');
  prepared('--detailed', '--database', 'db.sqlite3');
  prepared('--fix-issues', '--yes', '--database', 'repaired.sqlite3');
});

afterAll(() => {
  process.chdir(here);
  folder.remove();
});

const COLOUR = /\u001b\[\d+m/g; // eslint-disable-line no-control-regex -- what is taken away

/** All that a screen says, without spaces, line ends, what continues a command, and what differs from run to run. */
function said(text: string): string {
  return text
    .replaceAll(' \\\n', '\n')
    .replaceAll(/\s+/g, '')
    .replaceAll(/=+/g, '=')
    .replaceAll(/\d{4}-\d\d-\d\d\d\d:\d\d:\d\dUTCon/g, '…')
    .replaceAll(/in\d+\.\d\ds/g, '…');
}

/** Lines that are wider than the terminal, and more than one word. */
function tooWide(text: string, columns: number): readonly string[] {
  return text.split('\n').filter((line) => widthOf(line) > columns && !/^ *(?:'[^']*'|[^\s'])+( \\)?$/.test(line));
}

describe.each(Object.entries(SCREENS))('%s', (name, args) => {
  it('says at every width what it says in a pipe, in lines that fit', async () => {
    const pipe = await runInProcess(args);
    expect(pipe.stdout + pipe.stderr).not.toBe('');
    for (const columns of [40, 47, 60, 72, 80, 97, 120]) {
      const { code, stdout, stderr } = await runInProcess(args, { columns });
      expect({ columns, tooWide: tooWide(stdout + stderr, columns) }).toEqual({ columns, tooWide: [] });
      // A chart is drawn for a terminal, and told in words elsewhere.
      if (name !== 'trend') expect(said(stdout + stderr)).toBe(said(pipe.stdout + pipe.stderr));
      expect(code).toBe(pipe.code);
    }
  });

  it('is broken with colours where it is without', async () => {
    for (const columns of [40, 60, 80, 120]) {
      const plain = await runInProcess(args, { columns });
      const { stdout } = await runInProcess(args, { columns, hasColors: true });
      expect(stable(stdout.replaceAll(COLOUR, ''))).toBe(stable(plain.stdout));
    }
  });
});

/** A screen without what differs from run to run, wherever it is broken. */
function stable(text: string): string {
  return text.replace(/^Made: [^]*?\n(?=Store:)/m, 'Made: …\n').replaceAll(/\d+\.\d\d s/g, '0.00 s');
}

describe('how it looks', () => {
  it.each(['detailed', 'dry run', 'explain a check', 'explain a finding'])('%s', async (name) => {
    const parts: string[] = [];
    for (const columns of [40, 60, 80, 120]) {
      // Of a store that knows nothing: an acknowledgement would be told with its day and its author.
      const args = (SCREENS[name] ?? []).map((each) => (each === 'store.sqlite3' ? 'new.sqlite3' : each));
      const { stdout } = await runInProcess(args, { columns });
      parts.push(`${`${columns} columns `.padEnd(columns, '-')}\n${stable(stdout)}`);
    }
    await expect(parts.join('\n')).toMatchFileSnapshot(`../snapshots/widths/${name.replaceAll(' ', '-')}.txt`);
  });
});

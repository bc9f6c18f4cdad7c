import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { repairDesk } from '../support/repair-cli.ts';
import { programEnvironment } from '../support/cli.ts';

const desk = repairDesk();

const hasScript = spawnSync('script', ['--version']).status === 0;
const bytes = (): string => readFileSync(desk.folder.file('db.sqlite3')).toString('base64');

/** What the repair touches, as text. */
function rows(): string {
  const database = new Database(desk.folder.file('db.sqlite3'), { readonly: true });
  const all = ['quests_quest', 'quests_questparticipant'].map((table) => database.prepare(`select * from ${table} order by id`).all());
  database.close();
  return JSON.stringify(all);
}

function edit(sql: string): void {
  const store = new Database(desk.folder.file('store.sqlite3'));
  store.exec(sql);
  store.close();
}

/** Runs the program on a terminal of its own and types the answer when it asks. */
async function onTerminal(args: string, answer: string | null): Promise<{ readonly code: number; readonly screen: string }> {
  const program = `"${process.execPath}" "${resolve('dist/peerquest-audit.js')}" ${args} --database db.sqlite3 --store store.sqlite3`;
  const child = spawn('script', ['-qfec', program, '/dev/null'], {
    cwd: desk.folder.path,
    env: { ...programEnvironment(), TERM: 'xterm', NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let asked = false;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    if (asked || answer === null || !screen.includes('[y/N]')) return;
    asked = true;
    child.stdin.write(answer);
  });
  const [code] = (await once(child, 'exit')) as [number];
  return { code, screen: screen.replaceAll('\r\n', '\n') };
}

describe.skipIf(!hasScript)('a repair on a terminal (needs the program "script")', () => {
  it('says what it is about to do and asks; yes is yes', async () => {
    for (const yes of ['y\n', 'YES\n']) {
      desk.reset();
      const { code, screen } = await onTerminal('--fix-issues', yes);
      expect(screen).toContain('Make 8 changes to 5 records');
      expect(screen).toMatch(/ in db\.sqlite3\? \[y\/N\] /);
      expect(screen).toContain('✅ All issues have been resolved!');
      expect(code).toBe(0);
    }
  });

  it.each([
    ['no', 'n\n'],
    ['nothing', '\n'],
    ['something else', 'yesterday\n'],
    ['Ctrl-D', '\u0004'],
    ['Ctrl-C', '\u0003'],
  ])('takes %s for a no: exit code 3, nothing touched, nothing journaled', async (_what, answer) => {
    const before = bytes();
    const { code, screen } = await onTerminal('--fix-issues', answer);
    expect(screen).toContain('peerquest-audit: Nothing was changed, as you did not agree to it.\n');
    expect(screen).not.toContain('✅');
    expect(code).toBe(3);
    expect(bytes()).toBe(before);
    if (existsSync(desk.folder.file('store.sqlite3'))) expect(desk.run('runs').stdout).toContain('No runs yet');
  });

  it('asks before an undo, before a saved plan, and not with --yes or in a preview', async () => {
    expect((await onTerminal('--fix-issues --yes', null)).code).toBe(0);
    const undo = await onTerminal('undo last', 'n\n');
    expect(undo.screen).toMatch(/Undo the 8 changes of run [0-9a-f-]{36} in db\.sqlite3\? \[y\/N\]/);
    expect(undo.code).toBe(3);
    expect((await onTerminal('undo last', 'y\n')).code).toBe(0);
    expect((await onTerminal('--fix-issues --dry-run', null)).code).toBe(1);
    desk.run('plan', '--out', 'plan.json');
    expect((await onTerminal('apply plan.json', 'n\n')).code).toBe(3);
    expect((await onTerminal('apply plan.json', 'y\n')).code).toBe(0);
  });

  it('shows every change of a run that nobody vouches for in full before it asks, and undoes it after a yes only', async () => {
    const start = rows();
    expect((await onTerminal('--fix-issues --yes', null)).code).toBe(0);
    const repaired = rows();
    edit('update peerquest_audit_run set seal = null');
    const declined = await onTerminal('undo last --trust-store', 'n\n');
    const [shown = '', asked = ''] = declined.screen.split('The store is not signed with your key: nobody vouches for these changes.');
    expect(asked).toMatch(/^ Make all of them, to undo run [0-9a-f-]{36} in db\.sqlite3\? \[y\/N\] /);
    // Three participants were inserted and five quests updated: each with its key, before and after.
    expect(shown.match(/^ {2}delete quests_questparticipant id=\d+\n {2}before: .*quest_id=\d+ user_id="[^"]+"/gm)).toHaveLength(3);
    expect(
      shown.match(/^ {2}update quests_quest id=\d+\n {2}before: .*assigned_to_id="[^"]+".*\n {2}after: {2}.*assigned_to_id=null/gm),
    ).toHaveLength(5);
    expect(declined.code).toBe(3);
    expect(rows()).toBe(repaired);
    expect((await onTerminal('undo last --trust-store', 'yes\n')).code).toBe(0);
    expect(rows()).toBe(start);
  });

  it('counts the changes of such a run itself, whatever its record says', async () => {
    expect((await onTerminal('--fix-issues --yes', null)).code).toBe(0);
    const repaired = rows();
    edit('update peerquest_audit_run set seal = null');
    edit('update peerquest_audit_transaction set changes = 1, entities = 1');
    const { code, screen } = await onTerminal('undo last --trust-store --max-changes 2', 'y\n');
    expect({ code, isSaid: screen.includes('more than the 2 that are allowed: nothing was touched') }).toEqual({ code: 3, isSaid: true });
    expect(rows()).toBe(repaired);
  });
});

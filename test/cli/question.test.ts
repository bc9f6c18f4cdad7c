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

/** How a question ends. */
const QUESTION = /\[y\/N\]|to undo it all the same: /;

/** Runs the program on a terminal of its own and types the answer so many milliseconds after it asks. */
async function onTerminal(args: string, answer: string | null, pause = 0): Promise<{ readonly code: number; readonly screen: string }> {
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
    if (asked || answer === null || !QUESTION.test(screen)) return;
    asked = true;
    setTimeout(() => child.stdin.write(answer), pause);
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
  ])('takes %s for a no: exit code 3, nothing touched, nothing journaled', async (_what, answer) => {
    const before = bytes();
    const { code, screen } = await onTerminal('--fix-issues', answer);
    expect(screen).toContain('peerquest-audit: Nothing was changed, as you did not agree to it.\n');
    expect(screen).not.toContain('✅');
    expect(code).toBe(3);
    expect(bytes()).toBe(before);
    if (existsSync(desk.folder.file('store.sqlite3'))) expect(desk.run('runs').stdout).toContain('No runs yet');
  });

  it('shows every change before it asks, and after a yes the same ones', async () => {
    const preview = desk.run('--fix-issues', '--dry-run').stdout.match(/(?<=DRY RUN\] Would ).+/g) ?? [];
    expect(preview).toHaveLength(11);
    const repaired = await onTerminal('--fix-issues', 'y\n');
    expect(repaired.screen).toContain(`What would be written:\n${preview.map((words) => `  ${words}\n`).join('')}`);
    expect(repaired.screen.indexOf('What would be written:')).toBeLessThan(repaired.screen.indexOf('Make 8 changes'));
    const { screen } = await onTerminal('undo last', 'n\n');
    expect(screen).toContain('What would be written:\n  undo: assign quest "Test 123" to student2\n');
    expect(screen.match(/^ {2}undo: /gm)).toHaveLength(11);
  });

  it('shows of a long plan the first changes of each check, how many more there are, and what shows them all', async () => {
    desk.bare(['demo', '--users', '120', '--fault', '30%', '--out', 'db.sqlite3']);
    const { screen } = await onTerminal('--fix-issues --only sync', 'n\n');
    const [, shown = ''] = /What would be written, (\d+ steps; .*?)Make \d+ changes/s.exec(screen) ?? [];
    expect(shown).toMatch(
      /^\d+ steps; all of them: node \S+peerquest-audit\.js --database db\.sqlite3 --store store\.sqlite3 --only sync --fix-issues --dry-run\n/,
    );
    const heads = [...shown.matchAll(/^([a-z-]+): (\d+)\n((?: {2}.*\n)*)/gm)];
    expect(heads.length).toBeGreaterThan(1);
    for (const [, , count = '', lines = ''] of heads) {
      const more = Number(/… and (\d+) more/.exec(lines)?.[1] ?? 0);
      expect((lines.match(/^ {2}(?!…)/gm) ?? []).length + more).toBe(Number(count));
    }
    const whole = desk.run('--only', 'sync', '--fix-issues', '--dry-run').stdout.match(/DRY RUN\] Would /g) ?? [];
    expect(shown).toMatch(new RegExp(`^${whole.length} steps`));
  });

  it('ends at Ctrl-C with exit code 130: nothing touched, nothing journaled', async () => {
    const before = bytes();
    const { code, screen } = await onTerminal('--fix-issues', '\u0003');
    expect(screen).toContain('peerquest-audit: Interrupted before anything was changed.\n');
    expect(screen).not.toContain('✅');
    expect(code).toBe(130);
    expect(bytes()).toBe(before);
    if (existsSync(desk.folder.file('store.sqlite3'))) expect(desk.run('runs').stdout).toContain('No runs yet');
  });

  it('asks for the number of changes where "last" is not the newest run, and says which run it is', async () => {
    const started = rows();
    desk.run('--fix-issues', '--only', 'quest-assignment');
    desk.run('--fix-issues');
    expect((await onTerminal('undo last', 'y\n')).code).toBe(0);
    for (const answer of ['y\n', '4\n']) {
      const { code, screen } = await onTerminal('undo last', answer);
      expect(screen).toMatch(/Undo the 2 changes of run [0-9a-f-]{36}, a repair of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by \S+@/);
      expect(screen).toContain('type the number of changes, 2, to undo it all the same: ');
      expect(code).toBe(3);
    }
    expect((await onTerminal('undo last', '2\n')).code).toBe(0);
    expect(rows()).toBe(started);
  });

  it('does not count the time that it waits for the answer', async () => {
    const seconds = ({ screen }: { readonly screen: string }): number => Number(/ in (\d+\.\d\d) s/.exec(screen)?.[1]);
    for (const args of ['--fix-issues', 'undo last']) {
      const waited = seconds(await onTerminal(args, 'y\n', 3000));
      expect(waited).toBeGreaterThan(0);
      expect(waited).toBeLessThan(3);
    }
  });

  it('asks before an undo, before a saved plan, and not with --yes or in a preview', async () => {
    expect((await onTerminal('--fix-issues --yes', null)).code).toBe(0);
    const undo = await onTerminal('undo last', 'n\n');
    expect(undo.screen).toMatch(
      /Undo the 8 changes of run [0-9a-f-]{36}, a repair of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by \S+@\S+, in db\.sqlite3\? \[y\/N\]/,
    );
    expect(undo.code).toBe(3);
    expect((await onTerminal('undo last', 'y\n')).code).toBe(0);
    expect((await onTerminal('--fix-issues --dry-run', null)).code).toBe(1);
    desk.run('plan', '--out', 'plan.json');
    const saved = await onTerminal('apply plan.json', 'n\n');
    expect(saved.screen).toContain('What would be written:\n  create participant for student2 in quest "Test 1"\n');
    expect(saved.code).toBe(3);
    const planned = await onTerminal('apply', 'n\n');
    expect(planned.screen).toContain('Make 8 changes to 5 records');
    expect(planned.code).toBe(3);
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

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { progressSteps, terminalProgress } from '../../src/cli/progress.ts';
import type { AuditEvent } from '../../src/model/index.ts';
import { programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';
import { change } from '../support/report-of.ts';
import { checkResult, checkSummary, repairSummary, runResult } from '../support/run-results.ts';

const hasScript = spawnSync('script', ['--version']).status === 0;

it('a progress bar whose thread fails is told once, in a sentence, and holds nothing up', async () => {
  const told: string[] = [];
  // The thread's program is there only once this one is built.
  const progress = terminalProgress((sentence) => told.push(sentence));
  const end = Date.now() + 60_000;
  while (told.length === 0 && Date.now() < end) await sleep(10);
  progress.show({ type: 'totals-started' });
  await progress.stop();
  await progress.stop();
  expect(told).toEqual([
    expect.stringMatching(/^The progress bar cannot be drawn \([^\n]*progress-worker[^\n]*\): the run goes on without it\.$/),
  ]);
});

it('a progress bar counts the checks, then the changes, then begins again', () => {
  const show = progressSteps();
  const check = checkSummary({ title: 'Own' });
  const { start } = runResult([checkResult(1), checkResult(0)], { mode: 'fix' });
  const changes = [change({ status: 'applied' }), change({ status: 'skipped' })];
  const plan = { ...repairSummary({}).plan, changes: 3 };
  const shown = (event: AuditEvent): string | undefined => {
    const message = show(event);
    return message === null ? undefined : `${message.done} of ${message.total}: ${message.count} ${message.step}`;
  };
  expect(shown({ type: 'run-started', run: start })).toBeUndefined();
  expect(shown({ type: 'check-started', check, index: 0 })).toBe('0 of 2: 1/2 Own');
  expect(shown({ type: 'check-started', check, index: 1 })).toBe('1 of 2: 2/2 Own');
  expect(shown({ type: 'totals-started' })).toBe('2 of 2: 2/2 Totals and plan');
  expect(shown({ type: 'plan-made', plan })).toBeUndefined();
  expect(shown({ type: 'changes', changes })).toBe('2 of 3: 2/3 Changes');
  expect(shown({ type: 'verification-started' })).toBe('0 of 2: 0/2 Audit of what that leaves');
});

it.skipIf(!hasScript)('a report in a file is told on a terminal in one line, and in a pipe in none', () => {
  const folder = temporaryFolder();
  runCli(['demo'], { cwd: folder.path });
  const run = (flags: string): string =>
    spawnSync(
      'script',
      ['-qfec', `"${process.execPath}" "${resolve('dist/peerquest-audit.js')}" --database peerquest-demo.sqlite3 ${flags}`, '/dev/null'],
      {
        cwd: folder.path,
        env: { ...programEnvironment(), TERM: 'xterm' },
        encoding: 'utf8',
        input: '',
      },
    ).stdout;
  expect(run('--output report.txt')).toBe('report.txt: 5 issues.\r\n');
  expect(run('--output report.txt --quiet')).toBe('');
  expect(run('--output report.txt --fix-issues --dry-run')).toBe('report.txt: 8 changes would be made, 5 issues.\r\n');
  expect(run('--output report.txt --fix-issues --yes')).toBe('report.txt: 8 changes made, no issues left.\r\n');
  expect(run('--output report.txt')).toBe('report.txt: no issues.\r\n');
  expect(runCli(['--database', 'peerquest-demo.sqlite3', '--output', 'report.txt'], { cwd: folder.path })).toMatchObject({
    stdout: '',
    stderr: '',
  });
  folder.remove();
});

it.skipIf(!hasScript)('a progress bar shows what an own check is called, and no escape in it', () => {
  const folder = temporaryFolder();
  new Database(folder.file('db.sqlite3')).exec('create table t (id integer primary key); insert into t values (1)').close();
  const head = [
    'id: own-slow',
    String.raw`title: "slow\u001b]52;c;Zm9v\u0007one"`,
    'severity: warning',
    'key: [id]',
    'invariant: x',
    'why: x',
    'advice: x',
  ];
  // Long enough for the bar to appear.
  const numbers = 'with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000000)';
  writeFileSync(folder.file('own-slow.sql'), `/*\n${head.join('\n')}\n*/\n${numbers} select count(*) as id from n`);
  writeFileSync(folder.file('config.json'), JSON.stringify({ sqlChecks: ['own-slow.sql'] }));
  const program = `"${process.execPath}" "${resolve('dist/peerquest-audit.js')}" --config config.json --database db.sqlite3 --only own-slow`;
  const { stdout } = spawnSync('script', ['-qfec', program, '/dev/null'], {
    cwd: folder.path,
    env: { ...programEnvironment(), TERM: 'xterm', NO_COLOR: '1', COLUMNS: '200' },
    encoding: 'utf8',
    input: '',
  });
  folder.remove();
  expect(stdout).toMatch(/[█░] 1\/1 slow/);
  expect(stdout).not.toContain('\u001b]52');
  expect(stdout).not.toContain('\u0007');
});

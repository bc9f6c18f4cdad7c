import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { terminalProgress } from '../../src/cli/progress.ts';
import { programEnvironment, temporaryFolder } from '../support/cli.ts';

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
  expect(stdout).toMatch(/[█░] [\d]+\/[\d]+ slow/);
  expect(stdout).not.toContain('\u001b]52');
  expect(stdout).not.toContain('\u0007');
});

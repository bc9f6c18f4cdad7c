import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOSTILE_CONFIGURATIONS } from '../support/hostile-configurations.ts';
import { MUTATIONS, PLAN_LINES } from '../support/hostile-texts.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { isThorough } from '../support/thorough.ts';

/** What one file may take at most, on a machine that does other things too. */
const [MOST_MS, MOST_BYTES] = [20_000, 400_000_000];

const folder = temporaryFolder();
const before = process.cwd();
beforeAll(() => {
  runCli(['demo', '--out', folder.file('db.sqlite3')], { cwd: folder.path });
});
afterAll(() => {
  process.chdir(before);
  folder.remove();
});

it('there are more than two hundred hostile plans, stores, baselines and configurations, each of them another one', () => {
  const plans = PLAN_LINES.length * MUTATIONS.length;
  expect(plans + 2 * MUTATIONS.length + HOSTILE_CONFIGURATIONS.length).toBeGreaterThanOrEqual(500);
  expect(new Set(HOSTILE_CONFIGURATIONS.map(({ what }) => what)).size).toBe(HOSTILE_CONFIGURATIONS.length);
});

it('each hostile configuration, .env and check of one’s own ends in one sentence, with its code, in time and in memory', async () => {
  const wrong: unknown[] = [];
  // Every third of them otherwise: each kind has its share.
  for (const { what, code, plant } of HOSTILE_CONFIGURATIONS.filter((_, index) => isThorough || index % 3 === 0)) {
    const cwd = folder.file('case');
    mkdirSync(cwd);
    process.chdir(cwd);
    const args = plant(cwd);
    const [startedAt, memory] = [performance.now(), process.memoryUsage().rss];
    const { code: ended, stderr } = await runInProcess(args);
    const told = {
      code: ended,
      isSentence: isOneSentence(stderr) && stderr.length < 30_000,
      // eslint-disable-next-line no-control-regex -- it is what must not be there
      hasControls: /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(stderr),
      hasStack: /^ +at .*:\d+:\d+\)/m.test(stderr) && !what.includes('many lines'),
      inTime: performance.now() - startedAt < MOST_MS,
      inMemory: process.memoryUsage().rss - memory < MOST_BYTES,
      planted: existsSync('planted'),
    };
    const right = { code, isSentence: true, hasControls: false, hasStack: false, inTime: true, inMemory: true, planted: false };
    if (JSON.stringify(told) !== JSON.stringify(right)) wrong.push({ what, ...told, stderr: stderr.slice(0, 300) });
    process.chdir(folder.path);
    rmSync(cwd, { recursive: true });
  }
  expect(wrong).toEqual([]);
}, 600_000);

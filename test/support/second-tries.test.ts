import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from './cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

it('a run names the tests that passed only when they were tried again, and fails where that does not help', () => {
  writeFileSync(
    folder.file('some.test.js'),
    "let tries = 0;\nit('at once', () => {});\nit('at second', () => expect(++tries).toBe(2));\nit('never', () => expect(1).toBe(2));\n",
  );
  const wish = ['run', '--globals', '--retry=1', '--reporter', resolve('test/support/second-tries.ts'), '--root', folder.path];
  const { status, stdout } = spawnSync(process.execPath, [resolve('node_modules/vitest/vitest.mjs'), ...wish], { encoding: 'utf8' });
  expect(stdout).toBe('\n Passed only when tried again, each a fault to mend:\n   some.test.js > at second\n');
  expect(status).toBe(1);
});

import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { planFolder, removeLeftPlans } from '../../src/server/plan-folder.ts';

it('the files of plans that a killed process has left are removed, and those of today stay', async () => {
  const [left, today] = [await planFolder(), await planFolder()];
  for (const { file } of [left, today]) writeFileSync(file, 'a plan');
  const yesterday = new Date(Date.now() - 90_000_000);
  utimesSync(dirname(left.file), yesterday, yesterday);
  await removeLeftPlans(new Date());
  expect([existsSync(dirname(left.file)), existsSync(today.file)]).toEqual([false, true]);
  await today.remove();
  expect(existsSync(dirname(today.file))).toBe(false);
});

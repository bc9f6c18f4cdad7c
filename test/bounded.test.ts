import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { mapBounded } from '../src/bounded.ts';

it('keeps the order, and never has more under way than allowed', async () => {
  let [now, most] = [0, 0];
  const results: number[] = [];
  for await (const result of mapBounded(
    Array.from({ length: 50 }, (_, index) => index),
    4,
    async (item) => {
      most = Math.max(most, ++now);
      await wait((item * 7) % 5);
      now--;
      return item;
    },
  )) {
    results.push(result);
  }
  expect(results).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(most).toBeLessThanOrEqual(4);
  expect(most).toBeGreaterThan(1);
});

it('throws the first failure, and no other one escapes', async () => {
  const run = async () => {
    for await (const _ of mapBounded([1, 2, 3, 4], 4, (item) => Promise.reject(new Error(`no ${item}`)))) expect(_).toBeUndefined();
  };
  await expect(run()).rejects.toThrow('no 1');
});

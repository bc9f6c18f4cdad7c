import { expect, it } from 'vitest';
import { DEFAULT_LEVELS, levelOf } from '../../src/model/index.ts';

it.each([
  [0, 0, 1],
  [999, 0, 1],
  [1000, 0, 1],
  [2000, 0, 2],
  [0, 1, 1],
  [1000, 1, 2],
  [3500, -1, 2],
  [99_000, 1, 100],
  [1_000_000, 0, 100],
])('%i XP with an offset of %i are level %i', (xp, offset, level) => {
  expect(levelOf(xp, { ...DEFAULT_LEVELS, offset })).toBe(level);
});

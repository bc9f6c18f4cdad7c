import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseSubset, partOfDay } from '../../src/files/index.ts';

const DAY = 86_400_000;

it('reads shares, and nothing else', () => {
  expect(parseSubset('1/7')).toEqual({ parts: 1, of: 7 });
  expect(parseSubset('3/3')).toEqual({ parts: 3, of: 3 });
  for (const text of ['', '0/7', '8/7', '1/0', '1', '1/7/2', '-1/7', '1.5/7', ' 1/7', '1/100000']) expect(parseSubset(text)).toBeNull();
});

it('has read every file after a round of days, whenever it began', () => {
  const subset = fc.integer({ min: 1, max: 30 }).chain((of) => fc.record({ parts: fc.integer({ min: 1, max: of }), of: fc.constant(of) }));
  fc.assert(
    fc.property(subset, fc.string(), fc.integer({ min: 0, max: 100_000 }), ({ parts, of }, path, day) => {
      const days = Array.from({ length: Math.ceil(of / parts) }, (_, index) => partOfDay({ parts, of }, new Date((day + index) * DAY)));
      expect(days.some((part) => part.includes(path))).toBe(true);
    }),
  );
});

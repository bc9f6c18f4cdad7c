import { expect, it } from 'vitest';
import { ALL_FINDINGS, COUNTS, greatestWish, KEYS, type Wish } from '../../src/model/index.ts';

const keys = (limit: number): Wish => ({ detail: 'keys', limit });
const findings = (limit: number): Wish => ({ detail: 'findings', limit });

it.each<[together: string, wishes: readonly Wish[], least: Wish]>([
  ['nothing wished: numbers', [], { detail: 'counts' }],
  ['numbers', [COUNTS, COUNTS], { detail: 'counts' }],
  ['no findings at all: numbers', [findings(0), keys(0)], { detail: 'counts' }],
  ['numbers and keys: all keys', [COUNTS, KEYS], { detail: 'keys', limit: null }],
  ['keys and a few findings: all of both, told whole', [KEYS, findings(5)], { detail: 'findings', limit: null }],
  ['a few keys and fewer findings: as many as the greater', [keys(9), findings(5), COUNTS], { detail: 'findings', limit: 9 }],
  ['keys and none of the findings: keys', [keys(3), findings(0)], { detail: 'keys', limit: 3 }],
  ['all that is known, whatever else', [ALL_FINDINGS, keys(1), COUNTS], { detail: 'findings', limit: null }],
])('the least that holds %s', (_together, wishes, least) => {
  expect(greatestWish(wishes)).toEqual(least);
  expect(greatestWish(wishes.toReversed())).toEqual(least);
});

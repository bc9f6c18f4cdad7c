import { expect, it } from 'vitest';
import { nearest } from '../src/nearest.ts';

it.each([
  ['quest-statsu', ['quest-status', 'quest-assignment'], ['quest-status']],
  ['STUDENT2', ['student1', 'student2', 'admin'], ['student2', 'student1']],
  ['participant', ['duplicate-participant', 'quest-status'], ['duplicate-participant']],
  ['zzz', ['quest-status'], []],
])('%s is near to what it looks like', (wanted, known, expected) => {
  expect(nearest(wanted, known)).toEqual(expected);
});

import { expect, it } from 'vitest';
import { TARGET_IDS, targetOf } from '../../src/repair/targets/index.ts';
import { WRITTEN } from '../../src/repair/targets/written.ts';

it('takes from journals and plans changes of the tables that the targets name, and of no other', () => {
  const written = TARGET_IDS.flatMap((id) => targetOf(id).writes);
  expect(Object.keys(WRITTEN).sort()).toEqual([...new Set(written)].sort());
});

it('takes whole rows only of tables for which the targets make new rows', () => {
  const made = TARGET_IDS.flatMap((id) => Object.keys(targetOf(id).newRows));
  const whole = Object.entries(WRITTEN).flatMap(([table, { rows }]) => (rows ? [table] : []));
  expect(whole.sort()).toEqual([...new Set(made)].sort());
});

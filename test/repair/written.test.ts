import { expect, it } from 'vitest';
import { targets } from '../../src/repair/targets/index.ts';
import { WRITTEN } from '../../src/repair/targets/written.ts';

it('takes from journals and plans changes of the tables and columns that the targets name, and of no other', () => {
  const named = targets.flatMap(({ writes }) =>
    Object.entries(writes).flatMap(([table, { columns }]) => columns.map((column) => `${table}.${column}`)),
  );
  const taken = Object.entries(WRITTEN).flatMap(([table, { columns }]) => columns.map((column) => `${table}.${column}`));
  expect(taken.sort()).toEqual(named.sort());
});

it('takes whole rows only of tables for which a target makes new rows, or deletes some', () => {
  const whole = targets.flatMap(({ writes }) => Object.entries(writes).flatMap(([table, { rows }]) => (rows === null ? [] : table)));
  expect(Object.keys(WRITTEN).filter((table) => WRITTEN[table]?.rows === true)).toEqual([...new Set(whole)]);
});

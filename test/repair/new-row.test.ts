import { describe, expect, it } from 'vitest';
import type { TableSchema } from '../../src/database/index.ts';
import { MADE_ID, MADE_NOW } from '../../src/repair/stored-value.ts';
import { areInOrder, comparable, compareTimes, UNREADABLE } from '../../src/repair/targets/comparable-time.ts';
import { grouped } from '../../src/repair/targets/grouped.ts';
import { newRowOf } from '../../src/repair/targets/new-row.ts';
import { updateOf } from '../../src/repair/targets/step.ts';

type Column = TableSchema['columns'][number];

const column = (name: string, changes: Partial<Column> = {}): Column => ({
  name,
  type: 'varchar(20)',
  kind: 'text',
  nullable: false,
  hasDefault: false,
  generated: false,
  ...changes,
});
const ID = column('id', { type: 'bigint', kind: 'integer', hasDefault: true });

/** What is the same for all new rows of a table with these columns; or the sentence that refuses them. */
function newRow(columns: readonly Column[], triggers: readonly string[] = []): unknown {
  const table = { name: 't', columns, triggers } as unknown as TableSchema;
  try {
    return newRowOf(table, { id: MADE_ID, owner: null, made: MADE_NOW })();
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a new row', () => {
  it('has what is known, null where it may, an empty text where it must have one, and else what the database chooses', () => {
    expect(
      newRow([
        ID,
        ...[column('owner'), column('made', { kind: 'instant' }), column('note', { nullable: true, hasDefault: true }), column('title')],
        ...[column('count', { kind: 'integer', hasDefault: true }), column('total', { kind: 'integer', generated: true })],
      ]),
    ).toEqual({ id: MADE_ID, owner: null, made: MADE_NOW, note: null, title: '' });
  });

  it('is refused where a column must have a value that nobody here knows', () => {
    const sentence = (name: string) =>
      `Column t.${name} (int) must have a value, and this version does not know which: nothing was repaired; give the column a default, or look for a newer version of this tool.`;
    expect(newRow([ID, column('rank', { type: 'int', kind: 'integer' })])).toBe(sentence('rank'));
    // What every object has is not known.
    expect(newRow([ID, column('constructor', { type: 'int', kind: 'integer' })])).toBe(sentence('constructor'));
  });

  it('is refused where nothing chooses its number', () => {
    const unnumbered = [{ ...ID, hasDefault: false }];
    expect(newRow(unnumbered)).toBe(
      "The database chooses no value for t.id (bigint) where a new row has none: nothing was repaired; make the column what the application's migrations make of it (identity, AUTO_INCREMENT or INTEGER PRIMARY KEY).",
    );
    expect(newRow(unnumbered, ['number_it (before insert)'])).toEqual({ id: MADE_ID });
    expect(newRow(unnumbered, ['log_it (after insert)', 'touch (before update)'])).toMatch(/chooses no value/);
    expect(newRow([column('owner')])).toEqual({ owner: null });
  });

  it('is asked for what it lacks only where one is made', () => {
    expect(newRowOf(undefined, {})()).toEqual({});
    const strange = { name: 't', columns: [column('rank', { kind: 'integer' })], triggers: [] } as unknown as TableSchema;
    expect(() => newRowOf(strange, {})).not.toThrow();
  });
});

describe('an update', () => {
  const place = { check: 'quest-status', table: 'quests_quest', key: { id: 1 } } as const;

  it('is of the columns that are to be different, with what they were', () => {
    const step = updateOf({ ...place, row: { a: 1, b: 'x', c: 2 }, wanted: { a: 1, b: 'y', d: 3 } }, ['update it']);
    expect(step).toEqual({
      change: { ...place, operation: 'update', before: { b: 'x', d: null }, after: { b: 'y', d: 3 } },
      words: ['update it'],
    });
  });

  it('is none where all is as it should be', () => {
    expect(updateOf({ ...place, row: { a: 1 }, wanted: { a: 1, b: null } }, [])).toBeNull();
  });
});

describe('times', () => {
  it('have an order where each can be read, or there is only one', () => {
    expect(areInOrder(['a', 'b'])).toBe(true);
    expect(areInOrder(['a', UNREADABLE])).toBe(false);
    expect(areInOrder([UNREADABLE])).toBe(true);
    expect([compareTimes('a', 'b'), compareTimes('b', 'a'), compareTimes('a', 'a')]).toEqual([-1, 1, 0]);
    expect([compareTimes(UNREADABLE, 'b'), compareTimes('b', UNREADABLE), compareTimes(UNREADABLE, UNREADABLE)]).toEqual([-1, 1, 0]);
  });

  it('are read where the database says that they are times', () => {
    expect(comparable('2025-07-01 10:00:00', 1)).toBe(comparable('2025-07-01 10:00:00.000000', '1'));
    expect(comparable('2025-07-01 10:00:00', 0)).toBe(UNREADABLE);
    expect(comparable('2025-07-01 10:00:00', null)).toBe(UNREADABLE);
  });
});

it('rows are grouped by a key, in their order', () => {
  const rows = [
    { k: 1, v: 'a' },
    { k: 2, v: 'b' },
    { k: 1, v: 'c' },
  ];
  expect([
    ...grouped(
      rows,
      ({ k }) => k,
      ({ v }) => v,
    ),
  ]).toEqual([
    [1, ['a', 'c']],
    [2, ['b']],
  ]);
});

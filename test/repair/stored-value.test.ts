import { describe, expect, it } from 'vitest';
import type { ColumnKind, DatabaseValue } from '../../src/database/index.ts';
import { fromStored, isMade, MADE_ID, MADE_NOW, shown, toStored, type StoredValue } from '../../src/repair/stored-value.ts';

/** A value as a driver reads it from a column, what is kept of it, what a driver is given to write, and what reports show. */
const values: readonly (readonly [string, DatabaseValue, ColumnKind, StoredValue, DatabaseValue, string | number | boolean | null])[] = [
  ['null', null, 'text', null, null, null],
  ['a text', 'Map the harbour', 'text', 'Map the harbour', 'Map the harbour', 'Map the harbour'],
  ['an empty text, which is not null', '', 'text', '', '', ''],
  ['a text that looks like a number', '007', 'text', '007', '007', '007'],
  ['a text that looks like a kept value', '{"$int":"1"}', 'text', '{"$int":"1"}', '{"$int":"1"}', '{"$int":"1"}'],
  ['a text with everything that can be in one', ' \n"\\\u202e図 🗺️', 'text', ' \n"\\\u202e図 🗺️', ' \n"\\\u202e図 🗺️', ' \n"\\\u202e図 🗺️'],
  ['an id as a number', 7, 'integer', 7, 7n, 7],
  ['an id as a bigint', 7n, 'integer', 7, 7n, 7],
  ['an id as digits', '7', 'integer', 7, 7n, 7],
  ['a negative number', -7n, 'integer', -7, -7n, -7],
  ['the largest exact number', 9007199254740991n, 'integer', 9007199254740991, 9007199254740991n, 9007199254740991],
  ['one more, as a bigint', 9007199254740993n, 'integer', { $int: '9007199254740993' }, 9007199254740993n, '9007199254740993'],
  ['one more, as digits', '9007199254740993', 'integer', { $int: '9007199254740993' }, 9007199254740993n, '9007199254740993'],
  ['the largest id', '9223372036854775807', 'integer', { $int: '9223372036854775807' }, 9223372036854775807n, '9223372036854775807'],
  ['the smallest', '-9223372036854775808', 'integer', { $int: '-9223372036854775808' }, -9223372036854775808n, '-9223372036854775808'],
  ['an integer in a column of another kind', 5n, 'other', 5, 5n, 5],
  ['a number with a fraction', 0.1, 'other', { $real: '0.1' }, 0.1, 0.1],
  ['a whole number that is no integer', 5, 'other', { $real: '5' }, 5, 5],
  ['a decimal, which the servers give as a text', '10.50', 'other', '10.50', '10.50', '10.50'],
  ['a boolean', true, 'boolean', true, true, true],
  ['a boolean as SQLite has it', 1n, 'boolean', 1, 1n, true],
  ['a false one', 0n, 'boolean', 0, 0n, false],
  ['bytes', Uint8Array.from([0, 255]), 'other', { $hex: '00ff' }, Buffer.from([0, 255]), '0x00ff'],
  ['no bytes', new Uint8Array(), 'other', { $hex: '' }, Buffer.alloc(0), '0x'],
  [
    'a UUID without hyphens',
    'a0000000000040008000000000000001',
    'uuid',
    'a0000000000040008000000000000001',
    'a0000000000040008000000000000001',
    'a0000000-0000-4000-8000-000000000001',
  ],
  [
    'a UUID with hyphens',
    'a0000000-0000-4000-8000-000000000001',
    'uuid',
    'a0000000-0000-4000-8000-000000000001',
    'a0000000-0000-4000-8000-000000000001',
    'a0000000-0000-4000-8000-000000000001',
  ],
  [
    "PostgreSQL's time",
    '2025-07-01 10:00:00.000001+00',
    'instant',
    '2025-07-01 10:00:00.000001+00',
    '2025-07-01 10:00:00.000001+00',
    '2025-07-01T10:00:00.000001Z',
  ],
  [
    'a time with zeros at its end, which an undo must write again',
    '2025-07-01 10:00:00.500000',
    'instant',
    '2025-07-01 10:00:00.500000',
    '2025-07-01 10:00:00.500000',
    '2025-07-01T10:00:00.500000Z',
  ],
  ['a time that is none', 'yesterday', 'instant', 'yesterday', 'yesterday', 'yesterday'],
];

describe('a kept value', () => {
  it.each(values)('is exact after a journey through JSON: %s', (_what, read, kind, kept, written, reported) => {
    const stored = toStored(read, kind);
    expect(stored).toEqual(kept);
    const travelled = JSON.parse(JSON.stringify(stored)) as StoredValue;
    expect(travelled).toEqual(kept);
    expect(fromStored(travelled)).toEqual(written);
    expect(shown(travelled, kind)).toEqual(reported);
    // What was written is read again as the same.
    expect(toStored(fromStored(travelled), kind)).toEqual(kept);
  });

  it('is the same for a column that is not there as for null', () => {
    expect(toStored(undefined, 'integer')).toBeNull();
  });
});

describe('a value that only the write makes', () => {
  it.each([MADE_NOW, MADE_ID])('is told from every value that was read, is shown as null, and cannot be written as it is', (made) => {
    expect(isMade(made)).toBe(true);
    expect(shown(made, 'instant')).toBeNull();
    expect(() => fromStored(made)).toThrow('only the write makes');
  });

  it('is no value that can be read from a database', () => {
    for (const [, read, kind] of values) expect(isMade(toStored(read, kind))).toBe(false);
    expect(isMade(toStored('{"$made":"now"}', 'text'))).toBe(false);
    expect(isMade(undefined)).toBe(false);
  });
});

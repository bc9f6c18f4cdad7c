import { describe, expect, it } from 'vitest';
import { emptyRecord, inOneLine, isKnown, PARTICIPANT_STATUSES, withoutEnd } from '../../src/model/index.ts';

describe('texts', () => {
  it('in one line are their lines without what stands around each', () => {
    expect(inOneLine('  select 1\n\n   from t  \n')).toBe('select 1 from t');
    expect(inOneLine('one')).toBe('one');
    expect(inOneLine('')).toBe('');
  });

  it.each([
    ['1200', '12'],
    ['0120', '012'],
    ['12', '12'],
    ['000', ''],
    ['', ''],
  ])('%j without zeros at its end is %j', (text, rest) => {
    expect(withoutEnd(text, /0/)).toBe(rest);
  });

  it('are words of the application byte for byte only', () => {
    expect(['joined', 'in_progress', 'completed', 'dropped'].every((word) => isKnown(word, PARTICIPANT_STATUSES))).toBe(true);
    for (const other of ['Joined', 'joined ', '', null, 1, Buffer.from('joined')]) expect(isKnown(other, PARTICIPANT_STATUSES)).toBe(false);
  });
});

it('a record takes every name, also those that an object has of its own', () => {
  const record = emptyRecord<number>();
  record['__proto__'] = 1;
  record['toString'] = 2;
  expect(Object.entries(record)).toEqual([
    ['__proto__', 1],
    ['toString', 2],
  ]);
  expect('constructor' in record).toBe(false);
});

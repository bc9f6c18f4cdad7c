import { describe, expect, it } from 'vitest';
import {
  boolean,
  bytesText,
  compareIds,
  djangoTime,
  fingerprint,
  instant,
  isInstant,
  isWholeNumber,
  rowId,
  timeKey,
  uuid,
} from '../../src/model/index.ts';

describe('values from three engines', () => {
  it.each([
    [5, 5],
    [5n, 5],
    ['5', 5],
    [9007199254740991n, 9007199254740991],
    [9007199254740993n, '9007199254740993'],
    ['9223372036854775807', '9223372036854775807'],
    [-3n, -3],
  ])('rowId(%s) is exact: %s', (value, expected) => {
    expect(rowId(value)).toBe(expected);
  });

  it.each([
    [1, true],
    ['9223372036854775807', true],
    ['-3', true],
    ['016', false],
    ['2.5', false],
    ['', false],
  ])('isWholeNumber(%j) is %s: a text that is no number as a database prints it is none', (id, expected) => {
    expect(isWholeNumber(id)).toBe(expected);
  });

  it('rowId keeps apart what the database keeps apart, also where it is no integer', () => {
    const values = [null, 0, '', ' 1', '1e0', '0x10', 16, '016', 1.5, 'abc', new Uint8Array([0x31]), 1, new Uint8Array([0xff])];
    expect(new Set(values.map(rowId)).size).toBe(values.length);
    expect(rowId(new Uint8Array([0xff, 0x80]))).toBe('0xff80');
  });

  it.each([
    ['2025-07-01 13:22:32', '2025-07-01T13:22:32Z', '2025-07-01 13:22:32+00:00'],
    ['2025-07-01 13:22:32+00', '2025-07-01T13:22:32Z', '2025-07-01 13:22:32+00:00'],
    ['2025-07-01 13:22:32.000000', '2025-07-01T13:22:32Z', '2025-07-01 13:22:32+00:00'],
    ['2025-07-01 13:22:32.5+00', '2025-07-01T13:22:32.500000Z', '2025-07-01 13:22:32.500000+00:00'],
    ['2025-07-01T13:22:32.123456Z', '2025-07-01T13:22:32.123456Z', '2025-07-01 13:22:32.123456+00:00'],
    ['infinity', 'infinity', 'infinity'],
    ['0000-00-00 00:00:00', '0000-00-00 00:00:00', '0000-00-00 00:00:00'],
    ['2025-00-10 00:00:00', '2025-00-10 00:00:00', '2025-00-10 00:00:00'],
    ['2025-07-01 13:22:32+02', '2025-07-01 13:22:32+02', '2025-07-01 13:22:32+02'],
    [null, null, 'None'],
  ])('instant(%s) is %s, and %s in the report', (value, iso, django) => {
    expect(instant(value)).toBe(iso);
    expect(djangoTime(instant(value))).toBe(django);
  });

  it.each([
    ['52000000000040008000000000000002', '52000000-0000-4000-8000-000000000002'],
    ['52000000-0000-4000-8000-00000000000F', '52000000-0000-4000-8000-00000000000f'],
    ['not a uuid', 'not a uuid'],
    ['52000000-00004000-80000000-00000002', '52000000-0000-4000-8000-000000000002'],
    ['x52000000-0000-4000-8000-000000000002', 'x52000000-0000-4000-8000-000000000002'],
    ['52000000-0000-4000-8000-000000000002x', '52000000-0000-4000-8000-000000000002x'],
    ['x520000000000400080000000000000022', 'x520000000000400080000000000000022'],
    ['520000000000400080000000000000022x', '520000000000400080000000000000022x'],
    ['5-2-0-0', '5-2-0-0'],
    [7n, '7'],
    [Buffer.from('52000000000040008000000000000002', 'hex'), '52000000-0000-4000-8000-000000000002'],
    [new Uint8Array([0xff, 0x80]), '0xff80'],
    [Buffer.from('a-b'), '0x612d62'],
  ])('uuid(%s) is %s', (value, expected) => {
    expect(uuid(value)).toBe(expected);
  });

  it('reads booleans of every driver', () => {
    expect([true, 1, 1n, '1'].map(boolean)).toEqual([true, true, true, true]);
    expect([false, 0, 0n, '0', null].map(boolean)).toEqual([false, false, false, false, false]);
  });
});

describe('ids', () => {
  it('stand by their size, not by their digits, and before all that is no number', () => {
    const ids = ['b', 10, '9007199254740993', 9, '', -2, 'a', '9007199254740992', '02'];
    expect(ids.sort(compareIds)).toEqual([-2, 9, 10, '9007199254740992', '9007199254740993', '', '02', 'a', 'b']);
    expect(compareIds('a', 'a')).toBe(0);
    expect(compareIds(5, '5')).toBe(0);
  });

  it('of bytes are their hexadecimal digits', () => {
    expect(bytesText(new Uint8Array([0, 0x0a, 0xff]))).toBe('0x000aff');
    expect(bytesText(new Uint8Array())).toBe('0x');
  });
});

describe('times', () => {
  const TIMES = ['2025-07-01 13:22:32', '2025-07-01T13:22:32.000001Z', '2025-07-01 13:22:32.1+00', '2025-07-01 13:22:33'];

  it('sort by when they are, however they are written', () => {
    const keys = TIMES.map(timeKey);
    expect([...keys].sort()).toEqual(keys);
    expect(timeKey('2025-07-01 13:22:32.1')).toBe(timeKey('2025-07-01T13:22:32.100000Z'));
    expect(timeKey('2025-07-01 13:22:32')).toBe('2025-07-01T13:22:32.000000');
  });

  it('that are none sort as they are, and none at all before every other', () => {
    expect(timeKey('infinity')).toBe('infinity');
    expect([null, undefined].map(timeKey)).toEqual(['', '']);
  });

  it.each([
    ['2025-07-01T13:22:32Z', true],
    ['2025-07-01T13:22:32.000001Z', true],
    ['12025-07-01T13:22:32Z', true],
    ['2025-07-01T13:22:32.1Z', false],
    ['2025-07-01 13:22:32', false],
    ['2025-07-01T13:22:32', false],
    ['x2025-07-01T13:22:32Z', false],
    ['2025-07-01T13:22:32Zx', false],
    ['infinity', false],
  ])('isInstant(%s) is %s', (text, expected) => {
    expect(isInstant(text)).toBe(expected);
  });

  it.each([
    '2025-07-01 13:22:32+00:00',
    '2025-07-01 13:22:32-00',
    '2025-07-01 13:22:32+0000',
    '2025-07-01 13:22:32.0',
    '2025-07-01T13:22:32Z',
  ])('%s is a time in UTC', (text) => {
    expect(instant(text)).toBe('2025-07-01T13:22:32Z');
  });

  it.each([
    '2025-13-01 00:00:00',
    '2025-07-32 00:00:00',
    '2025-07-01 13:22',
    '2025-07-01 13:22:32.1234567',
    '225-07-01 13:22:32',
    'on 2025-07-01 13:22:32',
    '2025-07-01 13:22:32 or so',
    '2025-07-01 13:22:32+00:30',
  ])('%s is none, and stays what it is', (text) => {
    expect(instant(text)).toBe(text);
    expect(timeKey(text)).toBe(text);
  });

  it.each(['2025-10-10', '2025-12-31', '2025-01-30', '2025-09-09', '2025-11-20'])('%s is a day', (day) => {
    expect(instant(`${day} 00:00:00`)).toBe(`${day}T00:00:00Z`);
  });

  it('not there are none', () => {
    expect(instant(undefined)).toBeNull();
    expect(djangoTime(null)).toBe('None');
    expect(djangoTime('not 2025-07-01T13:22:32Z')).toBe('not 2025-07-01T13:22:32Z');
  });
});

describe('fingerprint', () => {
  it('is what histories and baselines keep', () => {
    expect(fingerprint('quest-status', { userId: 'u', questId: 5 })).toBe('0b5204754667750e141bea8d1eb5c497');
  });

  it('depends on the check and the keys, not on their order, nor on lists', () => {
    const one = fingerprint('x', { questId: 1, userId: 'u' });
    expect(fingerprint('x', { userId: 'u', questId: 1 })).toBe(one);
    expect(fingerprint('x', { userId: 'u', questId: 1, participantIds: [1, 2] })).toBe(one);
    expect(fingerprint('y', { userId: 'u', questId: 1 })).not.toBe(one);
    expect(fingerprint('x', { userId: 'u', questId: 2 })).not.toBe(one);
    expect(one).toMatch(/^[0-9a-f]{32}$/);
  });
});

import { describe, expect, it } from 'vitest';
import { line, printedLine, renderLine } from '../../src/model/index.ts';

const HOSTILE = '<script>\u001b[2J✅\u202e';
const inHtml = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

describe('a line', () => {
  it('keeps words and values apart, and values as they are', () => {
    expect(line`Quest "${HOSTILE}" (ID: ${5})`).toEqual({ parts: ['Quest "', '" (ID: ', ')'], values: [HOSTILE, '5'] });
    expect(line`none`).toEqual({ parts: ['none'], values: [] });
    expect(line`${null}${false}`).toEqual({ parts: ['', '', ''], values: ['null', 'false'] });
  });

  it('takes in other lines with their own words and values', () => {
    const inner = line`quest ${HOSTILE}`;
    expect(line`${'ann'} -> ${inner}, ${line`late`}${line``}!`).toEqual(line`${'ann'} -> quest ${HOSTILE}, late!`);
    expect(line`${inner}`).toEqual(inner);
    expect(line`${line`a ${'x'} b ${'y'} c`}`).toEqual({ parts: ['a ', ' b ', ' c'], values: ['x', 'y'] });
  });

  it('is escaped by each medium for itself, its values only', () => {
    const told = line`<b> -> ${HOSTILE}: ${'a & b'}`;
    expect(renderLine(told, inHtml)).toBe('<b> -> &lt;script>\u001b[2J✅\u202e: a &amp; b');
    expect(renderLine(told, String)).toBe(`<b> -> ${HOSTILE}: a & b`);
    expect(printedLine(told)).toBe('<b> -> <script>\\u001b[2J\\u2705\\u202e: a & b');
  });

  it('lets no character through to a terminal that its own words hold', () => {
    expect(printedLine(line`a\u001b[2J ✅ ${'✅'}`)).toBe('a\\u001b[2J ✅ \\u2705');
  });

  it('is plain data', () => {
    const told = line`User "${HOSTILE}"`;
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    expect(structuredClone(told)).toEqual(told);
  });
});

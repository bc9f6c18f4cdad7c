import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toJson } from '../../src/report/index.ts';

/** What must not stand in a file that a person may look at: format characters of Unicode's own tables, written without our list. */
const ACTS = /[\p{Zl}\p{Zp}\p{Bidi_Control}\u007f-\u009f\u200b-\u200f\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;

const CHARACTERS = [
  '\u007f',
  '\u0085',
  '\u00ad',
  '\u061c',
  '\u200b',
  '\u2028',
  '\u202e',
  '\u206f',
  '\ufeff',
  '\ufff9',
  '\ufffb',
  '\u{e0041}',
  '\u{1d173}',
];

it('JSON is the same value to a parser, and holds nothing that acts', () => {
  const text = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...CHARACTERS, '\\', '"'))).map((parts) => parts.join(''));
  const value = fc.oneof(text, fc.dictionary(text, text), fc.array(text));
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2), (value, indent) => {
      const json = toJson(value, indent);
      expect(json).not.toMatch(ACTS);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 2000 },
  );
});

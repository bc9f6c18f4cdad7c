import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, withColoursOnly, withoutControls } from '../../src/model/index.ts';
import { FORGERIES } from '../support/hostile-text.ts';

describe('printable', () => {
  it('never lets anything through that a terminal acts on or that breaks a line, and is idempotent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...FORGERIES, '\u200d', '👨', '🔧', '❤️', '👩🏽', '👨‍👩‍👧'))),
        (parts) => {
          const safe = printable(parts.join(''));
          expect(safe).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
          expect(printable(safe)).toBe(safe);
          expect(withoutControls(safe)).toBe(safe);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('leaves nothing that Unicode lets programs not draw, but the selector of emoji', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      if (/[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cc}\p{Zl}\p{Zp}]/u.test(character)) {
        expect(printable(character), code.toString(16)).toMatch(/^\\[unrt]/);
      }
    }
  });
});

describe('the last escaping of a line', () => {
  it('leaves the colours of this program, and nothing else that a terminal acts on, whatever stands between them', () => {
    const colour = fc.constantFrom('\u001b[1m', '\u001b[22m', '\u001b[31m', '\u001b[39m');
    const hostile = fc.constantFrom(
      '\u001b[2J',
      '\u001b]52;c;eA==\u0007',
      '\u001b[31;1m',
      '\u001b[999m',
      '\r',
      '\n',
      '\u009b31m',
      '\u202e',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(colour, hostile, fc.string({ unit: 'binary' }))), (parts) => {
        const shown = withColoursOnly(parts.join(''));
        // eslint-disable-next-line no-control-regex -- what is looked for
        expect(shown.replace(/\u001b\[\d{1,2}m/g, '')).toBe(withoutControls(shown.replace(/\u001b\[\d{1,2}m/g, '')));
        expect(withColoursOnly(shown)).toBe(shown);
      }),
      { numRuns: 1000 },
    );
    expect(withColoursOnly('\u001b[31ma\u001b[39m\u001b[2Jb')).toBe('\u001b[31ma\u001b[39m\\u001b[2Jb');
  });
});

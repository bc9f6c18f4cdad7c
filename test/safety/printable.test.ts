import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, withoutControls } from '../../src/model/index.ts';
import { FORGERIES } from '../support/hostile-text.ts';

describe('printable', () => {
  it('never lets anything through that a terminal acts on or that breaks a line, and is idempotent', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...FORGERIES))), (parts) => {
        const safe = printable(parts.join(''));
        expect(safe).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        expect(printable(safe)).toBe(safe);
        expect(withoutControls(safe)).toBe(safe);
      }),
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

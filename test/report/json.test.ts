import { describe, expect, it } from 'vitest';
import { printable } from '../../src/model/index.ts';
import { toJson } from '../../src/report/index.ts';

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
  '\u{e01ef}',
  '\u{1d173}',
];

describe('JSON', () => {
  it.each(CHARACTERS)('escapes %j wherever the text report does', (character) => {
    expect(printable(character)).not.toContain(character);
    const json = toJson({ [character]: [character] });
    expect(json).not.toContain(character);
    expect(json).toMatch(/^[ -~]*$/);
    expect(JSON.parse(json)).toEqual({ [character]: [character] });
  });

  it('leaves what is seen as it is', () => {
    const text = 'Zoë 図書館 🗺️ é';
    expect(toJson(text)).toBe(`"${text}"`);
    expect(printable(text)).toBe(text);
  });
});

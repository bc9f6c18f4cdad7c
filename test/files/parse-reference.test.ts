import fc from 'fast-check';
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { parseReference } from '../../src/files/index.ts';

const path = (name: string) => ({ kind: 'path', path: name });

it('reads names and URLs', () => {
  expect(parseReference('/media/submissions/a%20b.pdf', 'url')).toEqual(path('submissions/a b.pdf'));
  expect(parseReference('submissions//./a.pdf', 'url')).toEqual(path('submissions/a.pdf'));
  expect(parseReference('a%20b.pdf', 'name')).toEqual(path('a%20b.pdf'));
  expect(parseReference('/media/%F0%9F%97%BA.png', 'url')).toEqual(path('🗺.png'));
});

it('never gives a path that leaves its folder, whatever stands there', () => {
  const piece = fc.constantFrom(
    '..',
    '.',
    '/',
    '\\',
    '%2e',
    '%2E',
    '%252e',
    '%2f',
    '%5c',
    '%25',
    '%00',
    '%c0%ae',
    'a',
    '/media/',
    'é',
    '\u0000',
    '%',
    'C:',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom('url', 'name'), (pieces, form) => {
      const parsed = parseReference(pieces.join(''), form);
      if (parsed.kind !== 'path') return;
      expect(posix.join('/root', parsed.path)).toBe(`/root/${parsed.path}`);
      expect(parsed.path.split(/[/\\]/)).not.toContain('..');
      expect(parsed.path).not.toContain('\0');
    }),
    { numRuns: 5000 },
  );
});

it('reads back every name that is written as the application writes it', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((text) => !/^\.{1,2}$|[/\\\0]|%|^file:/i.test(text) && text.trim() !== '');
  fc.assert(
    fc.property(name, (text) => {
      expect(parseReference(`/media/submissions/${encodeURIComponent(text)}`, 'url')).toEqual(path(`submissions/${text}`));
    }),
  );
});

it('is done soon with a text that was encoded very often', () => {
  const start = performance.now();
  expect(parseReference(`%${'25'.repeat(1_000_000)}2e`, 'url')).toEqual({ kind: 'malformed', cause: 'too-long' });
  expect(performance.now() - start).toBeLessThan(2000);
});

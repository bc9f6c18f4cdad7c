import { describe, expect, it } from 'vitest';
import { portablePattern } from '../../src/checks/index.ts';

describe('a portable pattern', () => {
  it.each([
    ['[a-z0-9]+(-[a-z0-9]+)*', '[a-z0-9]+(-[a-z0-9]+)*'],
    ['^whole$', 'whole'],
    [String.raw`price \$`, String.raw`price \$`],
    ['(?:a|b){2,3}', '(a|b){2,3}'],
    [String.raw`\d\D[\d.]\-`, String.raw`[0-9][^0-9][0-9.]-`],
    [String.raw`[\]^-]`, String.raw`[\]\^\-]`],
    ['é😀?', 'é😀?'],
  ])('%s is written as %s', (pattern, written) => {
    expect(portablePattern(pattern)).toBe(written);
  });

  it.each([
    ['(?=a)', '"(?"'],
    [String.raw`(a)\1`, String.raw`"\1"`],
    [String.raw`\bword`, String.raw`"\b"`],
    ['a*?', '"?" has nothing before it'],
    ['*a', '"*" has nothing before it'],
    ['a$b', '"$" must have a backslash before it, or be left out'],
    ['(a', 'a "(" has no ")"'],
    ['a)', 'a ")" has no "("'],
    ['[a', 'a "[" has no "]"'],
    ['[[:alpha:]]', '"[" in'],
    ['a{256}', 'more than 255 times'],
    ['[z-a]', 'Range out of order'],
    ['a{,3}', '"{" must have a backslash before it'],
  ])('%s is refused: %s', (pattern, reason) => {
    expect(() => portablePattern(pattern)).toThrow(reason);
  });
});

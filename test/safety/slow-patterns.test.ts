import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { withoutCredentials } from '../../src/credentials.ts';
import { inOneLine, instant, djangoTime, withoutEnd } from '../../src/model/index.ts';
import { searchPathOption } from '../../src/database/postgres/search-path.ts';

const SRC = join(import.meta.dirname, '../../src');
/** What patterns look for at ends and between words. */
const LETTERS = Array.from(' \n\tabeTZ09-.,;:/\\\'"`$*()[]{}+?#=_@%&|<>!\u0001\u00e9');
const LENGTHS = [1000, 10_000];
/** A linear look at 10,000 characters takes less than 1 ms, a quadratic one more than 25. */
const MOST_MS = 12;

/** Each pattern of the sources, as it stands there. */
function patterns(): readonly (readonly [string, RegExp])[] {
  const found = new Map<string, RegExp>();
  for (const name of readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.ts'))) {
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        found.set(`${name}: ${node.text}`, new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(name, readFileSync(join(SRC, name), 'utf8'), ts.ScriptTarget.Latest));
  }
  return [...found];
}

/** Texts that begin like a match, go on for long, and then do not end like one. */
function* attacks(pattern: RegExp, length: number): Generator<string> {
  const own = [...new Set(pattern.source.replaceAll(/\\./g, ''))].slice(0, 12);
  const pairs = own.flatMap((one) => own.map((other) => one + other));
  for (const pump of new Set([...LETTERS, ...own, ...pairs, "\\'", "''", 'a ', ' \n', 'x1', '0x'])) {
    const body = pump.repeat(length / pump.length);
    for (const end of ['\u0001', '\n\u0001']) {
      yield body + end;
      if (own[0] !== undefined) yield own[0] + body + end;
    }
  }
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The attack that a pattern takes too long for, or null. Other programs may hold the processor: what is slow is so three times. */
function slowOn(pattern: RegExp): string | null {
  for (const length of LENGTHS) {
    for (const text of attacks(pattern, length)) {
      const look = (): unknown => text.replace(pattern, '');
      if ([1, 2, 3].every(() => milliseconds(look) > MOST_MS)) return JSON.stringify(text.slice(0, 8));
    }
  }
  return null;
}

describe('patterns take no more than linear time, whatever they are given', () => {
  it('finds the patterns, and knows a slow one', () => {
    expect(patterns().length).toBeGreaterThan(100);
    for (const slow of [/[\s.]+$/, /\s*\n\s*/g, /\/*$/, /\+.*$/, /(:\/\/?[^\s/?#:@]*:)\S*(?=@)/g])
      expect([slow, slowOn(slow)]).not.toEqual([slow, null]);
  });

  it('each of the sources', () => {
    const slow = patterns().flatMap(([where, pattern]) => {
      const attack = slowOn(pattern);
      return attack === null ? [] : [`${where} on ${attack}…`];
    });
    expect(slow).toEqual([]);
  });

  it.each<readonly [string, (text: string) => unknown]>([
    ['a time', djangoTime],
    ['an instant', instant],
    ['one line', inOneLine],
    ['an end', (text) => withoutEnd(text, /[\s.]/)],
    ['a search path', searchPathOption],
    ['an address', withoutCredentials],
  ])('%s of 100,000 characters', (_what, work) => {
    for (const letter of ['T', ' ', '.', '\n', ' \n', '"', '" ', '0', ',', ':/']) {
      const text = letter.repeat(100_000 / letter.length);
      for (const one of [text, `${text}x`, `x${text}Z`]) expect(milliseconds(() => work(one))).toBeLessThan(1500);
    }
  });
});

describe('what the patterns were replaced by says the same', () => {
  it.each([
    ['a,b', 'a,b'],
    [' a , "B,c" ,"d""e"', 'a,"B,c","d""e"'],
    ['a,,b', 'a,b'],
    ['Ab c', '"Ab\\ c"'],
    ['"open', '"""open"'],
  ])('the search path %s', (given, path) => {
    expect(searchPathOption(given)).toBe(`-c search_path=${path}`);
  });

  it.each([
    ['at mysql://ann:s3:@cret@host/x failed', 'at mysql://ann:***@host/x failed'],
    ['postgresql:/a:b@h, mysql://c:d@i', 'postgresql:/a:***@h, mysql://c:***@i'],
    ['mysql://USER:password@HOST/NAME', 'mysql://USER:password@HOST/NAME'],
    ['mail ann@host: x://y:z', 'mail ann@host: x://y:z'],
    ['pwd="a b" x', 'pwd=*** x'],
  ])('%s without credentials', (given, safe) => {
    expect(withoutCredentials(given)).toBe(safe);
  });

  it('lines and ends', () => {
    expect(inOneLine('a  b \n\n  c\n')).toBe('a  b c');
    expect(withoutEnd('It failed. . ', /[\s.]/)).toBe('It failed');
    expect(djangoTime('2025-07-01T13:22:32.000001Z')).toBe('2025-07-01 13:22:32.000001+00:00');
    expect(djangoTime('TTTZ')).toBe('TTTZ');
    expect(instant('2025-07-01 13:22:32.120000')).toBe('2025-07-01T13:22:32.120000Z');
  });
});

import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileWord, printable, shellWord } from '../../src/model/index.ts';

const TEXTS = [
  'plain-1.json',
  'a b',
  "O'Neil",
  'back\\slash',
  '$(touch x)`touch x`',
  '=ls',
  '~/x',
  'a\u202eb',
  'line\nend\rx',
  '*?[a]',
  '!!',
  '',
  'a\nTOTAL ISSUES: 7\n',
  'ISSUES:',
  "System is healthy! it's",
  '\\AUDIT SUMMARY\n',
  '❌x',
];

/** What bash makes of the words of texts: one process for all. */
function readByBash(texts: readonly string[]): readonly string[] {
  const script = texts.map((text) => `printf '%s\\0' ${shellWord(text, 'linux')}`).join('\n');
  const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' };
  // bash takes a socket as its input for a remote login, and would run what the account keeps for those.
  const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
  return stdout.split('\0').slice(0, -1);
}

describe('a word of a suggested command', () => {
  it.each([
    ['as it is, where it holds nothing that a shell acts upon', 'plain-1.json', 'plain-1.json'],
    ['in quotes that leave it as it is, where it can stand in them', 'a b$c', "'a b$c'"],
    ['with every character that a terminal does not show in digits', "O'Neil\u202e\u{e0041}é", "$'O\\u0027Neil\\u202e\\U000e0041é'"],
  ])('is written %s', (_how, text, word) => {
    expect(shellWord(text, 'linux')).toBe(word);
  });

  it('is the same again in bash', () => {
    for (const text of TEXTS) expect(printable(shellWord(text, 'linux'))).toBe(shellWord(text, 'linux'));
    expect(readByBash(TEXTS)).toEqual(TEXTS);
  });

  it('is one word to a shell that does not know its form, too', () => {
    const texts = ["it's; touch x #", "\u001b'; touch x; '", "a\\'; touch x; '"];
    const script = texts.map((text) => `set -- ${shellWord(text, 'linux')}; echo $#`).join('\n');
    expect(spawnSync('dash', ['-c', script], { encoding: 'utf8' }).stdout).toBe('1\n1\n1\n');
  });

  it('holds nothing on Windows that PowerShell or cmd acts upon', () => {
    expect(shellWord('C:\\data\\db.sqlite3', 'win32')).toBe('C:\\data\\db.sqlite3');
    expect(shellWord('C:\\my data\\db & x.sqlite3', 'win32')).toBe('"C:\\my data\\db & x.sqlite3"');
    expect(shellWord('a,b', 'win32')).toBe('"a,b"');
    for (const text of ['"', '$(calc)', '`x', '%PATH%', 'a!b', 'a^b', '“; calc', 'a b\\', '\u001b', 'x\ny']) {
      expect(shellWord(text, 'win32')).toBe('TEXT');
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(shellWord(text, 'win32')).toMatch(/^(?:[\w./:\\-]+|"[^"“”„$`%!^\n\r]*[^\\]?")$/u);
      }),
    );
  });

  it('is no flag where a file is meant', () => {
    expect(fileWord('-x.json')).toBe('./-x.json');
    expect(fileWord('--yes')).toBe('./--yes');
    expect(fileWord('plan.json')).toBe('plan.json');
  });
});

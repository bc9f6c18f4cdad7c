import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileWord, printable, shellWord } from '../../src/model/index.ts';

const read = (shell: string, word: string): string =>
  spawnSync(shell, ['-c', `printf %s ${word}`], { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' } }).stdout;

describe('a word of a suggested command', () => {
  it.each([
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
  ])('is %j again in bash', (text) => {
    const word = shellWord(text, 'linux');
    expect(printable(word)).toBe(word);
    expect(read('bash', word)).toBe(text);
  });

  it('is one word to a shell that does not know its form, too', () => {
    for (const text of ["it's; touch x #", "\u001b'; touch x; '", "a\\'; touch x; '"]) {
      expect(spawnSync('dash', ['-c', `set -- ${shellWord(text, 'linux')}; echo $#`], { encoding: 'utf8' }).stdout).toBe('1\n');
    }
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
  });
});

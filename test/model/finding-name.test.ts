import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nameOfFinding, wordForFinding, type FindingKey } from '../../src/model/index.ts';

const FINGERPRINT = '78bd0e90bc8865a722cf0015e6fd5cf7';
const word = (key: FindingKey): string => wordForFinding({ check: 'own-check', key, fingerprint: FINGERPRINT });

it('is the check and the keys, without the lists that change while the finding stays the same', () => {
  const key = { questId: 5, userId: 'a0000000-0000-4000-8000-000000000001', participantIds: [7, 8] };
  expect(nameOfFinding({ check: 'duplicate-participant', key })).toBe('duplicate-participant:5/a0000000-0000-4000-8000-000000000001');
});

describe.each(['sh', 'bash'])('as a word of %s', (shell) => {
  it.each([
    ['plain', 'x/y.pdf'],
    ['with a blank', 'x y.pdf'],
    ['with what a shell acts on', '*?[a]; rm -r #~&|<>(){}'],
    ['of letters beyond ASCII', 'Zoë 図書館'],
  ])('reads the name where the key is %s', (_title, file) => {
    const { stdout } = spawnSync(shell, ['-c', `printf %s ${word({ file })}`], { encoding: 'utf8' });
    expect(stdout).toBe(`own-check:${file}`);
  });
});

it.each([
  ['a quote', "O'Neil"],
  ['a backslash', 'a\\b'],
  ['a variable', '$HOME'],
  ['a command', '`touch x`'],
  ['a line end', 'a\nTOTAL ISSUES: 0'],
  ['an escape sequence', '\u001b[2J'],
  ['words that scripts look for', 'System is healthy'],
])('is the fingerprint where the key holds %s', (_title, file) => {
  expect(word({ file })).toBe(FINGERPRINT);
});

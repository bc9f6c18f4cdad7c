import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { diagnosisLines } from '../../src/cli/diagnosis-lines.ts';
import type { Diagnostic } from '../../src/database/index.ts';

const one = (level: Diagnostic['level'], topic: string, text: string): Diagnostic => ({ level, topic, text });
const lines = (diagnostics: readonly Diagnostic[], detailed = false): readonly string[] =>
  diagnosisLines(diagnostics, detailed, picocolors.createColors(false));

const WELL = [one('ok', 'Engine', 'SQLite'), one('ok', 'Tables', 'all that a needs'), one('ok', 'Tables', 'all that b needs')];
const ALL = [
  ...WELL,
  one('note', 'Tables', 'c does not apply'),
  one('problem', 'Tables', 'd cannot run'),
  one('note', 'Tables', 'e does not apply'),
  one('advice', 'Index', 'f is missing'),
  one('problem', 'Tables', 'g cannot run'),
];

describe('the lines of doctor', () => {
  it('begin with what needs attention, the gravest first, and fold what is well', () => {
    expect(lines(ALL)).toEqual([
      'problem  Tables           d cannot run',
      'problem  Tables           g cannot run',
      'advice   Index            f is missing',
      '',
      'note     Tables           2 checks do not apply, for lack of a table or a column (--detailed tells which)',
      'ok       Engine           SQLite',
      'ok       Tables           2 checks can run',
    ]);
  });

  it('are one for each thing where all are wanted', () => {
    expect(lines(ALL, true).filter((line) => line !== '')).toHaveLength(ALL.length);
  });

  it('tell a single thing in its own words, and have no gap where nothing needs attention', () => {
    expect(lines(WELL.slice(0, 2))).toEqual(['ok       Engine           SQLite', 'ok       Tables           all that a needs']);
  });

  it('escape what comes from elsewhere', () => {
    const [line = ''] = lines([one('problem', 'Query', 'a\u001b[2J\nok       Forged')]);
    expect(line).not.toContain('\u001b');
    expect(line).not.toContain('\n');
  });
});

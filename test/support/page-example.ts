import { readFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import type { PrintedFinding } from './collect.ts';

/** What an example shows whatever its values are: the words before the colon of each line, and the members. */
const wordsOf = (details: readonly string[]): string => details.map((line) => line.replace(/:.*/, '')).join(' | ');
const formOf = ({ key, expected, actual, cause, repair }: Pick<PrintedFinding, 'key' | 'expected' | 'actual' | 'cause' | 'repair'>) => ({
  members: [key, expected, actual].map((values) => Object.keys(values).sort()),
  cause,
  repair,
});

/**
 * The last test of a check's table: the example on the check's page looks like something that was found before, as text and as JSON.
 *
 * @param found everything that the tests before find, on whatever engine
 */
export function holdPageExample(check: string, found: readonly PrintedFinding[]): void {
  it.skipIf(inject('postgres') === null)('has an example on its page that is like what is found', (context) => {
    // The tests before were left out by their names.
    if (found.length === 0) context.skip();
    const page = readFileSync(`docs/checks/${check}.md`, 'utf8');
    const shown = [...page.matchAll(/^ {2}(?:❌|ℹ️) .*\n((?: {5}.*\n)+)/gm)].map(([, lines = '']) =>
      wordsOf(lines.split('\n').flatMap((line) => (/^\s*(?:Finding: .*|…)?$/.test(line) ? [] : line.trim()))),
    );
    expect(found.map(({ details }) => wordsOf(details))).toEqual(expect.arrayContaining(shown));
    const written = [...page.matchAll(/^```json\n(\{\n {2}"fingerprint"[^`]*)```/gm)].map(([, json = '']) =>
      formOf(JSON.parse(json) as PrintedFinding),
    );
    expect([shown.length > 0, written.length > 0]).toEqual([true, true]);
    expect(found.map(formOf)).toEqual(expect.arrayContaining(written));
  });
}

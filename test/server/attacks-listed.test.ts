import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Attacks of the page, each with its rows: a file and the title of a test in it. */
const attacks = readFileSync('docs/attacks.md', 'utf8')
  .split(/^## Attack /m)
  .slice(1)
  .map((section) => ({
    number: Number.parseInt(section, 10),
    rows: [...section.matchAll(/^\| .* \| (.*?) +\| `([^`]+)` +\|$/gm)].map(([, title = '', file = '']) => ({ title, file })),
  }));

describe('docs/attacks.md', () => {
  it('has all of them', () => {
    expect(attacks.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, place) => place + 1));
  });

  it.each(attacks)('names tests of attack $number that are there', ({ rows }) => {
    expect(rows).not.toEqual([]);
    for (const { title, file } of rows) expect([file, title, readFileSync(file, 'utf8').includes(title)]).toEqual([file, title, true]);
  });

  it('has every file under the attacks that it names', () => {
    const tests = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
    const missing = tests.flatMap((name) => {
      const file = join('test', name);
      const named = new Set(readFileSync(file, 'utf8').match(/\battack \d+(?=[:)])/g) ?? []);
      return attacks
        .filter(({ number, rows }) => named.has(`attack ${number}`) && !rows.some((row) => row.file === file))
        .map(({ number }) => `${file}: attack ${number}`);
    });
    expect(missing).toEqual([]);
  });
});

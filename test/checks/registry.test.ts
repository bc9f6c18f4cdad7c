import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';

const files = readdirSync('src/checks', { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[a-z]+[/\\].*\.ts$/.test(file))
  .filter((file) => readFileSync(`src/checks/${file}`, 'utf8').includes('export default defineCheck('))
  .map((file) => file.replace(/^.*[/\\]/, '').replace(/\.ts$/, ''));

it('knows every check file, and each file is named like its check', () => {
  expect(checks.map(({ id }) => id).sort()).toEqual(files.sort());
});

it.each(checks.map(({ id }) => id))('%s has a test and a page', (id) => {
  expect(existsSync(`test/checks/${id}.db.test.ts`)).toBe(true);
  expect(readFileSync(`docs/checks/${id}.md`, 'utf8')).toContain(id);
});

it('says of every check what a person needs to know', () => {
  for (const { title, summaryLabel, invariant, why, advice, repair } of checks) {
    for (const text of [title, summaryLabel, invariant, why, advice, repair]) expect(text.length).toBeGreaterThan(10);
    expect(title.length).toBeLessThan(80);
  }
});

/** Words that stay small in a title. */
const SMALL = new Set(['a', 'an', 'and', 'for', 'in', 'of', 'on', 'or', 'the', 'to']);

it.each(checks.map(({ id, title }) => ({ id, title })))('the title of $id is in title case, as all are', ({ title }) => {
  const words = title.split(/[ -]/);
  expect(words.filter((word, index) => !/^"|^[A-Z]/.test(word) && (index === 0 || !SMALL.has(word)))).toEqual([]);
});

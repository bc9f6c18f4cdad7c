import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checks, defineCheck } from '../../src/checks/index.ts';
import { CHECK_IDS } from '../../src/model/index.ts';
import { FIXED_PROPOSALS } from '../../src/prevent/fixed-proposals.ts';
import { targetOf } from '../../src/repair/targets/index.ts';
import { isChosen, queriesFor } from '../../src/repair/targets/target.ts';
import type { describeTruthTable } from '../support/truth-table.ts';

const files = readdirSync('src/checks', { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[a-z]+[/\\].*\.ts$/.test(file))
  .filter((file) => readFileSync(`src/checks/${file}`, 'utf8').includes('export default defineCheck('))
  .map((file) => file.replace(/^.*[/\\]/, '').replace(/\.ts$/, ''));

it('knows every check file, and each file is named like its check', () => {
  expect(checks.map(({ id }) => id).sort()).toEqual(files.sort());
});

it('has a check for every id that the type knows, in the same order', () => {
  expect(checks.map(({ id }) => id)).toEqual(CHECK_IDS);
});

it('lets no mistyped id compile: the compiler complains where these lines do compile', () => {
  const [proposal] = FIXED_PROPOSALS;
  const mistyped = [
    // @ts-expect-error -- in a check of the tool
    () => defineCheck({ ...checks[0], id: 'quest-statsu' }),
    // @ts-expect-error -- in a target
    { ...targetOf('quest'), checks: ['quest-statsu'] } satisfies ReturnType<typeof targetOf>,
    // @ts-expect-error -- in what a target asks of its scope
    () => isChosen({ checks: [] }, 'quest-statsu'),
    // @ts-expect-error -- in a target's candidates
    () => queriesFor({ checks: [] }, { 'quest-statsu': proposal }),
    // @ts-expect-error -- in prevent
    { ...proposal, check: 'quest-statsu' } satisfies Partial<(typeof FIXED_PROPOSALS)[number]>,
    // @ts-expect-error -- in a truth table
    ['quest-statsu', []] satisfies Partial<Parameters<typeof describeTruthTable>>,
  ];
  expect(mistyped).not.toEqual([]);
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

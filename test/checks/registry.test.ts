import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checks, type Check, type defineCheck } from '../../src/checks/index.ts';
import { CHECK_IDS } from '../../src/model/index.ts';
import type { Proposal } from '../../src/prevent/proposal.ts';
import type { PlannedStep } from '../../src/repair/targets/step.ts';
import type { isWanted, queriesFor, Target } from '../../src/repair/targets/target.ts';
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

it('lets no mistyped id compile: the compiler complains where one of these lines does', () => {
  const mistyped = [
    // @ts-expect-error -- a check of the tool
    'quest-statsu' satisfies Parameters<typeof defineCheck>[0]['id'],
    // @ts-expect-error -- what a target mends
    'quest-statsu' satisfies Target['checks'][number],
    // @ts-expect-error -- what a target plans
    'quest-statsu' satisfies PlannedStep['change']['check'],
    // @ts-expect-error -- what a target asks of its scope
    'quest-statsu' satisfies Parameters<typeof isWanted>[1],
    // @ts-expect-error -- what a target's candidates are for
    'quest-statsu' satisfies keyof Parameters<typeof queriesFor>[1],
    // @ts-expect-error -- what a constraint forbids
    'quest-statsu' satisfies Proposal['check'],
    // @ts-expect-error -- a truth table
    'quest-statsu' satisfies Parameters<typeof describeTruthTable>[0],
  ];
  // A check that a user adds has an id of its own.
  const own: Check['id'] = 'long-reviews';
  expect(CHECK_IDS).not.toContain(own);
  for (const id of mistyped) expect(CHECK_IDS).not.toContain(id);
});

it.each(checks.map(({ id }) => id))('%s has a test and a page', (id) => {
  expect(existsSync(`test/checks/${id}.db.test.ts`)).toBe(true);
  expect(readFileSync(`docs/checks/${id}.md`, 'utf8')).toContain(id);
});

/** What every page has, in this order; what stands between differs. */
const SECTIONS = ['What must hold', 'Why it matters', 'Truth table', 'Example', 'What to do', 'Repair'];

it.each(checks)('the page of $id has its sections, its severity, and its title above the example', ({ id, severity, title }) => {
  const page = readFileSync(`docs/checks/${id}.md`, 'utf8');
  const places = SECTIONS.map((section) => page.search(new RegExp(`^## ${section}`, 'm')));
  expect(places).toEqual(places.filter((place) => place >= 0).sort((one, other) => one - other));
  expect(page).toContain(`severity **${severity}**`);
  const examples = page.match(/^```\n(?:CHECK|PHASE) .*$/gm) ?? [];
  expect(examples.filter((example) => !example.endsWith(`: ${title}`))).toEqual([]);
  expect(examples).not.toEqual([]);
});

it('knows of every check with a date the rows from which it dates; those of files have no row', () => {
  const dated = checks.filter((check) => check.dated !== undefined);
  expect(dated.filter((check) => check.datedRows === undefined).map(({ id }) => id)).toEqual(['file-unreferenced']);
  expect(checks.filter((check) => check.dated === undefined && check.datedRows !== undefined)).toEqual([]);
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

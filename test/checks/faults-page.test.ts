import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';

/** The cells of a page's rows that begin with a link to a check, by the check's id. */
function rowsOf(page: string): ReadonlyMap<string, readonly string[]> {
  const rows = readFileSync(page, 'utf8')
    .split('\n')
    .map((line) => line.split(/\s*\|\s*/).slice(1, -1))
    .flatMap(([first = '', ...cells]): [string, readonly string[]][] => {
      const id = /^\[([a-z-]+)\]\([a-z/]*\1\.md\)$/.exec(first)?.[1];
      return id === undefined ? [] : [[id, cells]];
    });
  expect(rows.map(([id]) => id)).toEqual(checks.map(({ id }) => id));
  return new Map(rows);
}

/** `yes` or `manual`, as a check's own words about its repair begin. */
const repaired = (repair: string): string => (repair.startsWith('Automatic') ? 'yes' : 'manual');

it('the page of faults has a row for every check, in their order, and every fault is found', () => {
  const rows = rowsOf('docs/faults.md');
  for (const { id, repair } of checks) {
    const [planted, found, mended, silent] = rows.get(id) ?? [];
    expect([id, found]).toEqual([id, 'yes']);
    expect([id, mended?.split(/[:;]/)[0]]).toEqual([id, repaired(repair)]);
    for (const text of [planted, silent]) expect(text?.length).toBeGreaterThan(10);
  }
});

it.each(checks.map(({ id }) => id))('%s has near misses in its test', (id) => {
  expect(readFileSync(`test/checks/${id}.db.test.ts`, 'utf8')).toMatch(/then: null|is silent when/);
});

it('the index of checks has a row for every check, with its severity', () => {
  const rows = rowsOf('docs/checks/README.md');
  for (const { id, severity, repair } of checks) {
    const [named, mended] = rows.get(id) ?? [];
    expect([id, named, mended?.split(',')[0]]).toEqual([id, severity, repair.startsWith('Automatic') ? 'automatic' : 'manual']);
  }
});

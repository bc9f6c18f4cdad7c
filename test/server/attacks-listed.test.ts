import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('docs/security.md lists the attacks that are tried, each with the files that try it', () => {
  const rows = readFileSync('docs/security.md', 'utf8').matchAll(/^\| (attack \d+): .*? \| (.*) \|$/gm);
  const listed = [...rows].flatMap(([, attack = '', files = '']) =>
    [...files.matchAll(/`([^`]+)`/g)].map(([, file]) => `${attack} ${file}`),
  );
  const tests = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const tried = tests.flatMap((name) => {
    const file = join('test', name);
    return [...new Set(readFileSync(file, 'utf8').match(/\battack \d+(?=[:)])/g) ?? [])].map((attack) => `${attack} ${file}`);
  });
  expect(listed.toSorted()).toEqual(tried.toSorted());
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** The built files that a file loads before anything of it runs, with itself. */
function loadedBy(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const text = readFileSync(join('dist', file), 'utf8');
  // What is imported later stands in brackets.
  for (const [, other = ''] of text.matchAll(/\b(?:import|from) ?"\.\/([^"]+)"/g)) loadedBy(other, loaded);
  return loaded;
}

it('every command starts without what checks configuration files and requests, which takes longer to load than many an audit', () => {
  const loaded = new Set<string>();
  for (const file of readdirSync('dist')) if (/^(?:command-line|audit|sqlite)-\w+\.js$/.test(file)) loadedBy(file, loaded);
  expect(loaded.size).toBeGreaterThan(5);
  // Each takes a start a millisecond.
  expect(loaded.size).toBeLessThan(25);
  // By names that zod and confbox bear in them.
  const isHeavy = (file: string): boolean => /\$ZodObject\b|\bYAMLException\b/.test(readFileSync(join('dist', file), 'utf8'));
  expect([...loaded].filter(isHeavy)).toEqual([]);
  expect(readdirSync('dist').filter((file) => file.endsWith('.js') && isHeavy(file)).length).toBeGreaterThanOrEqual(2);
});

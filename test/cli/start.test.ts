import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** The built files that a file loads before anything of it runs, with itself. */
function loadedBy(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const text = readFileSync(join('dist', file), 'utf8');
  for (const [, other = ''] of text.matchAll(/^(?:import|export|\}) ?(?:.* from )?"\.\/([^"]+)";$/gm)) loadedBy(other, loaded);
  return loaded;
}

it('every command starts without what checks configuration files and requests, which takes longer to load than many an audit', () => {
  const [program = ''] = readdirSync('dist').filter((file) => /^program-\w+\.js$/.test(file));
  const loaded = loadedBy(program);
  expect(loaded.size).toBeGreaterThan(10);
  const heavy = [...loaded].filter((file) => /^\/\/ node_modules\/(?:zod|confbox)\//m.test(readFileSync(join('dist', file), 'utf8')));
  expect(heavy).toEqual([]);
});

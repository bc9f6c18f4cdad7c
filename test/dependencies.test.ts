import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Locked {
  version: string;
  license: string;
  dev?: boolean;
  hasInstallScript?: boolean;
}

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies' | 'allowScripts', Record<string, string>>;
const page = read('docs/dependencies.md');

/** Every package that `npm ci --omit=dev` can install, by name. */
const installed = Object.entries(packages)
  .filter(([path, { dev }]) => path !== '' && !dev)
  .map(([path, locked]) => ({ name: path.replace(/.*node_modules\//, ''), ...locked }));

/** The table of licences in the page: licence to the names that stand beside it. */
const listed = new Map(
  [...page.matchAll(/^\| ([^|]+?) +\| (`[^|]+) \|$/gm)]
    .filter(([, licence = '']) => !licence.includes('`'))
    .map(([, licence = '', names = '']) => [licence, [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name).sort()]),
);

describe('what is installed with the tool', () => {
  it('is listed by its licence', () => {
    const names = (licence: string) =>
      installed.filter(({ license }) => license === licence).map(({ name }) => name.replace(/^@esbuild\/.*/, '@esbuild/*'));
    const licences = [...new Set(installed.map(({ license }) => license))].sort();
    expect([...listed.keys()].sort()).toEqual(licences);
    for (const licence of licences) expect(listed.get(licence), licence).toEqual([...new Set(names(licence))].sort());
  });

  it('runs scripts for two packages only, which package.json allows', () => {
    const withScripts = installed.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
    expect(withScripts.sort()).toEqual(['better-sqlite3', 'esbuild']);
    expect(manifest.allowScripts).toEqual({ 'better-sqlite3': true, esbuild: true });
  });

  it('is pinned, and each package that is asked for has its reason in the page', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
      expect(page, name).toContain(`\`${name}\``);
    }
  });

  it('has its licence text beside the bundle', () => {
    const texts = read('dist/THIRD-PARTY-LICENSES.txt');
    for (const name of [
      'commander',
      'confbox',
      'csv-stringify',
      'fast-string-width',
      'fastest-levenshtein',
      'kysely',
      'picocolors',
      'zod',
    ]) {
      expect(texts).toContain(`${name} ${manifest.dependencies[name]} (`);
    }
    // confbox has taken it in.
    expect(texts).toContain('js-yaml');
    // What stands in pages.
    expect(texts).toContain('SIL OPEN FONT LICENSE');
    expect(texts).toContain('Lucide');
  });
});

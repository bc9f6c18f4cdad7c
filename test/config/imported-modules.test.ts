import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';
import { RefusedError } from '../../src/errors.ts';
import { temporaryFolder } from '../support/cli.ts';

const library = () => import('../../src/index.ts');

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

let number = 0;
/** A folder with these files, of which those in the second list can be written by every user. */
function plant(files: Readonly<Record<string, string>>, open: readonly string[]): string {
  const path = folder.file(`${++number}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text.replaceAll('RAN', JSON.stringify(join(path, 'ran'))));
  }
  for (const name of open) chmodSync(join(path, name), 0o666);
  return path;
}

const EVIL = "require('node:fs').writeFileSync(RAN, '');";
const TS_EVIL = "import { writeFileSync } from 'node:fs'; writeFileSync(RAN, ''); export const x: number = 1;";
const MJS_EVIL = "import { writeFileSync } from 'node:fs'; writeFileSync(RAN, ''); export const x = 1;";
const KINDS: readonly (readonly [string, string, Readonly<Record<string, string>>, string])[] = [
  ['TypeScript', 'c.ts', { 'c.ts': "import { x } from './x.ts'; export default { limit: x };", 'x.ts': TS_EVIL }, 'x.ts'],
  [
    'TypeScript by the name of JavaScript',
    'c.ts',
    { 'c.ts': "import { x } from './x.js'; export default { limit: x };", 'x.ts': TS_EVIL },
    'x.ts',
  ],
  ['TypeScript without its ending', 'c.ts', { 'c.ts': "import { x } from './x'; export default { limit: x };", 'x.ts': TS_EVIL }, 'x.ts'],
  [
    'TypeScript by a computed name',
    'c.ts',
    { 'c.ts': "const { x } = await import('./' + 'x.ts'); export default { limit: x };", 'x.ts': TS_EVIL },
    'x.ts',
  ],
  ['JavaScript', 'c.mjs', { 'c.mjs': "export { x as limit } from './x.mjs';", 'x.mjs': MJS_EVIL }, 'x.mjs'],
  [
    'CommonJS',
    'c.ts',
    { 'c.ts': "import x from './x.cjs'; export default { limit: x };", 'x.cjs': `${EVIL} module.exports = 1;` },
    'x.cjs',
  ],
  [
    'CommonJS that is required',
    'c.cjs',
    { 'c.cjs': "module.exports = { limit: require('./x.cjs') };", 'x.cjs': `${EVIL} module.exports = 1;` },
    'x.cjs',
  ],
  ['a module for its effects', 'c.mjs', { 'c.mjs': "import './x.mjs'; export default { limit: 1 };", 'x.mjs': MJS_EVIL }, 'x.mjs'],
  [
    'a module behind a comment',
    'c.mjs',
    { 'c.mjs': "await import(/* x */ './x.mjs'); export default { limit: 1 };", 'x.mjs': MJS_EVIL },
    'x.mjs',
  ],
  [
    'a module of a module',
    'c.mjs',
    { 'c.mjs': "import './a/y.mjs'; export default { limit: 1 };", 'a/y.mjs': "import '../x.mjs';", 'x.mjs': MJS_EVIL },
    'x.mjs',
  ],
  ['data', 'c.ts', { 'c.ts': "import { limit } from './x.json'; export default { limit };", 'x.json': '{"limit":1}' }, 'x.json'],
  [
    'a package',
    'c.ts',
    {
      'c.ts': "import x from 'some-package'; export default { limit: x };",
      'node_modules/some-package/package.json': '{"name":"some-package","version":"1.0.0","main":"x.cjs"}',
      'node_modules/some-package/x.cjs': `${EVIL} module.exports = 1;`,
    },
    'node_modules/some-package/x.cjs',
  ],
];

describe.each(KINDS)('a configuration that imports %s', (_what, config, files, module) => {
  it('is read where all of it is the operator’s', async () => {
    const path = plant(files, []);
    expect(await readConfigFile(join(path, config), false, library)).toEqual({ limit: 1 });
  });

  it('runs nothing of it where others can write it', async () => {
    const path = plant(files, [module]);
    const error: unknown = await readConfigFile(join(path, config), false, library).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect((error as Error).message).toMatch(
      /^The module that the configuration file ".*" imports \(".*\/x\.[a-z]+"\) can be written by other users: .*--trust-config/,
    );
    expect(existsSync(join(path, 'ran'))).toBe(false);
    expect(await readConfigFile(join(path, config), true, library)).toEqual({ limit: 1 });
  });
});

it('modules that import one another are judged once each', async () => {
  const path = plant(
    { 'c.mjs': "import './a.mjs'; export default { limit: 1 };", 'a.mjs': "import './b.mjs';", 'b.mjs': "import './a.mjs';" },
    [],
  );
  expect(await readConfigFile(join(path, 'c.mjs'), false, library)).toEqual({ limit: 1 });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});
let sources = 0;

/** What the script says of files with these contents, a line for each fault; of our own sources, where none are given. */
function faultsOf(files: Readonly<Record<string, string>> | null): readonly string[] {
  const root = folder.file(`src-${++sources}`);
  for (const [name, content] of Object.entries(files ?? {})) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const { status, stderr } = spawnSync(process.execPath, ['scripts/check-imports.mjs', ...(files === null ? [] : [root])], {
    encoding: 'utf8',
  });
  const faults = stderr.split('\n').filter((line) => line !== '');
  expect(status).toBe(faults.length === 0 ? 0 : 1);
  return faults;
}

const DOORS = {
  'index.ts': "export { a } from './model/index.ts';",
  'model/index.ts': "export { a } from './a.ts';",
  'model/a.ts': 'export const a = 1;',
  'database/index.ts': "export { open } from './engines.ts';",
  'database/engines.ts': "export { open } from './sqlite/open.ts';",
  'database/sqlite/open.ts': 'export const open = 1;',
  'database/postgres/open.ts': 'export const open = 2;',
  'repair/index.ts': "import { a } from '../model/index.ts';\nimport { open } from '../database/index.ts';\nexport const b = a + open;",
};

it('our own sources go through the doors, and in no circle', { timeout: 120_000 }, () => {
  expect(faultsOf(null)).toEqual([]);
});

it.each([
  ['nothing, where all go through the doors', {}, []],
  [
    'a file that goes past the door of another folder',
    { 'repair/apply.ts': "import { open } from '../database/sqlite/open.ts';\nexport const c = open;" },
    ['repair/apply.ts: imports database/sqlite/open.ts past the door of its folder, database/index.ts'],
  ],
  [
    'one that does so later, or for a type',
    {
      'repair/later.ts': "export const later = () => import('../model/a.ts');",
      'repair/type.ts': "export type A = typeof import('../model/a.ts').a;",
    },
    [
      'repair/later.ts: imports model/a.ts past the door of its folder, model/index.ts',
      'repair/type.ts: imports model/a.ts past the door of its folder, model/index.ts',
    ],
  ],
  [
    'an engine that knows another one',
    { 'database/sqlite/two.ts': "export { open } from '../postgres/open.ts';" },
    ["database/sqlite/two.ts: imports database/postgres/open.ts, which is another engine's"],
  ],
  [
    'an engine that is known elsewhere than in the list of engines',
    { 'database/three.ts': "export { open } from './sqlite/open.ts';" },
    ["database/three.ts: imports database/sqlite/open.ts, which is an engine's: ask database/engines.ts"],
  ],
  [
    'a folder that takes the library’s door',
    { 'model/b.ts': "import { a } from '../index.ts';\nexport const b = a;" },
    ["model/b.ts: imports index.ts, the library's door, which is for other programs"],
  ],
  [
    'a circle, also of types',
    {
      'model/c.ts': "import type { D } from './d.ts';\nexport interface C { d: D }",
      'model/d.ts': "import type { C } from './c.ts';\nexport interface D { c: C }",
    },
    ['model/c.ts, model/d.ts: import each other in a circle'],
  ],
  [
    'no circle in what is loaded only when it is needed',
    { 'model/e.ts': "export const e = () => import('./f.ts');", 'model/f.ts': "import { e } from './e.ts';\nexport const f = e;" },
    [],
  ],
])('the check of imports finds %s', { timeout: 120_000 }, (_what, wrong: Readonly<Record<string, string>>, faults) => {
  expect([...faultsOf({ ...DOORS, ...wrong })].sort()).toEqual([...faults].sort());
});

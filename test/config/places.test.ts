import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';
import { settingsSchema } from '../../src/config/settings.ts';
import { declarationSchemas } from '../../src/config/declaration-schema.ts';
import { ownCheckSchema } from '../../src/config/own-check-schema.ts';
import { temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

async function mistakeIn(name: string, text: string): Promise<string> {
  const file = folder.file(name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return readConfigFile(file, false, () => import('../../src/index.ts')).then(
    () => 'no mistake',
    (error: unknown) => (error as Error).message.replaceAll(`${folder.path}/`, ''),
  );
}

describe('a mistake in a configuration is told with file, line and column', () => {
  it.each([
    [
      'JSON',
      'a.json',
      '{\n  "database": "x",\n  "limit": "five"\n}',
      'has a mistake in "limit": it must be a number, and is a text (a.json:3:3).',
    ],
    ['an unknown setting', 'b.json', '{\n  "limt": 5\n}', 'has an unknown setting "limt": did you mean "limit"? (b.json:2:3)'],
    [
      'a nested one',
      'c.json',
      '{\n "levels": { "xpPerLevel": 1,\n "x": [1, {}] }\n}',
      'has an unknown setting "x" in "levels" (c.json:3:2).',
    ],
    ['a missing one', 'd.json', '{\n  "users": { "table": "x" }\n}', 'lacks the setting "users.name" (d.json:2:3).'],
    ['a name that means nothing', 'e.json', '{\n  "skip": ["guidl"]\n}', '"e.json" (e.json:2:3): did you mean "guild"?'],
    ['JSON5', 'f.json5', "{\n  // limit: 1, ' }\n  store: 'a }, b', limit: -1,\n}", 'it must be at least 0 (f.json5:3:20).'],
    ['YAML', 'g.yaml', 'database: x\nlevels:\n  offset: 1\n  xpPerLevel: many\n', 'it must be a number, and is a text (g.yaml:4:3).'],
    ['YAML in one line', 'h.yaml', 'only: [a]\nlevels: { offset: 1, xpPerLevel: {} }\n', 'and is an object (h.yaml:2:22).'],
    ['TOML', 'i.toml', 'quiet = true\n[levels]\nxpPerLevel = "a"\n', 'it must be a number, and is a text (i.toml:3:1).'],
    ['TOML’s lists of tables', 'j.toml', '[[checks]]\ntable = "a"\nunique = "b"\n[[checks]]\ntable = "a"\nunique = 5\n', '(j.toml:6:1).'],
    [
      'a program',
      'k.ts',
      "import { defineConfig } from 'peerquest-audit';\nexport default defineConfig({\n  checks: [\n    { table: 'a', unique: 'b' },\n    { table: `a`, unique: 5 },\n  ],\n});\n",
      'it must be a column, or a list of columns (k.ts:5:19).',
    ],
    [
      'a program with a variable',
      'l.js',
      'const config = {\n  // no\n  throttle: 2,\n};\nmodule.exports = config;\n',
      'it must be at most 0.95 (l.js:3:3).',
    ],
    ['a program that spreads', 'm.ts', 'const base = {};\nexport default {\n  ...base,\n  limit: [1],\n};\n', 'and is a list (m.ts:4:3).'],
    ['a program that makes it elsewhere', 'n.ts', 'export default Object.fromEntries([["limit", "a"]]);\n', 'and is a text.'],
  ])('%s', async (_, name, text, sentence) => {
    const said = await mistakeIn(name, text);
    expect(said.slice(-sentence.length)).toBe(sentence);
  });

  it.each([
    ['a.json', '{\n  "a": 1,,\n}', /cannot be read: .* \(a\.json:2:10\)\.$/],
    ['b.json', '{\n  "a": "pass:word\n}', /cannot be read: .* \(b\.json:2:18\)\.$/],
    ['c.json5', '{\n a: 1,,\n}', /cannot be read: invalid character ',' \(c\.json5:2:7\)\.$/],
    ['d.yaml', 'a: [1\nb: 2', /cannot be read: .* \(d\.yaml:2:1\)\.$/],
    ['e.toml', 'a = 1\nb = = 2', /cannot be read: invalid value \(e\.toml:2:5\)\.$/],
    ['f.ts', 'export default {\n  a: 1,,\n};\n', /cannot be read: .* \(f\.ts:2:7\)\.$/],
    ['g.ts', "interface A { a: 1 }\n\nexport default () => { throw new Error('no'); };\n", /cannot be read: no \(g\.ts:3:\d+\)\.$/],
  ])('so is what cannot be read: %s', async (name, text, sentence) => {
    const said = await mistakeIn(`broken/${name}`, text);
    expect(said.replaceAll('broken/', '')).toMatch(sentence);
    expect(said).not.toContain('pass:word');
  });

  it.each([
    [
      'checks/a.yaml',
      '- table: a\n  unique: b\n- table: a\n  matches: x\n  pattern: 5\n',
      'pattern": it must be a text (',
      'checks/a.yaml:5:3).',
    ],
    ['checks/b.sql', '/*\nid: a-b\ntitle: T\nseverity: bad\nkey: [id]\n*/\nselect 1', 'or "info" (', 'checks/b.sql:4:1).'],
    ['checks/c.ts', 'export default {\n  id: 5,\n};\n', 'it must be a text, and is a number (', 'checks/c.ts:2:3).'],
    ['checks/d.ts', 'export default {\n  id: nowhere,\n};\n', 'cannot be read: nowhere is not defined (', 'checks/d.ts:2:7).'],
  ])('so is a mistake in a file with checks: %s', async (name, text, sentence, place) => {
    await mistakeIn(name, text);
    const said = await mistakeIn('own.json', JSON.stringify({ checks: [name] }));
    expect(said).toContain(sentence);
    expect(said.slice(-place.length)).toBe(place);
  });
});

it('checks in programs are named by pattern, without their tests', async () => {
  const check = (id: string) =>
    `{ id: '${id}', title: 'T', severity: 'info', key: ['id'], find: ({ db }) => db.selectFrom('t').select('id') }`;
  const file = (name: string, text: string) => mistakeIn(`code/${name}`, text);
  await file('one.ts', `import { defineCheck } from 'peerquest-audit';\nexport default defineCheck(${check('one')});\n`);
  await file('two.mjs', `export default [${check('two')}, { table: 't', unique: 'name', id: 'three' }];\n`);
  await file('one.test.ts', "throw new Error('not to be run');\n");
  await file('types.d.ts', 'export default 5;\n');
  const config = folder.file('code.json');
  writeFileSync(config, JSON.stringify({ checks: ['code/*.ts', 'code/*.mjs'] }));
  const { checks } = await readConfigFile(config, false, () => import('../../src/index.ts'));
  expect(checks?.map(({ id }) => id)).toEqual(['one', 'two', 'three']);
});

describe('what is wrong is said in our words', () => {
  const WRONG: readonly unknown[] = [5, -1, 0.5, 1e9, '', 'x', true, null, [], [5], [''], {}, { a: 5 }, { read: 1 }, [[]], 'ftp://x'];
  const LEAKED = /Invalid|Too (?:big|small)|Unrecognized|expected|received|undefined|zod|\bit must be$|something else/;

  it.each(Object.keys(settingsSchema.shape))('of the setting %s', async (name) => {
    for (const value of WRONG) expect(await mistakeIn('words.json', JSON.stringify({ [name]: value }))).not.toMatch(LEAKED);
  });

  it.each(Object.keys(declarationSchemas))('of a declared check: %s', async (rule) => {
    const { shape } = declarationSchemas[rule as keyof typeof declarationSchemas];
    for (const member of Object.keys(shape))
      for (const value of WRONG)
        expect(await mistakeIn('words.json', JSON.stringify({ checks: [{ table: 't', [rule]: 'c', [member]: value }] }))).not.toMatch(
          LEAKED,
        );
  });

  it('of a check in a program', async () => {
    for (const member of Object.keys(ownCheckSchema.shape))
      for (const value of WRONG)
        expect(
          await mistakeIn(
            'words.json',
            JSON.stringify({ checks: [{ id: 'a', title: 'T', severity: 'info', key: ['k'], [member]: value }] }),
          ),
        ).not.toMatch(LEAKED);
  });
});

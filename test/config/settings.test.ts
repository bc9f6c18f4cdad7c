import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerquest-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const library = () => import('../../src/index.ts');
let number = 0;
let file = '';

/** Reads these settings from a file of their own, as a file is loaded once. */
async function read(settings: object) {
  file = join(folder, `${++number}.json`);
  writeFileSync(file, JSON.stringify(settings));
  return readConfigFile(file, false, library);
}
/** The sentence without the place (`places.test.ts`). */
const mistakeIn = (settings: object) =>
  read(settings).then(
    () => 'no mistake',
    (error: unknown) => (error as Error).message.replace(/ \([^()]*:\d+:\d+\)/, ''),
  );

it('an override of what a record cannot hold is refused, and not dropped', async () => {
  const settings = JSON.parse('{"overrides":{"__proto__":{"severity":"info"}}}') as object;
  expect(await mistakeIn(settings)).toMatch(/^The setting "overrides" .* names "__proto__", which is no check: take it out\.$/);
});

it('a file that holds no settings is told so', async () => {
  expect(await mistakeIn(['a', 'b'])).toMatch(
    /^The configuration file ".*" has no settings: it must name them, such as "database", "only", "skip"\.$/,
  );
});

describe('a setting that names checks or groups', () => {
  it.each(['only', 'skip', 'groups'])('"%s" is named with its file where a name is mistyped', async (setting) => {
    expect(await mistakeIn({ [setting]: ['xp', 'guidl'] })).toBe(
      `There is no check or group "guidl" for the setting "${setting}" of the configuration file "${file}": did you mean "guild"?`,
    );
    expect(await mistakeIn({ [setting]: ['own'] })).toBe(
      `There is no check of your own for the setting "${setting}" of the configuration file "${file}": "checks" and "sqlChecks" in the configuration file name them.`,
    );
    expect(await read({ [setting]: ['all', 'default', 'guild', 'user-level'] })).toEqual({
      [setting]: ['all', 'default', 'guild', 'user-level'],
    });
  });

  it('knows the checks and groups that the file brings', async () => {
    writeFileSync(
      join(folder, 'a.sql'),
      '/*\nid: empty-orders\ntitle: Empty\nseverity: info\nkey: [id]\ngroup: shop\n*/\nselect id from t',
    );
    expect(await mistakeIn({ sqlChecks: ['a.sql'], groups: ['shop', 'empty-orders', 'own'] })).toBe('no mistake');
    expect(await mistakeIn({ sqlChecks: ['a.sql'], groups: ['shp'] })).toMatch(/no check or group "shp" .*: did you mean .*"shop"/);
  });
});

describe('what a setting may be', () => {
  it.each<readonly [string, readonly unknown[], readonly unknown[]]>([
    ['failOn', ['critical', 'warning', 'info', 'never'], ['always', 1]],
    [
      'levels',
      [{ xpPerLevel: 1, offset: -1, highest: 1 }],
      [{ xpPerLevel: 0 }, { xpPerLevel: 1, highest: 0 }, {}, { xpPerLevel: 1, x: 1 }],
    ],
    ['mediaRoot', ['.'], ['']],
    ['mediaUrl', ['http://h', 'https://h/x'], ['ftp://h', 'xhttp://h', 'h', 'httpsx://h']],
    ['readDataSubset', ['1/7'], ['7', '0/7']],
    ['detailed', [true, false], ['true']],
    ['maxLag', [0, 0.5], [-1]],
    ['limit', [0, 5], [-1, 0.5]],
    ['format', ['text', 'json'], ['xml']],
    ['output', ['o'], ['']],
    ['store', ['s'], ['']],
    ['baseline', ['b'], ['']],
    ['maxChanges', [1], [0, 1.5]],
    ['throttle', [0, 0.95], [-0.1, 0.96]],
    ['certainOnly', [true], [1]],
  ])('%s', async (name, good, bad) => {
    for (const value of good) expect(await read({ [name]: value })).toEqual({ [name]: value });
    for (const value of bad) expect(await mistakeIn({ [name]: value })).toMatch(new RegExp(`The configuration file ".*" .*"${name}`));
  });

  it('has defaults within it', async () => {
    expect(await read({ levels: { xpPerLevel: 500 } })).toEqual({ levels: { xpPerLevel: 500, offset: 0, highest: 100 } });
    expect(await read({ users: { table: 't', name: 'n' } })).toEqual({ users: { table: 't', id: 'id', name: 'n' } });
  });

  it('is known by its name', async () => {
    expect(await mistakeIn({ formt: 'json' })).toBe(
      `The configuration file "${file}" has an unknown setting "formt": did you mean "format"?`,
    );
    expect(await mistakeIn({ zzzzzz: 1 })).toBe(`The configuration file "${file}" has an unknown setting "zzzzzz".`);
    expect(await mistakeIn({ levels: { xpPerLevel: 1, offst: 1 } })).toBe(
      `The configuration file "${file}" has an unknown setting "offst" in "levels".`,
    );
    expect(await mistakeIn({ levels: {} })).toBe(`The configuration file "${file}" lacks the setting "levels.xpPerLevel".`);
  });

  it('stands in a file that is there, and is one', async () => {
    await expect(readConfigFile(join(folder, 'none.json'), false, library)).rejects.toThrow(
      /^There is no configuration file ".*none\.json": check the path/,
    );
    await expect(readConfigFile(folder, false, library)).rejects.toThrow(/^The configuration file ".*" cannot be read: it is a folder\.$/);
    const long = join(folder, 'long.json');
    writeFileSync(long, ' '.repeat(1 << 22) + '{}');
    await expect(readConfigFile(long, false, library)).rejects.toThrow(/cannot be read: it has more than 4 MB\.$/);
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{');
    await expect(readConfigFile(broken, false, library)).rejects.toThrow(
      /^The configuration file ".*broken\.json" cannot be read: [^\n]+$/,
    );
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/config/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'peerquest-config-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let number = 0;
let file = '';

/** Reads these settings from a file of their own, as a file is loaded once. */
async function read(settings: object) {
  file = join(folder, `${++number}.json`);
  writeFileSync(file, JSON.stringify(settings));
  return readConfigFile(file);
}
const mistakeIn = (settings: object) =>
  read(settings).then(
    () => 'no mistake',
    (error: unknown) => (error as Error).message,
  );

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

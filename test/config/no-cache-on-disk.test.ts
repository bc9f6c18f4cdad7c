import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createJiti } from 'jiti';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const CHECK = `export const check: object = { id: 'own-one', title: 'Own', severity: 'info', key: ['id'], find: () => null };\n`;
const CONFIG = `import { check } from './check.ts';\nexport default { checks: [check] as object[] };\n`;

describe('a configuration file in TypeScript', () => {
  it.each([{}, { JITI_FS_CACHE: 'true', JITI_CACHE: 'true' }])(
    'is never taken from a cache that others could have prepared: %j',
    async (env) => {
      const temporary = folder.file(`tmp-${Object.keys(env).length}`);
      mkdirSync(temporary);
      writeFileSync(folder.file('check.ts'), CHECK);
      writeFileSync(folder.file('peerquest-audit.config.ts'), CONFIG);
      // Another user's work: what jiti would cache, as it would name it, with another content.
      const cache = `${temporary}/jiti`;
      const name = folder.file('peerquest-audit.config.ts');
      await createJiti(name, {
        interopDefault: true,
        extensions: ['.ts', '.js', '.json'],
        tryNative: false,
        moduleCache: false,
        fsCache: cache,
      }).import(name);
      for (const file of readdirSync(cache)) {
        // The end is what jiti knows its cache by: a hash of the source, which anybody can read.
        const [mark = ''] = / \/\* v[^*]*\*\/\n$/.exec(readFileSync(`${cache}/${file}`, 'utf8')) ?? [];
        const code = `require('node:fs').writeFileSync(${JSON.stringify(folder.file('planted'))}, ''); exports.default = {}; exports.check = {};`;
        writeFileSync(`${cache}/${file}`, code + mark);
      }
      const before = readdirSync(cache);
      expect(before).toHaveLength(2);
      const { code, stdout } = runCli(['checks'], { cwd: folder.path, env: { ...env, TMPDIR: temporary } });
      expect(code).toBe(0);
      expect(stdout).toContain('own-one');
      expect(readdirSync(temporary)).toEqual(['jiti']);
      expect(readdirSync(cache)).toEqual(before);
      expect(readdirSync(folder.path)).not.toContain('planted');
    },
  );
});

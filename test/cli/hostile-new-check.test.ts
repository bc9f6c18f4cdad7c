import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { attacks, hostileTexts, RAW } from '../support/hostile-text.ts';
import { fileName } from '../support/hostile-world.ts';
import { runInProcess } from '../support/in-process.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Runs new-check for a folder of each name; what it says of it between these two texts. */
async function printed(flags: readonly string[], begin: string, end: string): Promise<readonly (readonly [string, string])[]> {
  const names = [...new Set([...attacks('touched'), ...hostileTexts(40, 'touched')].map((text) => fileName(text).replace(/^\.+/, '')))];
  const config = `${folder.path}/${flags.length}/config.json`;
  mkdirSync(`${folder.path}/${flags.length}`);
  writeFileSync(config, '{}');
  return Promise.all(
    names.map(async (name) => {
      const dir = `${folder.path}/${flags.length}/${name}`;
      const { code, stdout, stderr } = await runInProcess(['new-check', 'order-total', ...flags, '--dir', dir, '--config', config]);
      expect(code, stderr).toBe(0);
      expect(stdout).not.toMatch(RAW);
      const at = stdout.indexOf(begin) + begin.length;
      expect(at, stdout).toBeGreaterThan(begin.length);
      return [name, stdout.slice(at, stdout.indexOf(end, at))] as const;
    }),
  );
}

it('the import that new-check prints is of the file that it wrote, and runs nothing, whatever the folder is called', async () => {
  const told = await printed([], 'import orderTotalCheck from ', ';\n\n  export default');
  const script = `process.stdout.write(JSON.stringify([${told.map(([, text]) => text).join(',\n')}]))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder.path, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(told.map(([name]) => `./${name}/order-total.ts`));
  for (const [name] of told) expect(existsSync(`${folder.path}/0/${name}/order-total.ts`)).toBe(true);
  expect(readdirSync(folder.path).filter((name) => name.startsWith('touch'))).toEqual([]);
});

it('the configuration that new-check prints is JSON that names the folder', async () => {
  const told = await printed(['--sql'], 'a pattern there does already:\n\n', '\n\nRun its test');
  for (const [name, text] of told) expect(JSON.parse(text)).toEqual({ sqlChecks: [`${name}/*.sql`] });
});

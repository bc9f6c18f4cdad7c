import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { describeEngines } from '../support/databases.ts';

describeEngines('init', {}, (database) => {
  it('keeps the address of a server in a .env that only its owner reads, and shows no password', () => {
    const { url } = database();
    if (!/^(?:postgres|mysql)/.test(url)) return;
    const folder = temporaryFolder();
    try {
      const run = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
      const dry = run('init', '--database', url, '--dry-run');
      expect(dry).toMatchObject({ code: 0, stderr: '' });
      const { password } = new URL(url);
      if (password !== '') expect(dry.stdout).not.toContain(password);
      expect(run('init', '--database', url)).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining('Wrote .env (readable') as string,
      });
      expect(statSync(folder.file('.env')).mode & 0o777).toBe(0o600);
      expect(readFileSync(folder.file('.env'), 'utf8')).toBe(`DATABASE_URL='${url}'\n`);
      expect(run('--quiet')).toMatchObject({ code: 0, stderr: '' });
      expect(run('init', '--database', url).stdout).toContain('The address is not kept: .env is there already');
    } finally {
      folder.remove();
    }
  });
});

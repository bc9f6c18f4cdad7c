import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ask } from '../support/asked.ts';
import { startBrowser } from '../support/browser.ts';
import { programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';

const PORT = 18_000 + (process.pid % 10_000);

/** What a browser is opened with leads to the dashboard by itself; what the password does not open asks for one. */
async function opensSignedIn(page: string, password: string): Promise<void> {
  await expect.poll(() => existsSync(page)).toBe(true);
  expect(readFileSync(`${page}.mode`, 'utf8')).toBe('600\n');
  const browser = await startBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(pathToFileURL(page).href);
    await expect.poll(() => tab.url()).toBe(`http://127.0.0.1:${PORT}/`);
    await tab.getByText('This is a playground').waitFor();
    expect(await tab.content()).not.toContain(password);
    await tab.context().clearCookies();
    await tab.goto(`http://127.0.0.1:${PORT}/sign-in#x${password}`);
    await tab.getByRole('textbox', { name: 'User name' }).waitFor();
    await expect.poll(() => tab.url()).toBe(`http://127.0.0.1:${PORT}/sign-in`);
  } finally {
    await browser.close();
  }
}

describe('demo --serve', () => {
  it(
    'opens signed in as admin, has 90 days of history behind a password of its own, and leaves nothing behind',
    { timeout: 120_000 },
    async () => {
      const folder = temporaryFolder();
      const screen = temporaryFolder();
      const page = join(screen.path, 'page.html');
      writeFileSync(join(screen.path, 'xdg-open'), `#!/bin/sh\nstat -c %a "$1" > '${page}.mode'\ncp "$1" '${page}'\n`, { mode: 0o755 });
      // A terminal, before a screen: "script" is one.
      const program = `exec '${process.execPath}' '${resolve('dist/peerquest-audit.js')}' demo --serve --port ${PORT}`;
      const child = spawn('script', ['-qfec', program, '/dev/null'], {
        cwd: folder.path,
        env: {
          ...programEnvironment(),
          ...{ TMPDIR: folder.path, PEERQUEST_AUDIT_HISTORY: 'on', DISPLAY: ':9' },
          PATH: `${screen.path}${delimiter}${process.env['PATH'] ?? ''}`,
        },
      });
      let printed = '';
      child.stdout.on('data', (piece: Buffer) => (printed += piece.toString()));
      child.stderr.on('data', (piece: Buffer) => (printed += piece.toString()));
      const ended = once(child, 'close');
      await expect.poll(() => printed, { timeout: 90_000, interval: 200 }).toMatch(/with the password "([^"]+)"/);
      const [, password = ''] = /with the password "([^"]+)"/.exec(printed) ?? [];
      const path = '/api/v1/session';
      await expect
        .poll(
          () =>
            ask(PORT, '/health/live')
              .then(({ status }) => status)
              .catch(() => 0),
          { timeout: 10_000 },
        )
        .toBe(200);
      expect((await ask(PORT, path)).status).toBe(401);
      const answer = await ask(PORT, path, {
        method: 'POST',
        body: { name: 'admin', password },
        headers: { origin: `http://127.0.0.1:${PORT}` },
      });
      expect(JSON.parse(answer.body)).toMatchObject({ session: { role: 'admin', playground: true } });
      const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
      const { body } = await ask(PORT, '/api/v1/databases/default/runs?limit=100', { headers: { cookie } });
      const { runs } = JSON.parse(body) as { runs: readonly { id: string; mode: string }[] };
      const count = (mode: string): number => runs.filter((run) => run.mode === mode).length;
      expect([count('audit'), count('fix'), count('undo')]).toEqual([89, 3, 1]);
      const kept = JSON.parse((await ask(PORT, '/api/v1/databases/default/backups', { headers: { cookie } })).body) as object;
      expect(kept).toMatchObject({ configured: true, backups: [{ verdict: 'sound' }, { verdict: 'sound' }, { verdict: 'sound' }] });
      // A backup holds nothing that came after it.
      const { backups } = kept as { readonly backups: readonly { readonly newest: string; readonly verifiedAt: string }[] };
      expect(backups.filter(({ newest, verifiedAt }) => newest > verifiedAt)).toEqual([]);
      const { jobs } = JSON.parse((await ask(PORT, '/api/v1/jobs', { headers: { cookie } })).body) as {
        readonly jobs: readonly { readonly name: string; readonly last: object | null }[];
      };
      expect(jobs.map(({ name, last }) => [name, last])).toEqual([
        ['nightly', expect.objectContaining({ state: 'issues', run: runs.find(({ mode }) => mode === 'audit')?.id })],
        ['backup', expect.objectContaining({ state: 'passed' })],
      ]);
      await opensSignedIn(page, password);
      child.stdin.write('\x03');
      expect(await ended).toEqual([0, null]);
      expect(readdirSync(folder.path)).toEqual([]);
      folder.remove();
      screen.remove();
    },
  );

  it('makes no sample database besides', () => {
    const { code, stderr } = runCli(['demo', '--serve', '--users', '9']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--serve makes a playground of its own')]);
    expect(runCli(['demo', '--port', '1']).stderr).toContain('--port goes with --serve');
    expect(runCli(['demo', '--no-open']).stderr).toContain('--no-open goes with --serve');
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask } from '../support/asked.ts';
import { programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';

const PORT = 18_000 + (process.pid % 10_000);

describe('demo --serve', () => {
  it(
    'has 90 days of history behind a password of its own, says that it is a playground, and leaves nothing behind',
    { timeout: 120_000 },
    async () => {
      const folder = temporaryFolder();
      const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), 'demo', '--serve', '--port', String(PORT)], {
        cwd: folder.path,
        env: { ...programEnvironment(), TMPDIR: folder.path, PEERQUEST_AUDIT_HISTORY: 'on' },
      });
      let printed = '';
      child.stdout.on('data', (piece: Buffer) => (printed += piece.toString()));
      child.stderr.on('data', (piece: Buffer) => (printed += piece.toString()));
      const ended = once(child, 'close');
      await expect.poll(() => printed, { timeout: 90_000, interval: 200 }).toMatch(/Probes: .*\n/);
      const [, password = ''] = /as "admin" with the password "([^"]+)"/.exec(printed) ?? [];
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
      child.kill('SIGINT');
      await ended;
      expect(readdirSync(folder.path)).toEqual([]);
      folder.remove();
    },
  );

  it('makes no sample database besides', () => {
    const { code, stderr } = runCli(['demo', '--serve', '--users', '9']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--serve makes a playground of its own')]);
    expect(runCli(['demo', '--port', '1']).stderr).toContain('--port goes with --serve');
  });
});

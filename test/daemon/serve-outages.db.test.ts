import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import type { JobState } from '../../src/history/index.ts';
import { openedStore } from '../history/fixtures.ts';
import { startPostgres } from '../servers/postgres.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase } from '../support/databases.ts';
import { closeListening, listening } from '../support/listening.ts';
import { isThorough } from '../support/thorough.ts';
import { startService } from '../support/service-process.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const KEY = { job: 'weekly', database: 'main' };
/** The next time of the job comes when nobody waits for it any more: what runs here was missed. */
const JOBS = [{ name: 'weekly', cron: '0 9 * * 1', jitter: 0 }];
const environment = { PORT: '0' };
const NEWS = 'PeerQuest data synchronization issues detected!';

function configured(name: string, url: string, store: string, more: object = {}): readonly string[] {
  writeFileSync(folder.file(name), JSON.stringify({ databases: { main: { url } }, store, jobs: JOBS, ...more }), { mode: 0o600 });
  return ['--config', name, '--log-format', 'text'];
}

describe.skipIf(inject('postgres') === null)('the service on PostgreSQL (needs it)', () => {
  it('audits what was missed, lives without its store, and goes on when it is back', async () => {
    const server = await startPostgres([]);
    if (server === null) throw new Error('There is no server.');
    const database = await createDatabase('postgresql', { server: server.url });
    await database.insert(audit001);
    await database.leave();
    const stateOf = async (since?: string): Promise<JobState | undefined> => {
      const store = await openedStore(server.url);
      try {
        await store.jobs.add(KEY, LONG_AGO);
        const [state] = await store.jobs.all();
        if (since !== undefined && state !== undefined) await store.jobs.change(state, { dueAt: since });
        return state;
      } finally {
        await store.close();
      }
    };
    await stateOf();
    let heard = '';
    const receiver = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (heard += chunk.toString())).on('end', () => response.end());
    });
    const host = `127.0.0.1:${await listening(receiver)}`;
    const args = configured('both.json', database.url, server.url, {
      alerts: { channels: { chat: { type: 'slack', url: `http://${host}` } }, allow: [host] },
    });
    let service = startService(args, { cwd: folder.path, env: environment });
    try {
      await service.until(/job-finished .*state=issues/);
      await expect.poll(() => heard, { timeout: 20_000 }).toContain(NEWS);
      heard = '';
      // The line that programs of the old command look for stands by itself.
      expect(service.printed()).toMatch(/^TOTAL ISSUES: 5$/m);
      expect(await stateOf()).toMatchObject({ state: 'issues', attempts: 1, exitCode: 1 });
      await server.kill();
      await service.until('schedule-waits');
      await server.restart();
      // The first look at the store finds the job due.
      await stateOf(LONG_AGO);
      await service.until('store-is-back');
      await service.until(/(?:job-finished .*state=issues[\s\S]*){2}/);
      expect((await service.end()).code).toBe(0);
      expect(service.printed()).not.toContain('pg-s3cret');
      // Started again it has nothing to make up for, and the same findings are no news.
      service = startService(args, { cwd: folder.path, env: environment });
      await service.until('service-started');
      expect(await stateOf()).toMatchObject({ state: 'issues', attempts: 1 });
      expect((await service.end()).code).toBe(0);
      expect([service.printed().includes('job-started'), heard.includes(NEWS)]).toEqual([false, false]);
    } finally {
      await service.end('SIGKILL');
      await closeListening();
      await server.stop();
    }
  });
});

// Its parts are shown each time, with a fake clock: scheduler.test.ts, delivery.test.ts, health.test.ts, after-run.test.ts.
describe.skipIf(inject('postgres') === null || !isThorough)('a database that is away (needs PostgreSQL)', () => {
  it('is told once and once it is back, makes the service unfit meanwhile, and is audited again', async () => {
    const server = await startPostgres([]);
    if (server === null) throw new Error('There is no server.');
    const database = await createDatabase('postgresql', { server: server.url });
    await database.insert(audit001);
    await database.leave();
    const heard: string[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        heard.push((JSON.parse(body) as { text: string }).text);
        response.end();
      });
    });
    const origin = `http://127.0.0.1:${await listening(receiver)}`;
    const store = folder.file('outage.sqlite3');
    const open = await openedStore(store);
    const isDueAgain = async (): Promise<void> => {
      await open.jobs.add(KEY, LONG_AGO);
      const [state] = await open.jobs.all();
      if (state !== undefined) await open.jobs.change(state, { dueAt: LONG_AGO, retryAt: null });
    };
    await isDueAgain();
    const alerts = { channels: { chat: { type: 'slack', url: origin } }, allow: [new URL(origin).host] };
    const settings = { databases: { main: { url: database.url } }, store, jobs: JOBS, alerts, health: { interval: '1s' } };
    writeFileSync(folder.file('outage.json'), JSON.stringify(settings), { mode: 0o600 });
    const service = startService(['--config', 'outage.json', '--log-format', 'text'], { cwd: folder.path, env: environment });
    const quick = async (wanted: number): Promise<void> => {
      const [, port = ''] = /http-listening address=http:\/\/127\.0\.0\.1:(\d+)/.exec(service.printed()) ?? [];
      let status = 0;
      for (const end = performance.now() + 20_000; status !== wanted && performance.now() < end;) {
        ({ status } = await fetch(`http://127.0.0.1:${port}/health/quick`));
      }
      expect(status).toBe(wanted);
    };
    try {
      await service.until(/job-finished .*state=issues/);
      await quick(200);
      await server.kill();
      await quick(503);
      for (const times of [1, 2]) {
        await isDueAgain();
        await service.until(new RegExp(`(?:job-finished .*state=failed[^]*){${times}}`));
      }
      await server.restart();
      await quick(200);
      await isDueAgain();
      await service.until(/(?:job-finished .*state=issues[^]*){2}/);
      await service.until(/(?:alert-sent[^]*){3}/);
      expect((await service.end()).code).toBe(0);
      expect(heard).toHaveLength(3);
      expect(heard[2]).toContain('PeerQuest');
      expect(heard.join() + service.printed()).not.toContain('pg-s3cret');
    } finally {
      await service.end('SIGKILL');
      await open.close();
      await closeListening();
      await server.stop();
    }
  });
});

describe('the service with its store in a file', () => {
  it('says of a database that is away that it tries again, and when', async () => {
    const store = folder.file('away.sqlite3');
    const open = await openedStore(store);
    await open.jobs.add(KEY, LONG_AGO);
    const service = startService(configured('away.json', 'postgresql://u:s3cret-word@127.0.0.1:1/d', store), {
      cwd: folder.path,
      env: environment,
    });
    try {
      await service.until(/job-finished .*state=failed retryAt=20/);
      const [state] = await open.jobs.all();
      expect(state).toMatchObject({ state: 'failed', attempts: 1, exitCode: 2, run: expect.any(String) as string });
      expect(Date.parse(state?.retryAt ?? '') - Date.parse(state?.finishedAt ?? '')).toBe(60_000);
      expect((await service.end()).code).toBe(0);
      expect(service.printed() + (state?.error ?? '')).not.toContain('s3cret-word');
    } finally {
      await service.end('SIGKILL');
      await open.close();
    }
  });

  // It waits for half a minute; that it is so with shorter leases is shown by schedule-kills.db.test.ts each time.
  it.skipIf(!isThorough)('takes up a run that was killed when it starts again, and the history has it once', async () => {
    runCli(['demo', '--out', 'killed.sqlite3'], { cwd: folder.path });
    const store = folder.file('killed-store.sqlite3');
    const open = await openedStore(store);
    await open.jobs.add(KEY, LONG_AGO);
    const args = configured('killed.json', 'killed.sqlite3', store);
    const first = startService(args, { cwd: folder.path, env: environment });
    await first.until('job-started');
    await first.end('SIGKILL');
    const service = startService(args, { cwd: folder.path, env: environment });
    try {
      // Nothing is heard of the one that is gone for half a minute.
      await service.until('job-taken-over', 60_000);
      const until = performance.now() + 20_000;
      while ((await open.jobs.all())[0]?.state === 'running' && performance.now() < until)
        await new Promise((wake) => setTimeout(wake, 100));
      expect((await open.jobs.all())[0]).toMatchObject({ state: 'issues', attempts: 2 });
      expect((await service.end()).code).toBe(0);
      expect(await open.history.runs({})).toHaveLength(1);
    } finally {
      await service.end('SIGKILL');
      await open.close();
    }
  });
});

import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../support/asked.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { keptIn } from '../../support/kept.ts';
import { refused } from '../../support/refused.ts';
import { startService, type ServiceProcess } from '../../support/service-process.ts';

const folder = temporaryFolder();
const base = '/api/v1/databases/default';
const files = () => keptIn(folder.file('db.sqlite3'), folder.file('store.sqlite3'));
let service: ServiceProcess | null = null;
beforeAll(() => {
  runCli(['demo', '--users', '3000', '--fault', '0.9', '--seed', '7', '--out', 'db.sqlite3'], { cwd: folder.path });
  writeFileSync(folder.file('peerquest-audit.config.json'), JSON.stringify({ database: 'db.sqlite3', store: 'store.sqlite3' }), {
    mode: 0o600,
  });
});
afterEach(async () => {
  await service?.end('SIGKILL');
  service = null;
});
afterAll(() => {
  folder.remove();
});

/** Starts it, and tells where it listens. */
async function started(): Promise<number> {
  service = startService([], { cwd: folder.path });
  await service.until(/"event":"service-started"/);
  return Number(/"address":"http:[^"]+:(\d+)"/.exec(service.printed())?.[1]);
}

describe('attack 20: restarts', () => {
  it('close the making of the first account for good, once there is one', async () => {
    const setUp = (port: number, code: string) =>
      ask(port, '/api/v1/setup', { method: 'POST', body: { code, name: 'owner', password: 'a long password' } });
    const codeOf = (): string => /with the code ([\w-]+)/.exec(service?.printed() ?? '')?.[1] ?? '';
    await started();
    const old = codeOf();
    await service?.end();
    // A code lives as long as its process.
    let port = await started();
    await refused({ files }, 403, () => setUp(port, old));
    const code = codeOf();
    expect((await setUp(port, code)).status).toBe(201);
    expect((await service?.end())?.code).toBe(0);
    port = await started();
    expect(service?.printed()).not.toContain('with the code');
    await refused({ files }, 404, ...[old, code].map((one) => () => setUp(port, one)));
  });

  it('end the transaction of a repair, then the streams, within ten seconds', async () => {
    const port = await started();
    const signedIn = await ask(port, '/api/v1/session', { method: 'POST', body: { name: 'owner', password: 'a long password' } });
    const headers = { cookie: String(signedIn.headers['set-cookie']).split(';')[0] ?? '', origin: `http://127.0.0.1:${port}` };
    const post = (path: string, body: object) => ask(port, base + path, { method: 'POST', body, headers });
    const planning = await post('/plans', {});
    const { body: planned } = await ask(port, `${String(planning.headers['location'])}/events`, { headers });
    const { id, changes } = (
      JSON.parse(planned.slice(planned.lastIndexOf('data: ') + 6)) as { ticket: { plan: { id: string; changes: number } } }
    ).ticket.plan;
    const applying = await post(`/plans/${id}/apply`, { changes });
    expect(applying.status).toBe(202);
    const stream = await fetch(`http://127.0.0.1:${port}${String(applying.headers['location'])}/events`, { headers });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const hear = async (): Promise<boolean> => {
      const { done = true, value = '' } = (await reader?.read()) ?? {};
      heard += value;
      return !done;
    };
    // Its first transaction is done, and it is at the next.
    while (!heard.includes('event: changes\n')) expect(await hear()).toBe(true);
    const told = performance.now();
    const ended = service?.end();
    while (await hear());
    const { code, stderr } = (await ended) ?? {};
    expect(performance.now() - told).toBeLessThan(10_000);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // It told how it ended before the stream did: not all of it was made.
    expect(heard).toMatch(/\nevent: ended\ndata: .*"state":"ended".*"exitCode":130,.*\n\n$/);
    // What the journal says is what the database has: taking it back finds every row as it was left.
    const undo = runCli(['undo', 'last', '--yes', '--max-changes', '100000'], { cwd: folder.path });
    expect([undo.code, undo.stderr]).toEqual([0, '']);
  });

  it('leave files that nobody else reads', () => {
    expect(existsSync(folder.file('store.sqlite3'))).toBe(true);
    for (const name of readdirSync(folder.path).filter((one) => one.startsWith('store')))
      expect([name, statSync(folder.file(name)).mode & 0o077]).toEqual([name, 0]);
  });
});

import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { sharedStore } from '../../src/history/index.ts';
import { alertOfCondition } from '../../src/notify/index.ts';
import { Workspace } from '../../src/workspace/index.ts';
import type { Asked } from '../support/asked.ts';
import { runInProcess } from '../support/in-process.ts';
import { served, type Person, type Served } from '../support/served.ts';

const CANARY = 'canary-of-a-secret';
const RUN = '/api/v1/databases/default/jobs/nightly/runs';
const LOOK = '/api/v1/probes/good/looks';
const TEST = '/api/v1/alerts/hook/tests';

let other: Server;
let service: Served;
/** What the other server was asked, and what it has not answered yet. */
const asked: string[] = [];
let told = '';
let waiting: { readonly request: IncomingMessage; readonly response: ServerResponse } | null = null;
const sessions = {} as Record<Person, Readonly<Record<string, string>>>;

beforeAll(async () => {
  other = createServer((from, response) => {
    asked.push(`${from.method ?? ''} ${from.url ?? ''}`);
    from.on('data', (piece: Buffer) => (told += piece.toString()));
    if (from.url === '/slow') waiting = { request: from, response };
    else if (from.url === '/away') response.writeHead(503).end(CANARY);
    else response.end('hello');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const at = `http://127.0.0.1:${(other.address() as { port: number }).port}`;
  const allow = ['127.0.0.1'];
  const hook = { type: 'webhook', secret: 'env:SECRET' };
  const settings = {
    backups: { default: { file: 'package.json' } },
    jobs: [
      { name: 'nightly', cron: '0 3 * * *', timeZone: 'UTC', checks: ['quest-status'], detailed: true },
      // Never run here.
      { name: 'kept', cron: '0 4 * * *', timeZone: 'UTC', report: { json: 'reports/kept.json' } },
    ],
    probes: {
      good: { url: `${at}/`, headers: { authorization: 'env:SECRET' }, allow },
      slow: { url: `${at}/slow`, allow, retries: 0 },
      unset: { url: `${at}/`, headers: { authorization: 'env:NOWHERE' }, allow, retries: 0 },
    },
    alerts: {
      allow,
      publicUrl: 'https://audit.example.org',
      channels: { hook: { ...hook, url: 'env:HOOK' }, away: { ...hook, url: `${at}/away` }, unset: { ...hook, url: 'env:NOWHERE' } },
    },
  };
  const secret = `whsec_${Buffer.from(CANARY.padEnd(32, '.')).toString('base64')}`;
  service = await served({ settings, environment: { SECRET: secret, HOOK: `${at}/${CANARY}` } });
  for (const person of ['vera', 'otto', 'ada'] as const) sessions[person] = await service.signedIn(person);
  await fill();
}, 60_000);
afterAll(async () => {
  await service.stop();
  other.closeAllConnections();
  other.close();
});

/** What the loops of the service would have kept. */
async function fill(): Promise<void> {
  const shared = sharedStore(parseDatabaseUrl(service.folder.file('store.sqlite3')));
  const store = await shared.made();
  const at = new Date().toISOString();
  await store.jobs.add({ job: 'nightly', database: 'default' }, at);
  const [job] = await store.jobs.all();
  if (job === undefined) throw new Error('There is no job.');
  const error = `It failed at /srv/${CANARY}.`;
  await store.jobs.change(job, { state: 'failed', startedAt: at, finishedAt: at, attempts: 1, exitCode: 3, error });
  const looked = { name: 'good', since: at, pending: [], at, latencyMs: 12, status: 200, reason: null, certificateEnds: null };
  await store.probes.keep(null, { ...looked, state: 'up', outcome: 'up' });
  const { settings } = await Workspace.open({ config: service.folder.file('config.json') });
  if (settings.alerts === undefined) throw new Error('There are no alerts.');
  await alertOfCondition(
    { store, settings: settings.alerts, clock: () => new Date() },
    { news: 'probe', database: null, name: 'good', isBad: true, severity: 'critical', sentence: `${CANARY} is down.` },
  );
  await shared.close();
}

const as = (person: Person, path: string, method = 'GET', body?: unknown): Promise<Asked> =>
  service.ask(path, { method, headers: sessions[person], ...(body === undefined ? {} : { body }) });
const read = async (path: string): Promise<unknown> => {
  const { status, body } = await as('vera', path);
  expect([path, status, body.includes(CANARY)]).toEqual([path, 200, false]);
  return JSON.parse(body);
};
const cli = async (...args: readonly string[]): Promise<unknown> => {
  const { stdout } = await runInProcess([...args, '--config', service.folder.file('config.json'), '--format', 'json']);
  return JSON.parse(stdout);
};

describe('who may', () => {
  it.each([
    ['GET', '/api/v1/jobs', [401, 200, 200, 200]],
    ['GET', '/api/v1/probes', [401, 200, 200, 200]],
    ['GET', '/api/v1/probes/past', [401, 200, 200, 200]],
    ['GET', '/api/v1/alerts', [401, 200, 200, 200]],
    ['POST', RUN, [401, 403, 202, 202]],
    ['POST', LOOK, [401, 403, 200, 200]],
    ['POST', TEST, [401, 403, 403, 200]],
  ])('%s %s', { timeout: 60_000 }, async (method, path, wanted) => {
    const body = method === 'POST' ? {} : undefined;
    const stranger = await service.ask(path, { method, ...(body === undefined ? {} : { body }) });
    const known: Asked[] = [];
    for (const person of ['vera', 'otto', 'ada'] as const) known.push(await as(person, path, method, body));
    expect([stranger, ...known].map(({ status }) => status)).toEqual(wanted);
    for (const answer of known) expect(answer.body).not.toContain(CANARY);
  });
});

describe('what is asked wrongly', () => {
  it.each([RUN, LOOK, TEST])('POST %s takes nothing but an empty object', async (path) => {
    const before = asked.length;
    expect((await as('ada', path, 'POST', { url: 'http://127.0.0.1/', checks: [] })).status).toBe(400);
    expect((await as('ada', path, 'POST', '{"a":1,"a":2}')).status).toBe(400);
    expect((await as('ada', path, 'POST', `{"a":"${'b'.repeat(70_000)}"}`)).status).toBe(413);
    expect((await as('ada', `${path}?limit=1`, 'POST', {})).status).toBe(400);
    expect(asked).toHaveLength(before);
  });

  it('is a query that there is not', async () => {
    for (const path of [
      '/api/v1/jobs?limit=101',
      '/api/v1/jobs?limit=0',
      '/api/v1/jobs?limit=1&limit=2',
      '/api/v1/probes?a=b',
      '/api/v1/probes/past?by=year',
      '/api/v1/alerts?limit=9',
    ])
      expect([path, (await as('ada', path)).status]).toEqual([path, 400]);
  });

  it('is a name that there is not: with the words of any other', async () => {
    const outside = ({ status, body }: Asked) => [status, { ...(JSON.parse(body) as object), correlation: '' }];
    const nothing = outside(await as('ada', '/api/v1/nothing'));
    expect(nothing[0]).toBe(404);
    for (const name of ['nobody', '__proto__', 'constructor', 'toString'])
      for (const path of [
        RUN.replace('nightly', name),
        RUN.replace('default', name),
        LOOK.replace('good', name),
        TEST.replace('hook', name),
      ])
        expect([path, outside(await as('ada', path, 'POST', {}))]).toEqual([path, nothing]);
  });

  it('is a database that one may not see', async () => {
    const made = await as('ada', '/api/v1/tokens', 'POST', { name: 'narrow', role: 'admin', databases: ['other'] });
    const headers = { authorization: `Bearer ${(JSON.parse(made.body) as { secret: string }).secret}` };
    expect(JSON.parse((await service.ask('/api/v1/jobs', { headers })).body)).toMatchObject({ jobs: [] });
    expect((await service.ask(RUN, { method: 'POST', headers, body: {} })).status).toBe(404);
  });
});

describe('jobs', () => {
  it('are those of the command line, with what each came to last', async () => {
    const { jobs, ...rest } = (await cli('schedule')) as { jobs: object[] };
    const last = { state: 'failed', run: null, attempts: 1, retryAt: null, exitCode: 3 };
    // Where reports go is no viewer's concern.
    const told = jobs.map((job) => ({ ...job, report: {} }));
    expect(await read('/api/v1/jobs')).toMatchObject({
      ...rest,
      jobs: [
        { ...told[0], last },
        { ...told[1], last: null },
      ],
    });
    expect((await as('vera', '/api/v1/jobs')).body).not.toContain('kept.json');
    expect((await as('otto', '/api/v1/jobs')).body).toContain('reports/kept.json');
    expect(await read('/api/v1/jobs?limit=1')).toMatchObject({ jobs: [{ next: [expect.any(String)] }, { next: [expect.any(String)] }] });
  });

  it('run now as the configuration says them, for the person who wished it', { timeout: 60_000 }, async () => {
    const { status, headers } = await as('otto', RUN, 'POST', {});
    expect(status).toBe(202);
    let ticket: { state: string; run?: string } = { state: 'running' };
    for (let round = 0; ticket.state === 'running' && round < 300; round += 1) {
      ticket = (await read(String(headers['location']))) as typeof ticket;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(ticket).toMatchObject({ kind: 'audit', by: 'otto', state: 'ended' });
    const { run } = (await read(`/api/v1/databases/default/runs/${ticket.run ?? ''}`)) as { run: { found: object } };
    expect(run).toMatchObject({ operator: expect.stringContaining('otto') as string, recorded: { detail: 'findings' } });
    expect(Object.keys(run.found)).toEqual(['quest-status']);
  });
});

describe('probes', () => {
  it('are those of the command line', async () => {
    const told = await read('/api/v1/probes');
    expect(told).toEqual(await cli('probe'));
    const windows = { day: { results: 1, uptime: 1 }, week: { results: 1 }, month: { results: 1 } };
    expect(told).toMatchObject({
      probes: [{ name: 'good', state: 'up', last: { status: 200 }, windows }, { state: 'unknown' }, { name: 'unset' }],
    });
  });

  it('have a past: by days and by hours, with where slow begins', async () => {
    for (const by of ['day', 'hour'] as const)
      expect(await read(`/api/v1/probes/past?by=${by}`)).toMatchObject({
        probes: [{ name: 'good', latencyMs: 2000, past: [{ up: 1, down: 0, outcome: 'up' }] }, { past: [] }, { name: 'unset' }],
      });
  });

  it('are asked now, whatever comes of it', async () => {
    const look = async (name: string): Promise<unknown> => JSON.parse((await as('otto', LOOK.replace('good', name), 'POST', {})).body);
    expect(await look('good')).toMatchObject({ schemaVersion: 1, probe: { name: 'good', outcome: 'up', status: 200, attempts: 1 } });
    expect(await look('unset')).toMatchObject({ probe: { outcome: 'down', status: null } });
  });

  it('are asked once at a time, and no longer than somebody waits', { timeout: 30_000 }, async () => {
    const path = LOOK.replace('good', 'slow');
    waiting = null;
    const first = request({ port: service.port, path, method: 'POST', headers: { ...sessions.otto, host: `127.0.0.1:${service.port}` } });
    first.on('error', () => undefined).end();
    await expect.poll(() => waiting !== null, { timeout: 10_000 }).toBe(true);
    expect((await as('ada', path, 'POST', {})).status).toBe(409);
    const gone = once((waiting as unknown as { request: IncomingMessage }).request.socket, 'close');
    first.destroy();
    await gone;
    waiting = null;
    const second = as('ada', path, 'POST', {});
    await expect.poll(() => waiting !== null, { timeout: 10_000 }).toBe(true);
    (waiting as unknown as { response: ServerResponse }).response.end('hello');
    expect(JSON.parse((await second).body)).toMatchObject({ probe: { outcome: 'up' } });
  });
});

describe('alerts', () => {
  it('are those of the command line: no address, no secret', async () => {
    const told = await read('/api/v1/alerts');
    expect(told).toEqual(await cli('alert', 'list'));
    expect(told).toMatchObject({
      channels: [{ name: 'hook', type: 'webhook', waiting: 1, sent: 0, failed: 0 }, { name: 'away' }, { name: 'unset' }],
      messages: [{ state: 'waiting', digests: 1 }, { state: 'waiting' }, { state: 'waiting' }],
    });
    expect(JSON.stringify(told)).not.toMatch(/http|env:|whsec/);
  });

  it('attack 4: lead to the address of the configuration, by whatever name they were asked for', async () => {
    told = '';
    const host = `localhost:${service.port}`;
    const { status } = await service.ask(TEST, { method: 'POST', body: {}, headers: { ...sessions.ada, host, origin: `http://${host}` } });
    expect([status, JSON.parse(told)]).toMatchObject([200, { data: { link: 'https://audit.example.org' } }]);
    expect(told).not.toMatch(/localhost|127\.0\.0\.1/);
  });

  it('are tried: what came of it is told, and stands in the audit log', async () => {
    const test = (name: string): Promise<Asked> => as('ada', TEST.replace('hook', name), 'POST', {});
    expect(JSON.parse((await test('hook')).body)).toMatchObject({
      test: { channel: 'hook', delivered: true, note: 'the server answered 200' },
    });
    expect(asked.at(-1)).toBe(`POST /${CANARY}`);
    const away = await test('away');
    expect([away.status, JSON.parse(away.body)]).toMatchObject([200, { test: { delivered: false, note: 'the server answered 503' } }]);
    const unset = await test('unset');
    expect([unset.status, unset.body.includes('NOWHERE')]).toEqual([422, false]);
    const { body } = await as('ada', '/api/v1/deeds?limit=2');
    expect(JSON.parse(body)).toMatchObject({ deeds: [{ who: 'ada', about: { channel: 'away' } }, { about: { channel: 'hook' } }] });
    expect(body).not.toContain(CANARY);
  });
});

it('verifies the configured backup for an operator, and lists what came of it to a viewer', async () => {
  const place = '/api/v1/databases/default/backups';
  const start = (who: Person): Promise<Asked> => service.ask(place, { method: 'POST', headers: sessions[who], body: {} });
  expect((await start('vera')).status).toBe(403);
  expect((await start('otto')).status).toBe(202);
  const listed = async (): Promise<unknown> => JSON.parse((await service.ask(place, { headers: sessions.vera })).body);
  await expect.poll(listed, { timeout: 30_000 }).toMatchObject({
    configured: true,
    backups: [{ database: 'default', name: 'package.json', verdict: 'unrestorable', code: 'UNKNOWN_FORMAT' }],
    next: null,
  });
  expect((await start('otto')).status).toBe(202);
  const page = async (query: string): Promise<{ readonly backups: readonly { readonly id: string }[]; readonly next: string | null }> =>
    JSON.parse((await service.ask(`${place}?${query}`, { headers: sessions.vera })).body) as Awaited<ReturnType<typeof page>>;
  await expect.poll(async () => (await page('limit=9')).backups.length, { timeout: 30_000 }).toBe(2);
  const [both, first] = [await page('limit=2'), await page('limit=1')];
  const second = await page(`limit=1&after=${first.next ?? ''}`);
  expect([...first.backups, ...second.backups]).toEqual(both.backups);
  expect([both.next, second.next]).toEqual([null, null]);
  expect((await service.ask(`${place}?after=nonsense`, { headers: sessions.vera })).status).toBe(400);
});

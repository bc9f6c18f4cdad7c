import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAt } from '../../src/probe/index.ts';
import { madeTarget } from './targets.ts';

let server: Server;
let base: string;
let asked: { path: string; headers: Record<string, unknown> }[] = [];
const timers = new Set<NodeJS.Timeout>();

const answers: Readonly<Record<string, RequestListener>> = {
  '/well': (_, response) => response.setHeader('content-type', 'application/json').end('{"status":"ok","version":[1,2]}'),
  '/missing': (_, response) => response.writeHead(404).end('nothing'),
  '/slow': (_, response) => void timers.add(setTimeout(() => response.end('late'), 1_200)),
  '/never': () => undefined,
  '/endless': (_, response) => {
    response.writeHead(200);
    const more = setInterval(() => response.write('x'.repeat(10_000)), 5);
    timers.add(more);
    response.on('close', () => clearInterval(more));
  },
  '/drip': (_, response) => {
    response.writeHead(200);
    const more = setInterval(() => response.write('x'), 100);
    timers.add(more);
    response.on('close', () => clearInterval(more));
  },
  '/bomb': (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(20_000_000))),
  '/metadata': (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end(),
  '/file': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
  '/cookie': (_, response) => response.setHeader('set-cookie', 'session=1').end('ok'),
};

let failures = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers });
    if (path === '/flaky' && failures-- > 0) response.writeHead(500).end();
    else (answers[path] ?? ((_, other) => other.end('ok')))(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  for (const timer of timers) clearTimeout(timer);
  server.closeAllConnections();
  server.close();
});

const pauses: number[] = [];
const ports = {
  secret: (written: string) => Promise.resolve(written),
  pause: (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds)),
};
const look = (path: string, changes: Parameters<typeof madeTarget>[1] = {}) => lookAt(madeTarget(`${base}${path}`, changes), ports);

describe('a look at a target', () => {
  it.each([
    ['as expected', '/well', { json: { status: 'ok' } }, 'up', null],
    ['with a text in it', '/well', { body: '"status"*ok' }, 'up', null],
    ['of the type', '/well', { type: 'application/json' }, 'up', null],
    ['of another type', '/other', { type: 'application/json' }, 'down', 'answered with something that is not application/json'],
    ['without the text', '/well', { body: 'broken' }, 'down', 'answered without the expected text'],
    ['with other JSON', '/well', { json: { status: 'bad' } }, 'down', 'answered with JSON that does not hold what is expected'],
    ['with no JSON', '/missing', { status: [404], json: {} }, 'down', 'answered with a body that is no JSON'],
    ['with another status', '/missing', {}, 'down', 'answered with 404 instead of 2xx'],
    ['with one of several statuses', '/missing', { status: [200, '4xx'] }, 'up', null],
    ['with a redirect', '/metadata', {}, 'down', 'answered with 302 instead of 2xx'],
    ['compressed', '/bomb', { body: 'x' }, 'down', 'answered with a compressed body, which is not read'],
  ])('%s', async (_, path, expect_, outcome, reason) => {
    const result = await look(path, { expect: { status: ['2xx'], ...expect_ }, retries: 0 });
    expect([result.outcome, result.reason]).toEqual([outcome, reason]);
  });

  it('is slow where it takes longer than it should', async () => {
    expect(await look('/slow', { latencyMs: 1_000 })).toMatchObject({
      outcome: 'slow',
      reason: expect.stringMatching(/^took 1\.\d s of 1\.0 s at most$/) as string,
      status: 200,
    });
  });

  it('is tried again before it counts as failed, and once more at most where it is set so', async () => {
    failures = 1;
    pauses.length = 0;
    expect(await look('/flaky', { retries: 1 })).toMatchObject({ outcome: 'up', attempts: 2 });
    expect(pauses).toEqual([2_000]);
    failures = 2;
    expect(await look('/flaky', { retries: 1 })).toMatchObject({ outcome: 'down', attempts: 2, status: 500 });
  });

  it('sends the headers of the configuration, with secrets from where they stand, and none of them to another host', async () => {
    asked = [];
    const elsewhere = createServer((request, response) => {
      asked.push({ path: 'elsewhere', headers: request.headers });
      response.end();
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as { port: number };
    const through = createServer((_, response) => response.writeHead(302, { location: `http://localhost:${port}/` }).end()).listen(
      0,
      '127.0.0.1',
    );
    await once(through, 'listening');
    const url = `http://127.0.0.1:${(through.address() as { port: number }).port}/`;
    const secret = (written: string) => Promise.resolve(written === 'env:TOKEN' ? 'Bearer canary' : written);
    await lookAt(madeTarget(`${base}/well`, { headers: { authorization: 'env:TOKEN', 'x-plain': 'plain' } }), { ...ports, secret });
    await lookAt(madeTarget(url, { headers: { authorization: 'env:TOKEN' }, follow: true, allow: ['127.0.0.1', 'localhost'] }), {
      ...ports,
      secret,
    });
    expect(asked.map(({ path, headers }) => [path, headers['authorization']])).toEqual([
      ['/well', 'Bearer canary'],
      ['elsewhere', undefined],
    ]);
    elsewhere.close();
    through.close();
  });

  it('says where a secret is missing, and not what it is', async () => {
    const secret = () => Promise.reject(new Error('The configuration names the variable "TOKEN", which is not set.'));
    const result = await lookAt(madeTarget(`${base}/well`, { headers: { a: 'env:TOKEN' } }), { ...ports, secret });
    expect(result).toMatchObject({
      outcome: 'down',
      reason: 'cannot be asked: The configuration names the variable "TOKEN", which is not set.',
    });
  });

  it.each(['/never', '/drip'])('of %s ends in time', async (path) => {
    const began = performance.now();
    expect(await look(path, { timeoutMs: 1_000, retries: 0 })).toMatchObject({
      outcome: 'down',
      reason: 'gave no whole answer within 1 second',
    });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('reads no more of an endless answer than it needs, and inflates nothing', async () => {
    expect(await look('/endless', { retries: 0 })).toMatchObject({ outcome: 'up' });
    expect(await look('/bomb', { retries: 0 })).toMatchObject({ outcome: 'up' });
  });

  it.each([
    ['/metadata', 'leads to a link-local address, where clouds tell credentials, and 169.254.169.254 is not allowed'],
    ['/file', 'begins with neither https:// nor http://'],
    ['/round', 'redirects more than three times'],
  ])('follows %s nowhere that it may not go', async (path, reason) => {
    expect(await look(path, { follow: true, retries: 0 })).toMatchObject({ outcome: 'down', reason });
  });

  it('keeps no cookie', async () => {
    asked = [];
    await look('/cookie');
    await look('/cookie');
    expect(asked.map(({ headers }) => headers['cookie'])).toEqual([undefined, undefined]);
  });

  it('goes nowhere that is not public, unless it is allowed', async () => {
    asked = [];
    expect(await look('/well', { allow: [], retries: 0 })).toMatchObject({
      outcome: 'down',
      reason: 'leads to a private address, and 127.0.0.1 is not allowed',
    });
    expect(asked).toEqual([]);
  });

  it('says nothing of what was answered or of the path', async () => {
    const { reason } = await look('/missing?token=canary', { retries: 0, expect: { status: [200], body: 'wanted' } });
    expect(reason).not.toMatch(/canary|nothing|wanted/);
  });
});

import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appOf } from '../../src/server/app.ts';
import { bindingOf } from '../../src/server/binding.ts';
import { healthRoutes } from '../../src/server/routes/health.ts';
import { json, route, type Route } from '../../src/server/route.ts';
import { ask as asked, say, type Asked, type Asking } from '../support/asked.ts';
import { expectRawRefusal, expectRefusal } from '../support/refused.ts';

const routes: readonly Route[] = [
  ...healthRoutes(),
  route({
    method: 'POST',
    path: '/api/v1/echo/:word',
    right: 'anyone',
    summary: 'Says what it was told',
    params: z.strictObject({ word: z.string().max(20) }),
    query: z.strictObject({ loud: z.enum(['yes', 'no']).optional() }),
    body: z.strictObject({ text: z.string().optional(), deep: z.unknown().optional() }),
    answers: { 200: { words: 'The same' } },
    handle: ({ params, query, body }) => Promise.resolve(json(JSON.stringify({ params, query, body }))),
  }),
  route({
    method: 'GET',
    path: '/api/v1/kept',
    right: 'viewer',
    summary: 'For viewers',
    answers: { 200: { words: 'Something' } },
    handle: () => Promise.resolve(json('{"kept":true}')),
  }),
];

const logged: object[] = [];
const note = (event: string, facts: object = {}): void => void logged.push({ event, ...facts });
const log = { debug: note, info: note, warn: note, error: note };
const noteDeed = () => Promise.resolve();
let app: FastifyInstance;
let port = 0;
beforeAll(async () => {
  app = appOf({
    binding: bindingOf({ port: 0 }, { hosts: ['audit.example.org'] }, {}),
    routes,
    log,
    noteDeed,
    identify: ({ headers }) =>
      Promise.resolve(headers['x-test'] === undefined ? null : { name: 'ann', role: 'viewer', by: 'token', key: 'one', databases: null }),
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
}, 60_000);
afterAll(() => app.close());

/** Asks, and holds whatever is answered against the rules for it. There is no store: what is refused here meets no route. */
async function ask(to: number, path: string, asking: Asking = {}): Promise<Asked> {
  const answer = await asked(to, path, asking);
  expectGuarded(answer);
  if (answer.status >= 400) expectRefusal(answer, [answer.status], asking.method);
  return answer;
}

/** The same for bytes: what is written back is one refusal, with one of these statuses, and the end. */
async function expectRefused(bytes: string, ...statuses: readonly number[]): Promise<void> {
  const heard = await say(port, bytes);
  expectGuarded(expectRawRefusal(heard, ...statuses));
}

/** What every answer has to say, also those that are errors. */
function expectGuarded(answer: { readonly headers: Readonly<Record<string, unknown>> }): void {
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  expect(answer.headers['content-security-policy']).toMatch(/^default-src 'self'; frame-ancestors 'none'/);
  expect(answer.headers['set-cookie']).toBeUndefined();
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) => ask(port, path, { method: 'POST', body, headers });

describe('answers', () => {
  it('have the headers, and are problems with a correlation id that is in the log', async () => {
    const found = await ask(port, '/health/live');
    expect([found.status, found.body]).toEqual([200, '{"status":"pass"}']);
    const missing = await ask(port, '/nothing/here');
    const problem = JSON.parse(missing.body) as Record<string, unknown>;
    expect(problem).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404, detail: 'There is nothing here.' });
    expect(missing.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(logged).toContainEqual(expect.objectContaining({ correlation: problem['correlation'], path: '/nothing/here', status: 404 }));
  });

  it('have an entity tag by which they are not sent twice', async () => {
    const first = await ask(port, '/health/live');
    const again = await ask(port, '/health/live', { headers: { 'if-none-match': String(first.headers['etag']) } });
    expect([again.status, again.body]).toEqual([304, '']);
    expect((await ask(port, '/health/live', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('come to HEAD without a body', async () => {
    const answer = await ask(port, '/health/live', { method: 'HEAD' });
    expect([answer.status, answer.body]).toEqual([200, '']);
  });
});

describe('attack 4: names', () => {
  const hosts = (host: string | readonly string[]) => ask(port, '/health/live', { headers: { host } }).then(({ status }) => status);

  it('of its own are answered', async () => {
    expect(await Promise.all([`127.0.0.1:${port}`, `localhost:${port}`, 'audit.example.org', 'AUDIT.example.org'].map(hosts))).toEqual([
      200, 200, 200, 200,
    ]);
  });

  it.each([
    'evil.example',
    'localhost',
    '127.0.0.1',
    '[::1]:PORT',
    'audit.example.org:81',
    'localhost:PORT.evil.example',
    'localhost:1',
    '0.0.0.0:PORT',
  ])('of others are not: %s', async (host) => {
    const answer = await ask(port, '/health/live', { headers: { host: host.replace('PORT', String(port)) } });
    expect(answer.status).toBe(421);
  });

  it('come once, and not in the target', async () => {
    const start = `GET /health/live HTTP/1.1\r\n`;
    await expectRefused(`${start}Host: localhost:${port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`, 400);
    await expectRefused(`${start}Connection: close\r\n\r\n`, 400);
    await expectRefused(`GET http://evil.example/health/live HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`, 400);
  });

  it('are never taken from forwarded headers', async () => {
    const answer = await ask(port, '/health/live', { headers: { host: 'evil.example', 'x-forwarded-host': `localhost:${port}` } });
    expect(answer.status).toBe(421);
  });
});

describe('attack 20: methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('that a path has not are told which it has: %s', async (method) => {
    const answer = await ask(port, '/health/live', { method });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  it.each(['TRACE', 'PROPFIND', 'CONNECT', 'PURGE', 'M-SEARCH'])('that nothing has: %s', async (method) => {
    const target = method === 'CONNECT' ? 'evil.example:443' : '/health/live';
    await expectRefused(`${method} ${target} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`, 405);
  });

  it('are not overridden', async () => {
    expect((await post('/api/v1/echo/a', {}, { 'x-http-method-override': 'DELETE' })).status).toBe(403);
  });
});

describe('attack 16: bodies', () => {
  it('are held against the schema', async () => {
    expect(JSON.parse((await post('/api/v1/echo/a', { text: 'b' })).body)).toEqual({
      params: { word: 'a' },
      query: {},
      body: { text: 'b' },
    });
    for (const [path, body] of [
      ['/api/v1/echo/a', { text: 1 }],
      ['/api/v1/echo/a', { text: ['b'] }],
      ['/api/v1/echo/a', { role: 'admin' }],
      ['/api/v1/echo/a', '{"__proto__":{"role":"admin"}}'],
      ['/api/v1/echo/a', '{"deep":{"constructor":1}}'],
      ['/api/v1/echo/a', '{"text"'],
      ['/api/v1/echo/a', '[]'],
      ['/api/v1/echo/a', `{"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
      ['/api/v1/echo/a', `{"deep":[${'1,'.repeat(6000)}1]}`],
      [`/api/v1/echo/${'a'.repeat(21)}`, {}],
      ['/api/v1/echo/a?loud=yes&loud=no', {}],
      ['/api/v1/echo/a?quiet=yes', {}],
      ['/api/v1/echo/a?__proto__=yes', {}],
    ] as const) {
      const answer = await post(path, body);
      expect([path, answer.status]).toEqual([path, 400]);
    }
  });

  it('are small', async () => {
    expect((await post('/api/v1/echo/a', { text: 'x'.repeat(65_000) })).status).toBe(200);
    const answer = await post('/api/v1/echo/a', { text: 'x'.repeat(70_000) });
    expect(answer.status).toBe(413);
    const endless = `POST /api/v1/echo/a HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    await expectRefused(endless + `1000\r\n${'x'.repeat(4096)}\r\n`.repeat(40), 413);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json\ta',
    'application/json; charset=utf-16',
    'application/jsonx',
    'text/plain; application/json',
    'multipart/form-data; boundary=x',
    '',
  ])('attack 24: are JSON, not %j', async (type) => {
    const answer = await ask(port, '/api/v1/echo/a', { method: 'POST', body: '{"text":"b"}', headers: { 'content-type': type } });
    expect(answer.status).toBe(415);
  });

  it('attack 24: are not compressed', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip']) {
      expect((await post('/api/v1/echo/a', '{}', { 'content-encoding': encoding })).status).toBe(415);
    }
  });
});

describe('attack 20: framing', () => {
  const start = (): string => `POST /api/v1/echo/a HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\n`;
  const smuggled = 'GET /api/v1/kept HTTP/1.1\r\n\r\n';

  it.each([
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 20\r\n\r\n{}'],
    ['two equal lengths', 'Content-Length: 2, 2\r\n\r\n{}'],
    ['another coding', 'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
    ['a disguised coding', 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
    ['a folded header', 'X-Test: a\r\n b\r\nContent-Length: 2\r\n\r\n{}'],
    ['a signed length', 'Content-Length: +2\r\n\r\n{}'],
    ['a chunk that is none', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n'],
    ['a header with a null', 'X-Test: a\0b\r\nContent-Length: 2\r\n\r\n{}'],
  ])('that can be read in two ways ends the connection: %s', async (_what, rest) => {
    const heard = await say(port, start() + rest + smuggled);
    expectGuarded(expectRawRefusal(heard, 400));
    expect(heard.match(/HTTP\/1.1 /g)).toHaveLength(1);
    expect(heard).toMatch(/connection: close/i);
  });

  it('with bare line feeds is none', async () => {
    await expectRefused(`GET /health/live HTTP/1.1\nHost: localhost:${port}\n\n`, 400);
  });

  it('of other protocols is none', async () => {
    await expectRefused('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 505);
    for (const wish of [
      'Upgrade: websocket\r\nSec-WebSocket-Version: 13',
      'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__',
      'Upgrade: TLS/1.0',
    ]) {
      const upgrade = `GET /health/live HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade, HTTP2-Settings\r\n${wish}\r\n\r\n`;
      await expectRefused(upgrade, 400);
    }
  });

  it('has bounded headers', async () => {
    const many = Array.from({ length: 10_000 }, (_, number) => `X-${number}: a\r\n`).join('');
    for (const headers of [`X-Long: ${'a'.repeat(1_000_000)}\r\n`, many]) {
      const heard = await say(port, `GET /health/live HTTP/1.1\r\nHost: localhost:${port}\r\n${headers}\r\n`);
      // Whoever is still sending may see no more than that the connection is gone.
      if (heard !== '') expectGuarded(expectRawRefusal(heard, 431));
    }
  });

  it('arrives within ten seconds', { timeout: 30_000 }, async () => {
    const started = performance.now();
    expectGuarded(expectRawRefusal(await say(port, `GET /health/live HTTP/1.1\r\nHost: localhost:${port}\r\nX-Slow: `, 20_000), 408));
    expect(performance.now() - started).toBeLessThan(13_000);
  });
});

describe('attack 17: paths', () => {
  it.each([
    '/../etc/passwd',
    '/%2e%2e%2fetc',
    '/..%5cetc',
    '/health%2flive',
    '/%252e%252e',
    '/.env',
    '/.git/config',
    '//health/live',
    '/health//live',
    '/health/live/',
    '/HEALTH/LIVE',
    '/health/./live',
    '/health/live%00',
    '/health\\live',
    '/api/v1/echo/%0d%0aSet-Cookie:a',
  ])('that are none of ours are not there: %s', async (path) => {
    await expectRefused(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`, 400, 404);
  });

  it('that cannot be decoded are told to be such', async () => {
    const answer = await ask(port, '/health/%zz');
    expect(answer.status).toBe(400);
  });
});

describe('rights', () => {
  it('are asked for first: strangers do not learn what is there', async () => {
    const tried = ['/api/v1/kept', '/api/v1/none', '/api/v1/kept/', '/api/v1/KEPT', '/api/v1/:id'];
    for (const path of tried) {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE']) {
        const answer = await ask(port, path, { method });
        expect([path, method, answer.status]).toEqual([path, method, 401]);
      }
    }
    expect((await ask(port, '/api/v1/kept', { headers: { 'x-test': '1' } })).status).toBe(200);
    expect((await ask(port, '/api/v1/none', { headers: { 'x-test': '1' } })).status).toBe(404);
  });

  it('must be declared by each route', () => {
    const [first] = healthRoutes();
    const undeclared = { ...first, right: undefined } as unknown as Route;
    expect(() =>
      appOf({ binding: bindingOf({}, {}, {}), routes: [undeclared], log, identify: () => Promise.resolve(null), noteDeed }),
    ).toThrow('declares no right');
  });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../support/asked.ts';
import { refused } from '../support/refused.ts';
import { served, type Served } from '../support/served.ts';

interface Operation {
  readonly 'x-right'?: string;
  readonly security: readonly object[];
}

let service: Served;
let admin: Readonly<Record<string, string>> = {};
let viewer: Readonly<Record<string, string>> = {};
let operator: Readonly<Record<string, string>> = {};
/** Every route as the document of the API has it, with something in the place of its parameters. */
let routes: readonly { readonly method: string; readonly path: string; readonly literal: string; readonly right: string }[] = [];

const ID = '00000000-0000-4000-8000-000000000000';
const VALUES: Record<string, string> = { database: 'default', run: 'abcd', fingerprint: 'abcd', name: 'nobody' };

beforeAll(async () => {
  service = await served();
  [admin, operator, viewer] = [await service.signedIn('ada'), await service.signedIn('otto'), await service.signedIn('vera')];
  const { body } = await service.ask('/api/v1/openapi.json', { headers: viewer });
  const { paths } = JSON.parse(body) as { paths: Record<string, Record<string, Operation>> };
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replace(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? ID),
      literal: path.replace(/\{(\w+)\}/g, ':$1'),
      right: operation['x-right'] ?? 'anyone',
    })),
  );
}, 60_000);
afterAll(() => service.stop());

const asked = (method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: unknown): Promise<Asked> =>
  service.ask(path, { method, headers, ...(body === undefined ? {} : { body }) });

/** What the tables of the page say: routes after a semicolon have the right after it, and those without a method that of the one before. */
function documentedRights(): string[] {
  const documented: string[] = [];
  let below = '';
  for (const row of readFileSync('docs/http-api.md', 'utf8').split('\n')) {
    const [, routesBelow = '', rights = ''] = /^\| (`?[^|]+) \| ([^|]+) \|/.exec(row) ?? [];
    [, below = below] = /^route, below `(.*)`$/.exec(routesBelow) ?? [];
    if (!routesBelow.startsWith('`')) continue;
    let method = '';
    for (const [index, alike] of routesBelow.split(';').entries()) {
      for (const [, verb = method, path = ''] of alike.matchAll(/`(?:([A-Z]+) )?(\/[^`?]*)[^`]*`/g)) {
        method = verb;
        documented.push(`${method} ${`${below}${path}`.replaceAll(/\b[A-Z]+\b/g, ':')}: ${rights.split('; ')[index] ?? ''}`);
      }
    }
  }
  return documented;
}

describe('attack 22: a route that somebody forgot', () => {
  it('is none: the document lists every route with its right', () => {
    expect(routes.length).toBeGreaterThan(40);
    expect(routes.filter(({ right }) => right === 'anyone').map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /health/live',
      'GET /health/quick',
      'GET /health',
      'GET /metrics',
      'GET /api/v1/setup',
      'POST /api/v1/setup',
      'POST /api/v1/session',
      'GET /api/v1/session/ways',
    ]);
  });

  it('stands in the tables of the page, with its right', () => {
    const declared = routes
      .filter(({ path }) => path.startsWith('/api/'))
      .map(({ method, literal, right }) => `${method} ${literal.replaceAll(/:\w+/g, ':')}: ${right}`);
    expect(documentedRights().sort()).toEqual(declared.sort());
  });

  it('opens to no stranger, nor to a session or a token that is none, however it is written', { timeout: 120_000 }, async () => {
    const ended = await service.signedIn('ada');
    await asked('DELETE', '/api/v1/session', ended);
    const before = service.files();
    const strangers = [
      {},
      ended,
      { cookie: `peerquest_audit_session=${'a'.repeat(43)}`, origin: `http://127.0.0.1:${service.port}` },
      { authorization: `Bearer pqa_${'a'.repeat(43)}` },
    ];
    for (const { method, path, literal, right } of routes) {
      if (right === 'anyone') continue;
      for (const headers of strangers) {
        const spellings = [
          path,
          literal,
          `${path}/`,
          path.replace('/v1/', '/v1//'),
          path.replace('/v1/', '/v1%2f'),
          path.toUpperCase(),
          `${path}?a=b`,
        ];
        for (const spelling of spellings) {
          for (const verb of [method, 'HEAD', 'OPTIONS']) {
            const { status, headers: answered } = await asked(verb, spelling, headers);
            // What has a door for strangers tells them which methods it has.
            const isPublic = routes.some((one) => one.path === path && one.right === 'anyone');
            const isOdd = /\/\/|%2f/i.test(spelling) || spelling === path.toUpperCase();
            expect([verb, spelling, [401, 429, ...(isOdd ? [404] : []), ...(isPublic ? [405] : [])].includes(status), status]).toEqual([
              verb,
              spelling,
              true,
              status,
            ]);
            expect(answered['set-cookie']).toBeUndefined();
          }
        }
      }
    }
    expect(service.files()).toEqual(before);
  });

  it('has no other method', async () => {
    const before = service.files();
    for (const path of new Set(routes.map((one) => one.path))) {
      const own = new Set(routes.filter((one) => one.path === path).map(({ method }) => method));
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        if (!own.has(method)) expect([method, path, (await asked(method, path, admin)).status]).toEqual([method, path, 405]);
      }
    }
    expect(service.files()).toEqual(before);
  });
});

describe('attack 5: more than one’s role', () => {
  it('is 403 on every route, before anything is read', async () => {
    const before = service.files();
    for (const { method, path, right } of routes) {
      for (const [role, headers, below] of [
        ['viewer', viewer, ['operator', 'admin']],
        ['operator', operator, ['admin']],
      ] as const) {
        if (!(below as readonly string[]).includes(right)) continue;
        const answer = await asked(method, path, headers, method === 'GET' || method === 'DELETE' ? undefined : '{"broken');
        expect([role, method, path, answer.status]).toEqual([role, method, path, 403]);
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
    }
    expect(service.files()).toEqual(before);
  });

  it('is not asked for along with something else', async () => {
    const before = service.files();
    for (const more of [
      '"role":"admin"',
      '"isAdmin":true',
      '"__proto__":{"role":"admin"}',
      '"constructor":1',
      '"operator":"ada"',
      '"database":"other"',
      '"config":"/etc/passwd"',
      '"checks":["./own.ts"]',
      '"plan":"/tmp/plan"',
    ]) {
      const answer = await asked('POST', '/api/v1/databases/default/audits', operator, `{"findings":true,${more}}`);
      expect([more, answer.status]).toEqual([more, 400]);
    }
    expect(service.files()).toEqual(before);
  });

  it('opens nothing of a database that one may not see, nor of one that is not there: with the same words', async () => {
    const made = await asked('POST', '/api/v1/tokens', admin, { name: 'narrow', role: 'admin', databases: ['other'] });
    const { secret } = JSON.parse(made.body) as { secret: string };
    const narrow = { authorization: `Bearer ${secret}` };
    for (const { method, path } of routes.filter((one) => one.path.includes('/default/'))) {
      const body =
        method === 'POST'
          ? path.endsWith('apply')
            ? { changes: 1 }
            : path.endsWith('/acknowledgements')
              ? { findings: ['abcd'], reason: 'a' }
              : path.endsWith('/bulk-acknowledgements')
                ? { filter: {}, asOf: 'last', reason: 'a' }
                : {}
          : undefined;
      const hidden = await asked(method, path, narrow, body);
      const none = await asked(method, path.replace('default', 'nowhere'), admin, body);
      const outside = ({ status, body: told }: Asked) => [method, path, status, { ...(JSON.parse(told) as object), correlation: '' }];
      expect(outside(hidden)).toEqual(outside(none));
      expect([404, 409]).toContain(hidden.status);
    }
    expect(JSON.parse((await asked('GET', '/api/v1/databases', narrow)).body)).toMatchObject({ databases: [] });
  });
});

describe('attack 15: health and metrics', () => {
  it.each(['/healthz', '/readyz', '/livez', '/health/', '/health/ready', '/metrics/', '/debug/vars', '/server-status'])(
    'are nowhere else: %s',
    async (path) => {
      const [{ detail }] = await refused(service, 404, () => asked('GET', path));
      expect(detail).toBe('There is nothing here.');
    },
  );

  it('say to strangers how well it is, and nothing else', async () => {
    const told = (type: string, body: string) => Promise.resolve({ status: 200, type, body });
    let details: boolean[] = [];
    const monitor = {
      quick: (isKnown: boolean) => (details.push(isKnown), told('application/health+json', '{"status":"pass"}')),
      health: (isKnown: boolean) => (details.push(isKnown), told('application/health+json', '{"status":"pass"}')),
      metrics: () => told('text/plain', 'up 1'),
    };
    const other = await served({ monitor });
    expect((await other.ask('/health')).body).toBe('{"status":"pass"}');
    expect((await other.ask('/health/quick')).status).toBe(200);
    expect(details).toEqual([false, false]);
    details = [];
    await other.ask('/health', { headers: await other.signedIn('vera') });
    expect(details).toEqual([true]);
    expect((await other.ask('/metrics')).status).toBe(401);
    expect((await other.ask('/metrics', { headers: await other.signedIn('vera') })).body).toBe('up 1');
    await other.stop();
    const open = await served({ monitor, serve: { metricsFrom: ['127.0.0.1'] } });
    expect((await open.ask('/metrics')).status).toBe(200);
    await open.stop();
  });
});

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appOf } from '../../src/server/app.ts';
import { bindingOf } from '../../src/server/binding.ts';
import { builtFiles, type BuiltFile } from '../../src/server/pages/built-files.ts';
import { DATABASE_PAGES, SERVICE_PAGES } from '../../src/server/pages/page-paths.ts';
import { pageRoutes } from '../../src/server/pages/page-routes.ts';
import { ask, type Asking } from '../support/asked.ts';
import { expectRefusal, type Refusal } from '../support/refused.ts';

const file = (path: string, type: string, isHashed = false): BuiltFile => ({ path, type, body: Buffer.from(path), isHashed });
const FILES = [
  file('/index.html', 'text/html; charset=utf-8'),
  file('/icon.svg', 'image/svg+xml'),
  file('/assets/a-1.js', 'text/javascript', true),
];

/** Every address of a page, with something in its places. */
const PAGES = [...DATABASE_PAGES, ...DATABASE_PAGES.map((path) => `/db/main${path === '/' ? '' : path}`), ...SERVICE_PAGES].map((path) =>
  path.replace(/:\w+/g, 'abcd'),
);

let app: FastifyInstance;
let port = 0;
beforeAll(async () => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  app = appOf({
    binding: bindingOf({ port: 0 }, {}, {}),
    routes: pageRoutes(FILES),
    log,
    identify: () => Promise.resolve(null),
    noteDeed: () => Promise.resolve(),
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(() => app.close());

const asked = (path: string, asking?: Asking): ReturnType<typeof ask> => ask(port, path, asking);
/** There is no store that could change. */
const refusal = async (status: number, path: string, asking?: Asking): Promise<Refusal> =>
  expectRefusal(await asked(path, asking), [status]);

describe('the pages of the dashboard', () => {
  it('are a closed list: each address of a page is the one page, kept by nobody', async () => {
    for (const path of PAGES) {
      const { status, body, headers } = await asked(path);
      expect([path, status, body, headers['cache-control']]).toEqual([path, 200, '/index.html', 'no-store']);
      expect(headers['content-security-policy']).toMatch(/^default-src 'self'; /);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
    }
  });

  it('have files whose names change with what they hold, which a browser may keep for ever, and others, which it may not', async () => {
    expect((await asked('/assets/a-1.js')).headers).toMatchObject({
      'content-type': 'text/javascript',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect((await asked('/icon.svg')).headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'image/svg+xml' });
  });

  it('are sent once to whoever has them', async () => {
    const { headers } = await asked('/findings');
    const again = await asked('/findings', { headers: { 'if-none-match': String(headers['etag']) } });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it.each([
    '/assets%2fa-1.js',
    '/assets%5ca-1.js',
    '/assets/%2e%2e/icon.svg',
    '/assets/..%2f..%2fpackage.json',
    '/assets/a-1.js%00.svg',
    '/index.html',
    '/nowhere',
    '/findings/',
    '/findings/a/b',
    '/Findings',
    '/db/main/status',
    '/assets/',
    '/assets/other.js',
    '/assets/..%2ffiles.json',
    '/files.json',
    '/db//findings',
    '/repairs/plans/a/b',
  ])('attack 17, attack 24: have no %s', async (path) => {
    await refusal(404, path);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('are not written to: %s', async (method) => {
    for (const path of ['/', '/findings/abcd', '/sign-in', '/assets/a-1.js']) {
      const { headers } = await refusal(405, path, { method });
      expect([path, headers['allow']]).toEqual([path, 'GET, HEAD']);
    }
  });
});

describe('the files of the dashboard', () => {
  it('attack 17: are those that the build has listed, no link that was put beside them, and none where nothing was built', () => {
    const folder = mkdtempSync(join(tmpdir(), 'peerquest-pages-'));
    const place = pathToFileURL(`${folder}/`);
    expect(builtFiles(place)).toBeNull();
    expect(pageRoutes(builtFiles(place))).toEqual([]);
    writeFileSync(join(folder, 'one.svg'), '<svg/>');
    writeFileSync(join(folder, 'other.svg'), '<svg/>');
    symlinkSync('/etc/passwd', join(folder, 'link.svg'));
    writeFileSync(join(folder, 'files.json'), JSON.stringify([{ path: '/one.svg', type: 'image/svg+xml' }]));
    expect(builtFiles(place)).toEqual([{ path: '/one.svg', type: 'image/svg+xml', body: Buffer.from('<svg/>'), isHashed: false }]);
    writeFileSync(join(folder, 'files.json'), JSON.stringify([{ path: '/gone.svg', type: 'image/svg+xml' }]));
    expect(() => builtFiles(place)).toThrow('gone.svg');
    rmSync(folder, { recursive: true });
  });
});

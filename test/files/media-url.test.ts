import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { NO_FILES } from '../../src/files/index.ts';
import { collect } from '../support/collect.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { uploadRowsOf } from '../support/files-media.ts';

let server: Server;
let database: TestDatabase;
let url = '';
let answers: Readonly<Record<string, (response: ServerResponse) => void>> = {};
let otherwise: (response: ServerResponse) => void = () => undefined;
let asked: { readonly method: string | undefined; readonly url: string; readonly authorization: string | undefined }[] = [];
let [now, most] = [0, 0];

const answer =
  (status: number, headers: Record<string, string | number> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end();
const file = (type: string, length: number) => answer(200, { 'content-type': type, 'content-length': length });

beforeAll(async () => {
  database = await createDatabase('sqlite');
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ method: request.method, url: path, authorization: request.headers.authorization });
    most = Math.max(most, ++now);
    void wait(2).then(() => {
      now--;
      (answers[path] ?? otherwise)(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/media/`;
});
afterAll(async () => {
  server.close();
  await database.drop();
});
beforeEach(async () => {
  asked = [];
  [now, most] = [0, 0];
  answers = {};
  otherwise = answer(404);
  await database.clear();
});

async function audit(mediaUrl = url) {
  const { findings, result } = await collect(database.url, { only: ['files'], files: { ...NO_FILES, mediaUrl } });
  return { findings, checks: Object.fromEntries(result.checks.map(({ check, outcome, reason }) => [check.id, { outcome, reason }])) };
}

it('asks for each file once, with HEAD, and judges by what the server says', async () => {
  await database.insert(
    uploadRowsOf({
      submission: [
        '/media/submissions/my%20work.pdf',
        { file: 'submissions/my%20work.pdf' },
        'submissions/empty.txt',
        'submissions/big.pdf',
        'submissions/page.png',
        'submissions/unknown.docx',
        '%F0%9F%97%BA%23.txt',
      ],
      receipt: 'receipts/gone.png',
    }),
  );
  answers = {
    '/media/submissions/my%20work.pdf': file('application/pdf', 12),
    '/media/submissions/empty.txt': file('text/plain; charset=utf-8', 0),
    '/media/submissions/big.pdf': file('Application/PDF', 26_214_401),
    '/media/submissions/page.png': file('text/html', 12),
    '/media/submissions/unknown.docx': file('application/octet-stream', 12),
    '/media/%F0%9F%97%BA%23.txt': answer(200),
  };
  const { findings, checks } = await audit();
  expect(findings.map(({ check, key, actual }) => [check, key['item'] ?? null, actual])).toEqual([
    ['file-missing', null, { file: 'receipts/gone.png', exists: false }],
    ['file-empty', 3, { file: 'submissions/empty.txt', empty: true }],
    ['file-too-large', 4, { file: 'submissions/big.pdf', size: 26_214_401 }],
    ['file-type', 5, { file: 'submissions/page.png', extension: 'png', content: 'text/html' }],
  ]);
  expect(asked.every(({ method }) => method === 'HEAD')).toBe(true);
  expect(asked.filter(({ url: path }) => path === '/media/submissions/my%20work.pdf')).toHaveLength(1);
  expect(checks).toMatchObject({
    'file-reference-malformed': { outcome: 'passed' },
    'file-outside-media-root': {
      outcome: 'does-not-apply',
      reason: 'links that lead out cannot be seen through a URL: it needs --media-root',
    },
    'file-unreferenced': { outcome: 'does-not-apply', reason: 'a URL lists no folders: it needs --media-root' },
    'file-changed': { outcome: 'does-not-apply', reason: 'content is not downloaded through a URL: it needs --media-root' },
  });
});

it('asks for no file by a name that climbs out', async () => {
  await database.insert(uploadRowsOf({ submission: ['/media/../admin', '%2e%2e/admin', '%252e%252e/admin', 'http://127.0.0.1/x.pdf'] }));
  await audit();
  // Only the question whether a name that cannot be there is answered.
  expect(asked).toHaveLength(1);
});

it('asks a bounded number at once', async () => {
  await database.insert(uploadRowsOf({ submission: Array.from({ length: 200 }, (_, index) => `submissions/${index}.txt`) }));
  otherwise = answer(404);
  expect((await audit()).findings).toHaveLength(200);
  expect(most).toBeLessThanOrEqual(8);
  expect(most).toBeGreaterThan(1);
});

it('does not take a refusal, a redirection or silence for a missing file', async () => {
  await database.insert(uploadRowsOf({ submission: ['a.txt', 'b.txt', 'c.txt', 'd.txt'] }));
  answers = {
    '/media/a.txt': answer(403),
    '/media/b.txt': answer(302, { location: 'http://127.0.0.1:1/login' }),
    '/media/c.txt': (response) => void response.destroy(),
  };
  const { findings, checks } = await audit();
  expect(findings.map(({ check, key }) => [check, key['item']])).toEqual([['file-missing', 4]]);
  for (const check of ['file-missing', 'file-empty', 'file-too-large', 'file-type']) {
    expect(checks[check]).toMatchObject({
      outcome: 'could-not-run',
      reason: '3 files could not be looked at, such as "a.txt": the server answers 403',
    });
  }
  expect(checks['file-reference-malformed']).toMatchObject({ outcome: 'passed' });
});

it('could not run where every name is answered, or nobody answers', async () => {
  await database.insert(uploadRowsOf({ submission: ['a.txt'] }));
  otherwise = file('text/html', 500);
  expect((await audit()).checks['file-missing']).toMatchObject({
    outcome: 'could-not-run',
    reason: expect.stringContaining('answers any name') as string,
  });
  expect((await audit(await closedUrl())).checks['file-missing']).toMatchObject({
    outcome: 'could-not-run',
    reason: expect.stringContaining('cannot be reached (ECONNREFUSED)') as string,
  });
});

it('sends an account of the URL, and never shows it', async () => {
  await database.insert(uploadRowsOf({ submission: ['a.txt'] }));
  await audit(url.replace('http://', 'http://auditor:s%3Acret@'));
  expect(asked.map(({ authorization }) => authorization)).toEqual(
    asked.map(() => `Basic ${Buffer.from('auditor:s:cret').toString('base64')}`),
  );
  otherwise = answer(500);
  const { checks } = await audit(url.replace('http://', 'http://auditor:s%3Acret@'));
  expect(JSON.stringify(checks)).not.toContain('cret');
});

/** An address at which nobody listens. */
async function closedUrl(): Promise<string> {
  const short = createServer().listen(0, '127.0.0.1');
  await once(short, 'listening');
  const { port } = short.address() as AddressInfo;
  short.close();
  await once(short, 'close');
  return `http://127.0.0.1:${port}/media/`;
}

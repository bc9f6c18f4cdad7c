import { readdirSync, readFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../support/asked.ts';
import { refused } from '../support/refused.ts';
import { served, type Served } from '../support/served.ts';

const base = '/api/v1/databases/default';
const HOSTILE = `</script><img src=x onerror=alert(1)>{{7*7}}javascript:\u202e\u2028=cmd|'/c'!A1`;
const CANARY = 'canary-of-a-secret';

let service: Served;
let headers: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  service = await served({ environment: { CANARY } });
  const database = new Database(service.folder.file('main.sqlite3'));
  database.prepare('update quests_quest set title = ?').run(HOSTILE);
  database.close();
  headers = await service.signedIn('ada');
  const asked = await service.ask(`${base}/audits`, { method: 'POST', body: {}, headers });
  for (let round = 0; round < 200; round += 1) {
    const { body } = await service.ask(String(asked.headers['location']), { headers });
    if (!body.includes('"running"')) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}, 60_000);
afterAll(() => service.stop());

const get = (path: string, more: Readonly<Record<string, string>> = {}): Promise<Asked> =>
  service.ask(path, { headers: { ...headers, ...more } });

describe('attack 8: data that is a page', () => {
  it('is JSON, which no browser takes for anything else', async () => {
    for (const path of [`${base}/findings`, `${base}/runs/last`, `${base}/summary?by=quest`]) {
      const answer = await get(path);
      expect([answer.status, answer.headers['content-type'], answer.headers['x-content-type-options']]).toEqual([
        200,
        'application/json; charset=utf-8',
        'nosniff',
      ]);
      expect(answer.body).not.toContain('\u2028');
      expect(() => JSON.parse(answer.body) as unknown).not.toThrow();
    }
  });

  it('is a file that is kept, where it is a report, and no formula', async () => {
    const page = await get(`${base}/runs/last/report?format=html`);
    expect(page.headers['content-disposition']).toMatch(/^attachment; filename="run-[0-9a-f]{8}\.html"$/);
    expect(page.body).not.toContain('<img src=x');
    expect((await get(`${base}/runs/last/report?format=csv`)).body).not.toMatch(/(?:^|,)"?[=+@-]cmd/m);
  });
});

describe('attack 9: headers and lines in data', () => {
  it('never come out as such', async () => {
    const before = service.logged.length;
    const answer = await get(`${base}/findings?user=%0d%0aSet-Cookie:%20a=b`, {
      'x-request-id': 'a\tb',
      'user-agent': HOSTILE.replace(/[^ -~]/g, ''),
    });
    expect([answer.status, answer.headers['set-cookie']]).toEqual([200, undefined]);
    const lines = service.logged.slice(before).filter(({ event }) => event === 'request');
    expect(lines).toHaveLength(1);
    // eslint-disable-next-line no-control-regex
    expect(JSON.stringify(lines)).not.toMatch(/[\u0000-\u001f]|Set-Cookie|onerror/);
  });
});

describe('attack 18: injection by parameters', () => {
  it('is refused by form, or finds nothing', async () => {
    const before = service.files();
    for (const query of [
      'check=quest-status%27%20or%201=1',
      'check=quest-status%0a',
      'check[]=quest-status',
      'check=a&check=b',
      'limit=1e9',
      'limit=1000000000',
      'limit=-1',
      'limit=0x10',
      'after=1.1%27',
      'after=99999999999999999999.1',
      'state=open',
      'acknowledged=1',
      'before=now()',
      '__proto__=1',
      'constructor=1',
      'config=/etc/passwd',
      'database=other',
      'store=/tmp/x',
      `user=${'a'.repeat(400)}`,
    ]) {
      expect([query, (await get(`${base}/findings?${query}`)).status]).toEqual([query, 400]);
    }
    for (const word of ['%25', '_', '*', '%27%20or%20%271%27=%271', '$(id)', '%24%7B7*7%7D', '%C4%B0']) {
      const { status, body } = await get(`${base}/findings?user=${word}`);
      expect([word, status, (JSON.parse(body) as { count: number }).count]).toEqual([word, 200, 0]);
    }
    const unknown = await get(`${base}/findings?check=no-such-check`);
    expect([unknown.status, (JSON.parse(unknown.body) as { known: string[] }).known]).toEqual([
      400,
      expect.arrayContaining(['quest-status']),
    ]);
    for (const path of ['audits', 'plans']) {
      const wish = (body: object) => () => service.ask(`${base}/${path}`, { method: 'POST', body, headers });
      const [{ detail, body }] = await refused(service, 400, wish({ only: ['no-such-check'] }));
      expect(detail).toBe('There is no check or group "no-such-check" for "only".');
      expect((JSON.parse(body) as { known: string[] }).known).toEqual(expect.arrayContaining(['quest-status', 'sync', 'gold']));
      const [none] = await refused(service, 400, wish({ only: ['quest-status'], skip: ['sync'] }), wish({ skip: ['quest-status\n'] }));
      expect(none.detail).toBe('With these "only" and "skip" no check is left to run.');
    }
    for (const run of ['last%27', '..', '%2e%2e', '*', '%25', "1' or '1'='1", 'last~99999'])
      expect([400, 404]).toContain((await get(`${base}/runs/${encodeURI(run)}`)).status);
    expect(service.files()).toEqual(before);
  });
});

describe('attack 17: paths and files', () => {
  it('lead to none, whoever asks', async () => {
    for (const path of [
      '/.env',
      '/.git/HEAD',
      '/config.json',
      '/main.sqlite3',
      '/api/v1/docs/../../config.json',
      '/api/v1/%2e%2e/config.json',
      '/api/v1/..%5cconfig.json',
      '/api/v1/docs.css%00',
      '/api/v1/%252e%252e/x',
      '/proc/self/environ',
    ]) {
      expect([path, [400, 404].includes((await get(path)).status)]).toEqual([path, true]);
    }
  });
});

describe('attack 19: secrets and errors', () => {
  it('tell one sentence and an id: no path, no SQL, no stack', async () => {
    const broken = await served({ settings: { databases: undefined } });
    const session = await broken.signedIn('ada');
    const location = broken.folder.file('main.sqlite3');
    const { renameSync } = await import('node:fs');
    renameSync(location, `${location}.away`);
    const answer = await broken.ask(`${base}/findings`, { headers: session });
    renameSync(`${location}.away`, location);
    expect(answer.status).toBe(503);
    expect(answer.body).not.toMatch(/sqlite|\/tmp|select |at .*\.ts|node:/i);
    const { correlation } = JSON.parse(answer.body) as { correlation: string };
    expect(broken.logged).toContainEqual(expect.objectContaining({ event: 'request-failed', correlation }));
    await broken.stop();
  });

  it('are in nothing that is written, and what is written is nobody else’s to read', () => {
    const session = headers['cookie']?.split('=')[1] ?? 'none';
    const written = readdirSync(service.folder.path).map((name) => service.folder.file(name));
    for (const file of written.filter((name) => !name.endsWith('config.json') && statSync(name).isFile())) {
      const content = readFileSync(file, 'latin1');
      expect([file, content.includes(session), content.includes(CANARY), content.includes('admin of the house')]).toEqual([
        file,
        false,
        false,
        false,
      ]);
      if (file.includes('store.sqlite3')) expect(statSync(file).mode & 0o077).toBe(0);
    }
    expect(JSON.stringify(service.logged)).not.toMatch(new RegExp(`${session}|${CANARY}|admin of the house`));
  });
});

describe('the document of the API', () => {
  it('is made of the schemas, and its page asks nobody for anything', async () => {
    const document = JSON.parse((await get('/api/v1/openapi.json')).body) as {
      openapi: string;
      paths: Record<string, Record<string, { parameters: { name: string }[] }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const findings = document.paths['/api/v1/databases/{database}/findings']?.['get'];
    expect(findings?.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['database', 'limit', 'after', 'check']));
    const page = await get('/api/v1/docs');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).not.toMatch(/<script|style=|https?:\/\//);
    expect((await get('/api/v1/docs.css')).headers['content-type']).toBe('text/css; charset=utf-8');
  });
});

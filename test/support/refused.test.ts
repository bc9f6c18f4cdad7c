import { createServer, type ServerResponse } from 'node:http';
import { appendFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask } from './asked.ts';
import { temporaryFolder } from './cli.ts';
import { KeptFolder } from './kept.ts';
import { closeListening, listening } from './listening.ts';
import { expectRawRefusal, heldAgainstRules, refused } from './refused.ts';

const folder = temporaryFolder();
const kept = new KeptFolder(folder.path, 'store.sqlite3');
const PROBLEM = {
  ...{ type: 'about:blank', title: 'Forbidden', status: 403, detail: 'That is not yours to do.' },
  correlation: '00000000-0000-4000-8000-000000000000',
};
/** What a server does that refuses as it should, but for what a test changes. */
const RIGHT = { status: 403, headers: { 'content-type': 'application/problem+json; charset=utf-8' }, body: PROBLEM };
type Wrong = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly does?: () => void;
};

let wrong: Wrong = {};
let port = 0;
let store: Database.Database;
beforeAll(async () => {
  writeFileSync(folder.file('main.sqlite3'), 'rows');
  store = new Database(folder.file('store.sqlite3'));
  store.pragma('journal_mode = wal');
  store.exec(`create table peerquest_audit_session (hash text, used_at text); create table kept (words text);
    insert into peerquest_audit_session values ('one', '2026'), ('two', '2026')`);
  port = await listening(
    createServer((_, response: ServerResponse) => {
      const { status, headers, body, does } = { ...RIGHT, ...wrong };
      does?.();
      response.writeHead(status, { ...RIGHT.headers, ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
    }),
  );
});
beforeEach(() => {
  wrong = {};
});
afterAll(async () => {
  await closeListening();
  store.close();
  folder.remove();
});

const asks = (): ReturnType<typeof ask> => ask(port, '/api/v1/anything');
const held = (isBusy = false): ReturnType<typeof ask> =>
  heldAgainstRules(
    (path, asking) => ask(port, path, asking),
    kept,
    () => isBusy,
  )('/api/v1/anything');
const run = (sql: string) => () => void store.exec(sql);

const SEEN: readonly (readonly [string, Wrong])[] = [
  ['a cookie', { headers: { 'set-cookie': 'peerquest_audit_session=a' } }],
  ['another type', { headers: { 'content-type': 'text/html' } }],
  ['no problem', { body: '<h1>Forbidden</h1>' }],
  ['another status in its body', { body: { ...PROBLEM, status: 404 } }],
  ['another title', { body: { ...PROBLEM, title: 'Not Found' } }],
  ['no id that leads to the log', { body: { ...PROBLEM, correlation: undefined } }],
  ['two lines', { body: { ...PROBLEM, detail: 'That is\nnot yours.' } }],
  ['no sentence', { body: { ...PROBLEM, detail: '' } }],
  ['a flag', { body: { ...PROBLEM, detail: 'Nobody is called so: leave --user out.' } }],
  ['a command', { body: { ...PROBLEM, detail: 'Try peerquest-audit doctor.' } }],
  ['a stack', { body: { ...PROBLEM, stack: 'TypeError\n    at handle (/srv/app.js:10:5)' } }],
  ['a statement', { body: { ...PROBLEM, detail: 'It cannot select * from users.' } }],
  ['a file that has changed', { does: () => appendFileSync(folder.file('main.sqlite3'), '.') }],
  ['a new file', { does: () => writeFileSync(folder.file(`new-${Math.random()}`), '') }],
  ['a row more in the store', { does: run("insert into kept values ('more')") }],
  ['a new session', { does: run("insert into peerquest_audit_session values (random(), '2026')") }],
];

describe('what is refused', () => {
  it('passes as it should be', async () => {
    await expect(refused(kept, 403, asks, asks)).resolves.toMatchObject([{ detail: PROBLEM.detail }, {}]);
    await expect(held()).resolves.toMatchObject({ status: 403 });
  });

  it.each(SEEN)('is seen to have %s', async (_, given) => {
    wrong = given;
    await expect(refused(kept, 403, asks)).rejects.toThrow();
    await expect(held()).rejects.toThrow();
  });

  it('is seen to have another status than was awaited', async () => {
    await expect(refused(kept, [401, 404], asks)).rejects.toThrow();
    wrong = { status: 200 };
    await expect(refused(kept, 403, asks)).rejects.toThrow();
    expect(() => expectRawRefusal('HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\n\r\n', 400)).toThrow();
    expect(() => expectRawRefusal('', 400)).toThrow();
  });

  it('may say that its session was used, and that it has ended', async () => {
    wrong = { does: run("update peerquest_audit_session set used_at = '2027' where hash = 'one'") };
    await held();
    wrong = { does: run("delete from peerquest_audit_session where hash = 'two'") };
    await held();
  });

  it('is looked at beside a run, too, though not the store that the run writes', async () => {
    wrong = { does: run("insert into kept values ('a run')") };
    await held(true);
    wrong = { headers: { 'set-cookie': 'a=b' } };
    await expect(held(true)).rejects.toThrow();
  });
});

import Database from 'better-sqlite3';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProgressEvent, RunEnding, Runner, StartedRun } from '../../../src/service/index.ts';
import { say } from '../../support/asked.ts';
import { expectRawRefusal, refused } from '../../support/refused.ts';
import { cookieFrom, served, type Served } from '../../support/served.ts';

/** Streams that one person may have here. */
const MOST = 5;
const base = '/api/v1/databases/default';

/** A run that goes on until the test is over, and tells what the test makes it tell. */
const listeners = new Set<(event: ProgressEvent) => void>();
const tell = (event: ProgressEvent): void => {
  for (const listener of listeners) listener(event);
};
const runner: Runner = {
  isStopped: false,
  running: () => [],
  stop: () => Promise.resolve(),
  start: (wish): StartedRun => ({
    ticket: '11111111-1111-4111-8111-111111111111',
    wish,
    stop: () => undefined,
    done: new Promise<RunEnding>(() => undefined),
    events: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
  }),
};

let service: Served;
let headers: Readonly<Record<string, string>> = {};
let events = '';
beforeAll(async () => {
  service = await served({ runner, serve: { streamsPerPerson: MOST } });
  headers = await service.signedIn('otto');
  const begun = await service.ask(`${base}/audits`, { method: 'POST', body: {}, headers });
  events = `${String(begun.headers['location'])}/events`;
  for (const index of [1, 2]) tell({ type: 'check-started', check: 'quest-status', index });
}, 60_000);
afterAll(() => service.stop());

const open: Socket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await wait(50);
});

/** A stream on a socket of its own, from its head on. */
async function stream(given = headers, more = ''): Promise<{ readonly socket: Socket; heard: () => string }> {
  let heard = '';
  const socket = connect({ host: '127.0.0.1', port: service.port });
  open.push(socket);
  socket.on('error', () => undefined);
  socket.on('data', (piece: Buffer) => (heard += piece.toString()));
  socket.write(`GET ${events} HTTP/1.1\r\nHost: 127.0.0.1:${service.port}\r\nCookie: ${given['cookie'] ?? ''}\r\n${more}\r\n`);
  await expect.poll(() => heard, { interval: 5 }).toContain('retry: 2000');
  return { socket, heard: () => heard };
}

describe('attack 10: streams over HTTP', () => {
  it('are so many of a person at most, and one that is closed makes room', async () => {
    const [first] = await Promise.all(Array.from({ length: MOST }, () => stream()));
    const again = () => service.ask(events, { headers });
    const answers = await refused(service, 429, ...Array.from({ length: 500 }, () => again));
    expect(answers[0].headers['retry-after']).toBe('5');
    const other = await service.signedIn('vera');
    await stream(other);
    first?.socket.destroy();
    await expect.poll(() => stream().then(() => true)).toBe(true);
  });

  it('let readers go that never read, and keep no more for them than a buffer', { timeout: 30_000 }, async () => {
    const deaf = await Promise.all(Array.from({ length: MOST }, () => stream()));
    for (const { socket } of deaf) socket.pause();
    const before = process.memoryUsage().rss;
    let most = 0;
    // 20 MB for each of them, of which the ticket itself keeps the newest 2.
    for (let round = 0; round < 200; round += 1) {
      for (let index = 0; index < 100; index += 1) tell({ type: 'check-started', check: 'x'.repeat(1000), index });
      await wait(1);
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(most / 2 ** 20).toBeLessThan(100);
    // Each had the same room: all of it is free again.
    await expect.poll(async () => (await Promise.all(Array.from({ length: MOST }, () => stream()))).length).toBe(MOST);
    for (const { socket } of deaf) if (!socket.resume().closed) await once(socket, 'close');
  });

  it('end within five seconds of the sign-out, and hear nothing after it', async () => {
    const leaving = await service.signedIn('vera');
    const [{ socket, heard }, staying] = [await stream(leaving), await stream()];
    const out = performance.now();
    expect((await service.ask('/api/v1/session', { method: 'DELETE', headers: leaving })).status).toBe(204);
    // The chunk that ends the answer.
    await expect.poll(heard, { timeout: 6000 }).toMatch(/\r\n0\r\n\r\n$/);
    expect(performance.now() - out).toBeLessThan(5000);
    const before = heard();
    tell({ type: 'check-started', check: 'after-sign-out', index: 9 });
    await expect.poll(staying.heard).toContain('after-sign-out');
    expect([heard(), socket.destroyed]).toEqual([before, socket.destroyed]);
    await refused(service, 401, () => service.ask(events, { headers: leaving }));
  });

  it('end within five seconds of a change of password or role, and of the account’s end', async () => {
    const admin = await service.signedIn('ada');
    const password = 'a long password';
    const put = (path: string, body: object, given = admin) => service.ask(path, { method: 'PUT', body, headers: given });
    const remove = (path: string) => service.ask(path, { method: 'DELETE', headers: admin });
    const ends: [string, (given: Readonly<Record<string, string>>) => ReturnType<typeof put>][] = [
      ['own', (given) => put('/api/v1/session/password', { password, newPassword: 'another long one' }, given)],
      ['reset', () => put('/api/v1/accounts/reset', { password: 'another long one' })],
      ['role', () => put('/api/v1/accounts/role', { role: 'viewer' })],
      ['gone', () => remove('/api/v1/accounts/gone')],
    ];
    const hearing: { name: string; heard: () => string }[] = [];
    for (const [name, end] of ends) {
      await service.ask('/api/v1/accounts', { method: 'POST', body: { name, role: 'operator', password }, headers: admin });
      const cookie = cookieFrom(await service.ask('/api/v1/session', { method: 'POST', body: { name, password } }));
      const given = { cookie, origin: headers['origin'] ?? '' };
      const { heard } = await stream(given);
      expect([name, [200, 204].includes((await end(given)).status)]).toEqual([name, true]);
      hearing.push({ name, heard });
    }
    for (const { name, heard } of hearing) await expect.poll(heard, { timeout: 5000, message: name }).toMatch(/\r\n0\r\n\r\n$/);
  });

  it.each(['99999999999999999999', '-1', "1' or 1=1 --", '0x1', 'NaN', '__proto__', '1, 2'])(
    'begin anew behind what is no number: %s',
    async (id) => {
      tell({ type: 'check-started', check: 'the newest', index: 3 });
      const { heard } = await stream(headers, `Last-Event-ID: ${id}\r\n`);
      await expect.poll(heard).toContain('the newest');
      const numbers = [...heard().matchAll(/^id: (\d+)$/gm)].map(([, number]) => Number(number));
      expect(numbers.length).toBeGreaterThan(2);
      expect(numbers).toEqual(numbers.map((_, place) => (numbers[0] ?? 0) + place));
    },
  );

  it('take no line for a number', async () => {
    const head = `GET ${events} HTTP/1.1\r\nHost: 127.0.0.1:${service.port}\r\nCookie: ${headers['cookie'] ?? ''}\r\n`;
    await refused(service, 400, async () => expectRawRefusal(await say(service.port, `${head}Last-Event-ID: 1\n2\r\n\r\n`), 400));
  });

  it('of another database, of a run that is none, and of strangers are none', async () => {
    await refused(
      service,
      404,
      ...['/api/v1/databases/other', base].map(
        (path) => () => service.ask(`${path}/tickets/00000000-0000-4000-8000-000000000000/events`, { headers }),
      ),
    );
    await refused(service, 404, () => service.ask(events.replace('default', 'other'), { headers }));
    await refused(
      service,
      401,
      () => service.ask(events),
      () => service.ask(events, { headers: { cookie: 'peerquest_audit_session=x' } }),
    );
  });

  it('hold neither the database nor the store for their reader', async () => {
    await stream();
    for (const name of ['main.sqlite3', 'store.sqlite3']) {
      const database = new Database(service.folder.file(name), { timeout: 0 });
      database.exec('begin exclusive');
      database.exec('rollback');
      database.close();
    }
  });
});

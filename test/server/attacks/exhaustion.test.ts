import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPassword } from '../../../src/server/index.ts';
import { ask, say, type Asking } from '../../support/asked.ts';
import { runCli, temporaryFolder } from '../../support/cli.ts';
import { keptIn } from '../../support/kept.ts';
import { expectRawRefusal, refused } from '../../support/refused.ts';
import { startService, type ServiceProcess } from '../../support/service-process.ts';
import { isThorough } from '../../support/thorough.ts';

const PASSWORD = 'operator of audits';
/** What the process may hold, in MB: bar 3 of the issue. */
const MEMORY = 250;
/** Several times as many connections as are kept open. */
const MANY = isThorough ? 10_000 : 2_000;
const findings = '/api/v1/databases/default/findings';
const folder = temporaryFolder();
let service: ServiceProcess;
let port = 0;
let headers: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  runCli(['demo', '--out', 'db.sqlite3'], { cwd: folder.path });
  const accounts = { otto: { role: 'operator', password: await hashPassword(PASSWORD) } };
  const config = { database: 'db.sqlite3', store: 'store.sqlite3', serve: { accounts } };
  writeFileSync(folder.file('peerquest-audit.config.json'), JSON.stringify(config), { mode: 0o600 });
  runCli([], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
  service = startService([], { cwd: folder.path });
  await service.until(/"event":"service-started"/);
  port = Number(/"address":"http:[^"]+:(\d+)"/.exec(service.printed())?.[1]);
  const signedIn = await ask(port, '/api/v1/session', { method: 'POST', body: { name: 'otto', password: PASSWORD } });
  headers = { cookie: String(signedIn.headers['set-cookie']).split(';')[0] ?? '', origin: `http://127.0.0.1:${port}` };
}, 60_000);
afterAll(async () => {
  await service.end('SIGKILL');
  folder.remove();
});

const open: Socket[] = [];
const files = () => keptIn(folder.file('db.sqlite3'), folder.file('store.sqlite3'));
let before: ReturnType<typeof files>;
beforeEach(() => {
  before = files();
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
  expect(files()).toEqual(before);
});

/** A connection that says so much at first. */
function connected(text = ''): Socket {
  const socket = connect({ host: '127.0.0.1', port });
  if (text !== '') socket.write(text);
  socket.on('error', () => undefined).resume();
  open.push(socket);
  return socket;
}

/** Megabytes that the process holds at most so far. */
function mostHeld(): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${service.child.pid ?? 0}/status`, 'utf8'))?.[1]) / 1024;
}

/** Asks for health all along while something is done, each time anew, and holds the process against its limits. */
async function healthyDuring(work: () => Promise<unknown>): Promise<void> {
  const done = work().then(() => 'done');
  done.catch(() => undefined);
  const answers: number[] = [];
  do {
    const asked = performance.now();
    const { status } = await ask(port, '/health');
    expect(status).toBe(200);
    answers.push(performance.now() - asked);
  } while ((await Promise.race([done, wait(20)])) !== 'done');
  expect(Math.max(...answers)).toBeLessThan(2000);
  if (process.platform === 'linux') expect(mostHeld()).toBeLessThan(MEMORY);
}

const head = (rest: string): string =>
  `POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n${rest}`;

describe('attack 16: exhaustion', () => {
  it('does not come of connections, however many: they shut nobody out', { timeout: 60_000 }, async () => {
    await healthyDuring(async () => {
      for (let number = 0; number < MANY; number += 1) {
        // Half of them begin to say something.
        connected(number % 2 === 0 ? 'GET /health HTTP/1.1\r\nX-Slow: ' : '');
        if (number % 500 === 499) await wait(20);
      }
      await expect.poll(() => open.filter(({ readyState }) => readyState === 'opening').length, { timeout: 20_000 }).toBe(0);
    });
    await expect.poll(() => open.filter(({ readyState }) => readyState === 'open').length, { timeout: 20_000 }).toBeLessThanOrEqual(1000);
  });

  it('does not come of a body of a gigabyte, announced or without an end', async () => {
    await healthyDuring(async () => {
      expectRawRefusal(await say(port, head(`Content-Length: ${2 ** 30}\r\n\r\n{`)), 413);
      let heard = '';
      const endless = connected(head('Transfer-Encoding: chunked\r\n\r\n')).on('data', (piece: Buffer) => (heard += piece.toString()));
      let sent = 0;
      while (!endless.closed && sent < 2 ** 30) {
        await new Promise((resolve) => endless.write(`10000\r\n${'x'.repeat(65_536)}\r\n`, resolve));
        sent += 65_536;
      }
      // Whoever does not stop sending may see no more than that the connection is gone.
      if (heard !== '') expectRawRefusal(heard, 413);
      expect(sent).toBeLessThan(64 * 2 ** 20);
    });
  });

  it.each<[string, number, string, Asking]>([
    ['JSON nested ten thousand deep', 400, '/api/v1/session', { method: 'POST', body: `${'['.repeat(10_000)}${']'.repeat(10_000)}` }],
    ['twenty thousand values', 400, '/api/v1/session', { method: 'POST', body: `[${'1,'.repeat(20_000)}1]` }],
    ['a compressed body', 415, '/api/v1/session', { method: 'POST', body: '{}', headers: { 'content-encoding': 'gzip' } }],
    ['a filter like a pattern, too long to be one', 400, `${findings}?q=${'(a%2B)%2B'.repeat(500)}%24`, {}],
    ['a billion findings', 400, `${findings}?limit=1e9`, {}],
    ['a billion findings in digits', 400, `${findings}?limit=1000000000`, {}],
  ])('does not come of %s', async (_, status, path, asking) => {
    await healthyDuring(async () => {
      await refused({ files }, status, () => ask(port, path, { ...asking, headers: { ...headers, ...asking.headers } }));
    });
  });

  it('does not come of a filter of ten megabytes, nor of one that is a pattern', async () => {
    await healthyDuring(async () => {
      const request = `GET ${findings}?q=${'(a+)+'.repeat(2 * 2 ** 20)}$ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
      const heard = await say(port, request);
      if (heard !== '') expectRawRefusal(heard, 431);
      const asked = performance.now();
      expect((await ask(port, `${findings}?q=(a%2B)%2B(a%2B)%2B%24`, { headers })).status).toBe(200);
      expect(performance.now() - asked).toBeLessThan(2000);
    });
  });

  it.runIf(isThorough)(
    'does not come of slowness: four hundred headers and as many bodies, a byte at a time',
    { timeout: 90_000 },
    async () => {
      await healthyDuring(async () => {
        const begun = performance.now();
        const slow = [
          ...Array.from({ length: 400 }, () => ({ socket: connected('GET /health HTTP/1.1\r\nX-Slow: '), most: 13_000 })),
          ...Array.from({ length: 400 }, () => ({ socket: connected(head('Content-Length: 60000\r\n\r\n{')), most: 34_000 })),
        ];
        const lived = slow.map(
          ({ socket }) => new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now() - begun))),
        );
        const drip = setInterval(() => {
          for (const { socket } of slow) if (socket.writable) socket.write(' ');
        }, 500);
        for (const [place, time] of (await Promise.all(lived)).entries()) expect(time).toBeLessThan(slow[place]?.most ?? 0);
        clearInterval(drip);
      });
    },
  );
});

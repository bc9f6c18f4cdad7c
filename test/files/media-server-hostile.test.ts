import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { mapBounded } from '../../src/bounded.ts';
import { RemoteFiles, USUAL_PATIENCE, type Looked, type Patience } from '../../src/files/index.ts';

let server: Server;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** A server that knows no file of the name that is asked for first, and answers all others so. */
async function serve(answer: (socket: Socket, number: number) => void, patience?: Patience): Promise<RemoteFiles> {
  let number = 0;
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (data.includes('/peerquest-audit-')) socket.write('HTTP/1.1 404 x\r\ncontent-length: 0\r\n\r\n');
      else answer(socket, number++);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return RemoteFiles.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, patience);
}

async function lookAt(files: RemoteFiles, count: number): Promise<readonly Looked[]> {
  const seen: Looked[] = [];
  const names = Array.from({ length: count }, (_, index) => `${index}.pdf`);
  for await (const looked of mapBounded(names, files.concurrency, (name) => files.look(name))) seen.push(looked);
  return seen;
}

/** Writes for as long as the other side takes it. */
function endlessly(socket: Socket, piece: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
    if (!socket.destroyed) socket.once('drain', more);
  };
  more();
}

/** Begins an answer and never ends it. */
function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nx: ');
  const drop = setInterval(() => socket.write('y'), 20);
  socket.once('close', () => {
    clearInterval(drop);
  });
}

it('gives a server up that drips', async () => {
  expect(USUAL_PATIENCE).toMatchObject({ answer: 10_000, silences: 16 });
  // Two rounds of eight; all 500 would take half a minute.
  const files = await serve(drip, { ...USUAL_PATIENCE, answer: 500 });
  const start = performance.now();
  const seen = await lookAt(files, 500);
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(seen.every(({ kind }) => kind === 'unknown')).toBe(true);
  expect(seen.at(-1)).toEqual({
    kind: 'unknown',
    reason: 'the server did not answer within 0.5 s, 16 times in a row, and was asked no more',
  });
});

it.each<readonly [string, (socket: Socket) => void]>([
  [
    'endless headers',
    (socket) => {
      endlessly(socket, `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(1000)}`);
    },
  ],
  [
    'an endless line',
    (socket) => {
      endlessly(socket, 'x'.repeat(65_536));
    },
  ],
  ['no answer at all', (socket) => socket.destroy()],
])('gives a server up that sends %s, within bounded memory', async (_what, answer) => {
  const files = await serve(answer);
  const seen = await lookAt(files, 500);
  expect(seen.at(-1)).toMatchObject({
    kind: 'unknown',
    reason: expect.stringContaining('16 times in a row, and was asked no more') as string,
  });
  expect(process.memoryUsage().rss).toBeLessThan(1_000_000_000);
});

it('gives a server up that answers everything, and slowly', async () => {
  expect(USUAL_PATIENCE.slowness).toBeLessThanOrEqual(300_000);
  let asked = 0;
  const files = await serve(
    (socket) => {
      asked++;
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n'), 60);
    },
    { ...USUAL_PATIENCE, slow: 10, slowness: 600 },
  );
  const seen = await lookAt(files, 500);
  expect(seen.at(-1)).toEqual({
    kind: 'unknown',
    reason: 'the server answers too slowly: it was waited for 0.01 minutes in all, and asked no more',
  });
  expect(asked).toBeLessThan(30);
});

it('goes on where only some are silent, and takes lengths and bodies as they come', async () => {
  const files = await serve((socket, number) => {
    if (number % 3 === 0) socket.destroy();
    else if (number % 3 === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 30000000000\r\n\r\n');
    else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${'9'.repeat(400)}\r\n\r\n`);
  });
  const seen = await lookAt(files, 100);
  expect(seen.some((looked) => looked.kind === 'file' && looked.size === 30_000_000_000)).toBe(true);
  expect(seen.every((looked) => looked.kind === 'unknown' || (looked.kind === 'file' && looked.size !== Infinity))).toBe(true);
  expect(seen.filter((looked) => looked.kind === 'unknown' && looked.reason.includes('asked no more'))).toEqual([]);
});

it('does not read a body that never ends', async () => {
  const files = await serve((socket) => {
    endlessly(socket, `HTTP/1.1 200 OK\r\ncontent-length: 30000000000\r\n\r\n${'x'.repeat(65_536)}`);
  });
  expect(await lookAt(files, 100)).toHaveLength(100);
  expect(process.memoryUsage().rss).toBeLessThan(1_000_000_000);
});

it.each(['/'.repeat(100_000), `${'/'.repeat(100_000)}x`])('takes an address of many slashes at once', async (path) => {
  const start = performance.now();
  await expect(RemoteFiles.open(`http://127.0.0.1:1${path}`)).rejects.toThrow('cannot be looked at');
  expect(performance.now() - start).toBeLessThan(2000);
});

import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { keepRoom } from '../../src/server/connection-room.ts';
import { makeAuthority } from '../support/certificates.ts';
import { closeListening, listening } from '../support/listening.ts';

afterEach(closeListening);

const authority = makeAuthority();
const MOST = 3;
/** Answers at once, but for streams, which go on. */
const answer: RequestListener = (request, response) => {
  if (request.url === '/stream') response.write('begun');
  else request.resume().on('end', () => response.end('answered'));
};

describe.each([
  ['plain', () => createServer(answer), (port: number): Duplex => connect({ host: '127.0.0.1', port })],
  [
    'TLS',
    () => createSecureServer(authority.sign('localhost'), answer),
    (port: number): Duplex => connectSecurely({ host: '127.0.0.1', port, ca: authority.ca, servername: 'localhost' }),
  ],
])('a server of %s connections that keeps room', (kind, serve, reach) => {
  interface Guest {
    readonly socket: Duplex;
    /** What the server has said to it. */
    heard: () => string;
    isGone: () => boolean;
  }

  async function guests(): Promise<() => Promise<Guest>> {
    const server = serve();
    keepRoom(server, MOST);
    const port = await listening(server);
    return async () => {
      let [heard, isGone] = ['', false];
      const socket = reach(port);
      socket
        .on('data', (piece: Buffer) => (heard += piece.toString()))
        .on('error', () => undefined)
        .on('close', () => (isGone = true));
      await new Promise((resolve) => socket.once(kind === 'TLS' ? 'secureConnect' : 'connect', resolve).once('close', resolve));
      return { socket, heard: () => heard, isGone: () => isGone };
    };
  }
  const ask = (guest: Guest, path: string): boolean => guest.socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);

  it('lets the one go that has been without a whole request for longest', async () => {
    const next = await guests();
    const [silent, slow, asking] = [await next(), await next(), await next()];
    slow.socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{');
    ask(asking, '/');
    await expect.poll(asking.heard).toContain('answered');
    const fourth = await next();
    await expect.poll(silent.isGone).toBe(true);
    const fifth = await next();
    await expect.poll(slow.isGone).toBe(true);
    expect([asking, fourth, fifth].map(({ isGone }) => isGone())).toEqual([false, false, false]);
    // Who has been answered waits anew, behind those who came before that.
    const sixth = await next();
    await expect.poll(asking.isGone).toBe(true);
    for (const one of [fourth, fifth, sixth]) {
      ask(one, '/');
      await expect.poll(one.heard).toContain('answered');
    }
  });

  it('keeps what is being answered, and takes nobody more where that is all', async () => {
    const next = await guests();
    const streams = [await next(), await next(), await next()];
    for (const one of streams) {
      ask(one, '/stream');
      await expect.poll(one.heard).toContain('begun');
    }
    const late = await next();
    await expect.poll(late.isGone).toBe(true);
    expect(streams.map(({ isGone }) => isGone())).toEqual([false, false, false]);
    streams[0]?.socket.destroy();
    await expect.poll(() => next().then(({ isGone }) => isGone())).toBe(false);
  });
});

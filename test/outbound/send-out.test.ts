import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createRawServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { allowListOf, sendOut, type Exchange, type OutboundRequest, type OutboundSurroundings } from '../../src/outbound/index.ts';
import { makeAuthority } from '../support/certificates.ts';
import { closeListening, listening } from '../support/listening.ts';

afterEach(closeListening);

/** Whoever listens on this machine may be asked, under any name that a test gives it. */
const HERE: OutboundSurroundings = { allow: allowListOf(['127.0.0.0/8']), lookUp: () => Promise.resolve(['127.0.0.1']) };
const LONG = 20_000;

const ask = (request: OutboundRequest, more: Partial<OutboundSurroundings> = {}, time = LONG): Promise<Exchange> =>
  sendOut(request, { ...HERE, ...more }, { time });

const answering = (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> =>
  listening(createServer(answer));

/** A server that says these bytes to whoever connects, and goes on as it likes. */
const saying = (begin: string, on: (socket: Socket) => void = () => undefined): Promise<number> =>
  listening(
    createRawServer((socket) => {
      socket.once('data', () => {
        socket.write(begin);
        on(socket);
      });
    }),
  );

describe('attack 11: an exchange', () => {
  test('has status, headers, body and times', async () => {
    const port = await answering((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () =>
        response.writeHead(201, { 'x-told': request.headers['x-key'], 'set-cookie': 'a=b' }).end(`heard ${request.method} ${body}`),
      );
    });
    const exchange = await ask({ url: `http://audit.example:${port}/a?b=c`, method: 'POST', headers: { 'X-Key': 'k' }, body: 'ö' });
    expect(exchange).toMatchObject({ status: 201, failure: null, isCut: false, wasSent: true, redirects: 0, certificateEnds: null });
    expect(exchange.headers).toMatchObject({ 'x-told': 'k' });
    expect(exchange.headers).not.toHaveProperty('set-cookie');
    expect(exchange.body.toString()).toBe('heard POST ö');
    const { dns, connect, tls, firstByte, total } = exchange.times;
    expect(tls).toBeNull();
    for (const time of [dns, connect, firstByte]) expect(time).toBeGreaterThanOrEqual(0);
    expect(total).toBeGreaterThanOrEqual((connect ?? 0) + (firstByte ?? 0));
  });

  test('goes to the address that was checked, whatever the name stands for a moment later', async () => {
    const heard: string[] = [];
    const server = (name: string) => createServer((_, response) => (heard.push(name), response.end(name)));
    const port = await listening(server('checked'), '127.0.0.2');
    await listening(server('other'), '127.0.0.1', port);
    let asked = 0;
    const lookUp = (): Promise<string[]> => Promise.resolve([asked++ === 0 ? '127.0.0.2' : '127.0.0.1']);
    const exchange = await ask({ url: `http://rebinding.example:${port}/` }, { allow: allowListOf(['127.0.0.2']), lookUp });
    expect([exchange.body.toString(), asked, heard]).toEqual(['checked', 1, ['checked']]);
  });

  test('is refused where one of several addresses is private', async () => {
    let heard = 0;
    const port = await answering((_, response) => (heard++, response.end()));
    const lookUp = (): Promise<string[]> => Promise.resolve(['8.8.8.8', '127.0.0.1']);
    const { failure } = await ask({ url: `http://half.example:${port}/` }, { allow: [], lookUp });
    expect(failure).toEqual({ kind: 'refused', reason: 'leads to a private address, and half.example is not allowed' });
    expect(heard).toBe(0);
  });

  test('tells a name that nobody knows, and a port where nobody listens', async () => {
    const unknown = await ask({ url: 'http://nobody.example/secret' }, { lookUp: () => Promise.reject(new Error('ENOTFOUND')) });
    expect(unknown.failure).toEqual({ kind: 'dns', reason: 'has a name that is not known: nobody.example' });
    const port = await answering(() => undefined);
    await closeListening();
    expect((await ask({ url: `http://audit.example:${port}/` })).failure).toEqual({ kind: 'connect', reason: 'refuses connections' });
  });

  test('ends within its time, whatever hangs: the name, the connection, the answer', async () => {
    const never = new Promise<never>(() => undefined);
    const port = await listening(createRawServer(() => undefined));
    for (const more of [{ lookUp: () => never }, {}]) {
      const exchange = await ask({ url: `http://slow.example:${port}/` }, more, 200);
      expect(exchange.failure).toEqual({ kind: 'timeout', reason: 'gave no whole answer within 0.2 seconds' });
      expect(exchange.times.total).toBeLessThan(2_000);
    }
  });

  test('can be stopped', async () => {
    const port = await listening(createRawServer(() => undefined));
    const stop = new AbortController();
    const asked = ask({ url: `http://slow.example:${port}/` }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    expect((await asked).failure?.kind).toBe('stopped');
    expect((await ask({ url: `http://slow.example:${port}/` }, { signal: stop.signal })).failure?.kind).toBe('stopped');
  });

  test('sends no header with a line in it', async () => {
    const port = await answering((_, response) => response.end());
    const exchange = await ask({ url: `http://audit.example:${port}/`, headers: { 'x-title': 'a\r\nx-evil: b' } });
    expect([exchange.failure?.kind, exchange.wasSent]).toEqual(['refused', false]);
  });
});

describe('attack 12: hostile answers', () => {
  test('a body without end is cut', async () => {
    const port = await answering((_, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    });
    const exchange = await sendOut({ url: `http://audit.example:${port}/` }, HERE, { time: LONG, bytes: 1_000 });
    expect(exchange).toMatchObject({ status: 200, isCut: true, failure: null });
    expect(exchange.body.length).toBe(1_000);
  });

  test('one byte at a time ends with the time of the whole', async () => {
    const port = await saying('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n', (socket) => {
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const exchange = await ask({ url: `http://audit.example:${port}/` }, {}, 300);
    expect([exchange.status, exchange.failure?.kind]).toEqual([200, 'timeout']);
    expect(exchange.times.total).toBeLessThan(2_000);
  });

  test('a bomb is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    const port = await answering((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    const exchange = await ask({ url: `http://audit.example:${port}/` });
    expect(exchange.body.length).toBeLessThanOrEqual(65_536);
    expect(exchange.isCut).toBe(true);
  });

  test.each([
    ['10 MB of one header', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(10_000_000)}\r\n\r\n`],
    ['10 MB of headers', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(1_600_000)}\r\n`],
    ['what is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a bare line feed in a header', 'HTTP/1.1 200 OK\nx: y\n z: \r\n\r\n\0'],
    ['interim answers without end', 'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n'.repeat(1_000)],
  ])('%s is no answer', async (_what, bytes) => {
    const port = await saying(bytes);
    const exchange = await ask({ url: `http://audit.example:${port}/` }, {}, 2_000);
    expect(exchange.failure?.kind).toBe('malformed');
  });

  test('interim answers one at a time, without end, end with the time of the whole', async () => {
    const interim = 'HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n';
    const port = await saying(interim, (socket) => {
      const drip = setInterval(() => socket.write(interim), 50);
      socket.on('close', () => clearInterval(drip));
    });
    const exchange = await ask({ url: `http://audit.example:${port}/` }, {}, 400);
    expect([exchange.status, exchange.failure?.kind]).toEqual([null, 'timeout']);
    expect(exchange.times.total).toBeLessThan(2_000);
  });

  test('an end before the answer, and in its middle', async () => {
    const silent = await listening(createRawServer((socket) => void socket.once('data', () => socket.end())));
    expect((await ask({ url: `http://audit.example:${silent}/` })).failure?.kind).toBe('closed');
    const half = await saying('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc', (socket) => socket.destroySoon());
    expect(await ask({ url: `http://audit.example:${half}/` })).toMatchObject({ status: 200, failure: { kind: 'closed' } });
  });

  test('a switch to another protocol is an answer like any other', async () => {
    const port = await saying('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nbytes');
    expect(await ask({ url: `http://audit.example:${port}/` })).toMatchObject({ status: 101, failure: null });
  });

  test('a slow target delays no other', async () => {
    const slow = await listening(createRawServer(() => undefined));
    const quick = await answering((_, response) => response.end('quick'));
    const slowly = ask({ url: `http://slow.example:${slow}/` }, {}, 1_500);
    const start = performance.now();
    await Promise.all(Array.from({ length: 20 }, () => ask({ url: `http://audit.example:${quick}/` })));
    expect(performance.now() - start).toBeLessThan(1_500);
    expect((await slowly).failure?.kind).toBe('timeout');
  });
});

describe('attack 12: redirects', () => {
  const redirecting = (to: (port: number) => string): Promise<number> => {
    let port = 0;
    const server = createServer((request, response) => {
      if (request.url === '/end') response.end('end');
      else response.writeHead(302, { location: to(port) }).end();
    });
    return listening(server).then((found) => (port = found));
  };

  test('are answers unless they are to be followed', async () => {
    const port = await redirecting(() => '/end');
    expect(await ask({ url: `http://audit.example:${port}/` })).toMatchObject({ status: 302, redirects: 0, failure: null });
    expect(await ask({ url: `http://audit.example:${port}/`, method: 'POST', body: 'x', followRedirects: true })).toMatchObject({
      status: 302,
    });
    const followed = await ask({ url: `http://audit.example:${port}/`, followRedirects: true });
    expect([followed.status, followed.body.toString(), followed.redirects]).toEqual([200, 'end', 1]);
  });

  test.each([
    ['a file', () => 'file:///etc/passwd'],
    ['metadata', () => 'http://169.254.169.254/latest/'],
    ['a database', (port: number) => `http://127.0.0.1:${port === 6379 ? 6380 : 6379}/`],
    ['a name and a password', (port: number) => `http://u:p@127.0.0.1:${port}/`],
  ])('to %s are refused', async (_what, to) => {
    const port = await redirecting(to);
    expect((await ask({ url: `http://audit.example:${port}/`, followRedirects: true })).failure?.kind).toBe('refused');
  });

  test('end after three', async () => {
    const port = await redirecting(() => '/again');
    const exchange = await ask({ url: `http://audit.example:${port}/`, followRedirects: true });
    expect([exchange.failure, exchange.redirects]).toEqual([{ kind: 'redirect', reason: 'redirects more than three times' }, 3]);
  });

  test('take credentials to no other host, and to no other port', async () => {
    const told: IncomingMessage['headers'][] = [];
    const other = await answering((request, response) => (told.push(request.headers), response.end()));
    const port = await redirecting(() => `http://other.example:${other}/`);
    const headers = { Authorization: 'Bearer secret', Cookie: 'a=secret', 'X-Api-Key': 'secret', Accept: 'text/html' };
    await ask({ url: `http://audit.example:${port}/`, headers, followRedirects: true });
    expect(told[0]).toMatchObject({ accept: 'text/html', host: `other.example:${other}` });
    expect(JSON.stringify(told)).not.toContain('secret');
  });
});

describe('TLS', () => {
  const authority = makeAuthority();
  const serving = (name: string, days?: number): Promise<number> =>
    listening(createSecureServer(authority.sign(name, days), (_, response) => response.end('safe')));

  test('is held to the certificate, whose end is told', async () => {
    const port = await serving('audit.example', 20);
    const exchange = await ask({ url: `https://audit.example:${port}/` }, { ca: authority.ca });
    expect([exchange.status, exchange.failure, exchange.body.toString()]).toEqual([200, null, 'safe']);
    expect(exchange.times.tls).toBeGreaterThan(0);
    const days = (Date.parse(exchange.certificateEnds ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(20);
  });

  test.each([
    ['of an authority that is not known', 'audit.example', 20, undefined, 'authority that is not known'],
    ['of another name', 'other.example', 20, authority.ca, 'of another name'],
    ['that has ended', 'audit.example', -1, authority.ca, 'expired'],
  ])('a certificate %s is a failure, before anything is sent', async (_what, name, days, ca, reason) => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const port = await serving(name, days);
      const exchange = await ask({ url: `https://audit.example:${port}/` }, ca === undefined ? {} : { ca });
      expect([exchange.status, exchange.failure?.kind, exchange.wasSent]).toEqual([null, 'tls', false]);
      expect(exchange.failure?.reason).toContain(reason);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  test('is not left for plain HTTP by a redirect', async () => {
    const plain = await answering((_, response) => response.end());
    const server = createSecureServer(authority.sign('audit.example'), (_, response) =>
      response.writeHead(301, { location: `http://audit.example:${plain}/` }).end(),
    );
    const port = await listening(server);
    const exchange = await ask({ url: `https://audit.example:${port}/`, followRedirects: true }, { ca: authority.ca });
    expect(exchange.failure).toEqual({ kind: 'redirect', reason: 'redirects from https to http' });
  });

  test('is not spoken by a server of plain HTTP', async () => {
    const port = await answering((_, response) => response.end());
    expect((await ask({ url: `https://audit.example:${port}/` })).failure?.kind).toBe('tls');
  });
});

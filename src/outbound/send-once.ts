import { request as askPlainly, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as askSecurely } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import { plainAddress } from './address-kind.ts';
import type { Destination } from './destination.ts';
import type { Exchange, Failure, Times } from './exchange.ts';
import { failureOf } from './failure-of.ts';

/** One request to one destination whose addresses have been checked. */
export interface Sending {
  readonly destination: Destination;
  readonly addresses: readonly string[];
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly bytes: number;
  readonly ca: string | null;
  /** Ends it; its reason is a {@link Failure}. */
  readonly signal: AbortSignal;
}

/** What came of it, without what only the whole knows. */
export type Sent = Omit<Exchange, 'redirects' | 'times'> & { readonly times: Omit<Times, 'dns' | 'total'> };

/** All headers together; Node's own limit, said here so that a flag of Node's does not move it. */
const HEADER_BYTES = 16_384;
const HEADERS = 200;
/** Interim answers (1xx) before the one that counts. */
const INTERIM = 10;

/** Asks once. Nothing is followed, kept, decompressed or shared with another request. */
export function sendOnce(sending: Sending): Promise<Sent> {
  return new Promise((resolve) => new Conversation(sending, resolve).begin());
}

class Conversation {
  readonly #sending: Sending;
  readonly #resolve: (sent: Sent) => void;
  #request: ClientRequest | null = null;
  #answer: IncomingMessage | null = null;
  readonly #body: Buffer[] = [];
  #size = 0;
  #certificateEnds: string | null = null;
  #wasSent = false;
  #isOver = false;
  readonly #at: { start: number; connected?: number; secured?: number; sent?: number; answered?: number } = { start: performance.now() };

  constructor(sending: Sending, resolve: (sent: Sent) => void) {
    this.#sending = sending;
    this.#resolve = resolve;
  }

  begin(): void {
    const { signal, body } = this.#sending;
    const onAbort = (): void => this.#end(signal.reason as Failure);
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      this.#request = this.#ask();
    } catch (error) {
      this.#end(failureOf(error));
      return;
    }
    let interim = 0;
    this.#request
      .on('socket', (socket) => this.#watch(socket))
      .on('information', () => ++interim > INTERIM && this.#end({ kind: 'malformed', reason: 'sent interim answers without end' }))
      .on('upgrade', (answer) => this.#hear(answer, false))
      .on('finish', () => (this.#at.sent = performance.now()))
      .on('response', (answer) => this.#hear(answer, true))
      .on('error', (error) => this.#end(failureOf(error)))
      .on('close', () => {
        signal.removeEventListener('abort', onAbort);
        this.#end({ kind: 'closed', reason: 'closed the connection before it had answered' });
      });
    this.#request.maxHeadersCount = HEADERS;
    this.#request.end(body ?? undefined);
  }

  #ask(): ClientRequest {
    const { destination, addresses, method, headers, body, ca } = this.#sending;
    const { url, host, port } = destination;
    const options: RequestOptions = {
      host,
      port,
      method,
      path: `${url.pathname}${url.search}`,
      // A connection of its own, closed afterwards: none that was opened to an address checked for something else.
      agent: false,
      lookup: only(addresses),
      maxHeaderSize: HEADER_BYTES,
      insecureHTTPParser: false,
      headers: {
        'user-agent': 'peerquest-audit',
        accept: '*/*',
        ...lowerCased(headers),
        host: url.host,
        'accept-encoding': 'identity',
        connection: 'close',
        ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
    };
    if (url.protocol === 'http:') return askPlainly(options);
    return askSecurely({
      ...options,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(ca === null ? {} : { ca }),
    });
  }

  #watch(socket: Socket): void {
    const checked = this.#sending.addresses.map((address) => plainAddress(address).toString());
    socket.once('connect', () => {
      this.#at.connected = performance.now();
      // The last word on where it went: the addresses were given to it, and it took one of them.
      if (!checked.includes(plainAddress(socket.remoteAddress ?? '').toString())) {
        this.#end({ kind: 'refused', reason: 'connected to an address that was not checked' });
      } else if (!(socket instanceof TLSSocket)) this.#wasSent = true;
    });
    if (!(socket instanceof TLSSocket)) return;
    socket.once('secureConnect', () => {
      this.#at.secured = performance.now();
      this.#wasSent = true;
      const { valid_to: end } = socket.getPeerCertificate();
      if (!Number.isNaN(Date.parse(end))) this.#certificateEnds = new Date(end).toISOString();
    });
  }

  #hear(answer: IncomingMessage, hasBody: boolean): void {
    this.#answer = answer;
    this.#at.answered = performance.now();
    if (!hasBody) {
      this.#end(null);
      return;
    }
    answer
      .on('data', (chunk: Buffer) => {
        this.#body.push(chunk);
        this.#size += chunk.length;
        if (this.#size > this.#sending.bytes) this.#end(null);
      })
      .on('end', () => this.#end(null))
      .on('error', (error) => this.#end(failureOf(error)))
      .on('close', () => this.#end({ kind: 'closed', reason: 'closed the connection in the middle of its answer' }));
  }

  #end(failure: Failure | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { connected, secured, sent, answered, start } = this.#at;
    this.#resolve({
      status: this.#answer?.statusCode ?? null,
      headers: headersOf(this.#answer),
      body: Buffer.concat(this.#body).subarray(0, this.#sending.bytes),
      isCut: this.#size > this.#sending.bytes,
      failure,
      wasSent: this.#wasSent,
      certificateEnds: this.#certificateEnds,
      times: {
        connect: between(start, connected),
        tls: between(connected, secured),
        firstByte: between(Math.max(sent ?? 0, secured ?? connected ?? 0), answered),
      },
    });
    this.#request?.destroy();
  }
}

function between(from: number | undefined, to: number | undefined): number | null {
  return from === undefined || to === undefined ? null : Math.max(0, to - from);
}

/** Answers every question for an address with those that were checked, and with no others. */
function only(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, callback) => {
    const [first] = all;
    if (options.all === true) callback(null, all);
    else callback(null, first?.address ?? '', first?.family ?? 0);
  };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** An answer's headers, but for those that want to be kept: nothing keeps cookies here. */
function headersOf(answer: IncomingMessage | null): Record<string, string> {
  // They are the only ones that Node hands over as a list.
  return Object.fromEntries(
    Object.entries(answer?.headers ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressRefusal, destinationOf, type Destination } from './destination.ts';
import type { Bounds, Exchange, Failure, OutboundRequest, OutboundSurroundings, Times } from './exchange.ts';
import { sendOnce } from './send-once.ts';

const USUAL: Bounds = { time: 10_000, bytes: 65_536 };
const MOST_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
/** What another host is told as well: anything else that a caller sends may be a credential. */
const HARMLESS = ['accept', 'accept-language', 'user-agent'];

const NOTHING: Omit<Exchange, 'failure' | 'times' | 'redirects'> = {
  status: null,
  headers: {},
  body: Buffer.alloc(0),
  isCut: false,
  wasSent: false,
  certificateEnds: null,
};
const NO_TIMES: Omit<Times, 'dns' | 'total'> = { connect: null, tls: null, firstByte: null };

/** Asks something outside, within bounds of time and size, at addresses that are checked. It never throws: see {@link Exchange}. */
export async function sendOut(
  request: OutboundRequest,
  surroundings: OutboundSurroundings,
  bounds: Partial<Bounds> = {},
): Promise<Exchange> {
  const { time, bytes } = { ...USUAL, ...bounds };
  const start = performance.now();
  const limit = new Limit(time, surroundings.signal);
  let { url, headers = {} } = request;
  try {
    for (let redirects = 0; ; redirects++) {
      const ended = (part: Omit<Exchange, 'redirects' | 'times'> & { times: Omit<Times, 'total'> }): Exchange => ({
        ...part,
        times: { ...part.times, total: performance.now() - start },
        redirects,
      });
      const failed = (failure: Failure, dns: number | null = null): Exchange => ended({ ...NOTHING, failure, times: { ...NO_TIMES, dns } });
      const destination = destinationOf(url, surroundings);
      if (typeof destination === 'string') return failed({ kind: 'refused', reason: destination });
      const found = await addressesOf(destination, surroundings, limit);
      if ('failure' in found) return failed(found.failure, found.dns);
      const { method = 'GET', body = null } = request;
      const { addresses, dns } = found;
      const sent = await sendOnce({
        destination,
        addresses,
        method,
        headers,
        body,
        bytes,
        ca: surroundings.ca ?? null,
        signal: limit.signal,
      });
      const answer = ended({ ...sent, times: { ...sent.times, dns } });
      const next = request.followRedirects === true && /^(?:GET|HEAD)$/.test(method) ? redirectOf(answer, destination.url) : null;
      if (next === null) return answer;
      const trouble = redirects >= MOST_REDIRECTS ? 'redirects more than three times' : downgradeOf(destination.url, next);
      if (trouble !== null) return { ...answer, failure: { kind: 'redirect', reason: trouble } };
      if (next.origin !== destination.url.origin) {
        headers = Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.includes(name.toLowerCase())));
      }
      url = next.href;
    }
  } finally {
    limit.end();
  }
}

/** Where an answer sends on to; null for one that does not. */
function redirectOf({ status, headers, failure }: Exchange, from: URL): URL | null {
  const { location } = headers;
  if (failure !== null || status === null || !REDIRECTS.includes(status) || location === undefined) return null;
  return URL.canParse(location, from.href) ? new URL(location, from.href) : null;
}

function downgradeOf(from: URL, to: URL): string | null {
  return from.protocol === 'https:' && to.protocol === 'http:' ? 'redirects from https to http' : null;
}

type Found = { readonly dns: number | null } & ({ readonly addresses: readonly string[] } | { readonly failure: Failure });

/** The addresses of a destination, looked up once, all of them checked. */
async function addressesOf(destination: Destination, surroundings: OutboundSurroundings, limit: Limit): Promise<Found> {
  const { host } = destination;
  if (isIP(host) !== 0) return { addresses: [host], dns: null };
  const start = performance.now();
  const found = await limit.race(
    (surroundings.lookUp ?? lookUp)(host).catch((): Failure => ({ kind: 'dns', reason: `has a name that is not known: ${host}` })),
  );
  const dns = performance.now() - start;
  if ('kind' in found) return { failure: found, dns };
  if (found.length === 0) return { failure: { kind: 'dns', reason: `has a name without an address: ${host}` }, dns };
  for (const address of found) {
    const reason = addressRefusal(destination, address, surroundings);
    if (reason !== null) return { failure: { kind: 'refused', reason }, dns };
  }
  return { addresses: found, dns };
}

async function lookUp(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** How long the whole may take, and what else may end it. */
class Limit {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  readonly #stop = (): void => this.#controller.abort({ kind: 'stopped', reason: 'was asked no longer' } satisfies Failure);

  constructor(time: number, outer: AbortSignal | undefined) {
    const seconds = Math.round(time / 100) / 10;
    const failure: Failure = { kind: 'timeout', reason: `gave no whole answer within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}` };
    this.#timer = setTimeout(() => this.#controller.abort(failure), time);
    this.#outer = outer;
    if (outer?.aborted === true) this.#stop();
    outer?.addEventListener('abort', this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What comes of the work, or why it was not waited for. */
  race<T>(work: Promise<T>): Promise<T | Failure> {
    const { signal } = this;
    if (signal.aborted) return Promise.resolve(signal.reason as Failure);
    return Promise.race([
      work,
      new Promise<Failure>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason as Failure), { once: true })),
    ]);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#stop);
  }
}

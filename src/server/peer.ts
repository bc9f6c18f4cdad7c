import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { plainAddress, type Networks } from './networks.ts';

/** Whom a request comes from, and how. */
export interface Peer {
  readonly address: string;
  readonly isSecure: boolean;
  /** Whether a trusted proxy hands it on. */
  readonly isForwarded: boolean;
}

/** The peer of a request: forwarded headers count where a trusted proxy sent them, from the last hop backwards to the first that is none. */
export function peerOf(request: IncomingMessage, proxies: Networks): Peer {
  const direct = plainAddress(request.socket.remoteAddress ?? '');
  const isEncrypted = 'encrypted' in request.socket && request.socket.encrypted === true;
  if (!proxies.has(direct)) return { address: direct, isSecure: isEncrypted, isForwarded: false };
  const hops = lastOf(request.headers['x-forwarded-for']).map(plainAddress).reverse();
  const stranger = hops.find((hop) => !proxies.has(hop)) ?? hops.at(-1) ?? direct;
  return {
    address: isIP(stranger) === 0 ? direct : stranger,
    isSecure: isEncrypted || lastOf(request.headers['x-forwarded-proto']).at(-1) === 'https',
    isForwarded: true,
  };
}

function lastOf(header: string | readonly string[] | undefined): readonly string[] {
  const text = typeof header === 'string' ? header : (header?.join() ?? '');
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

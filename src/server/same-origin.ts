import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import type { Peer } from './peer.ts';
import { Problem } from './problem.ts';

const HARMLESS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Lets changes through only that a page of ours, or a program with a token, asks for: what a browser sends along by itself proves nothing.
 *
 * @throws Problem 403, before the body is read
 */
export function refuseOtherOrigins(
  { method, headers }: FastifyRequest,
  caller: Caller | null,
  { isSecure }: Peer,
  publicOrigin: string | null,
): void {
  if (HARMLESS.includes(method)) return;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw foreign();
  const { origin, host } = headers;
  if (origin === undefined) {
    // No browser leaves it out. What signs in by itself, as cookies do, has to say where it comes from.
    if (headers.cookie !== undefined || (caller !== null && caller.by !== 'token')) throw foreign();
    return;
  }
  const own = `${isSecure ? 'https' : 'http'}://${host ?? ''}`;
  if (origin.toLowerCase() !== own.toLowerCase() && origin !== publicOrigin) throw foreign();
}

const foreign = (): Problem => new Problem(403, 'Changes are made from the pages of this service, or with a token.');

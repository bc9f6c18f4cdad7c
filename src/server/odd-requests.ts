import type { FastifyRequest } from 'fastify';
import { notFound, Problem } from './problem.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];
const JSON_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i;
/** Encoded separators and what ends a path for some programs: no path of ours has them. */
const ODD_PATH = /%2f|%5c|%00|%0[ad]|%25|\\|\/\/|\/\.{1,2}(?:\/|$)|%2e/i;

/**
 * Refuses what no honest client sends, before anything is read or anybody is known.
 *
 * @throws Problem saying what is wrong
 */
export function refuseOddRequest({ method, raw, headers }: FastifyRequest): void {
  const url = raw.url ?? '';
  if (!METHODS.includes(method)) throw methodNotAllowed(METHODS);
  if (!url.startsWith('/') || url.includes('#')) throw new Problem(400, 'The request has to name a path.');
  const [path = ''] = url.split('?', 1);
  if (ODD_PATH.test(path)) throw notFound();
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new Problem(415, 'The body must not be compressed.');
  const type = headers['content-type'];
  if (hasBody(headers) && (type === undefined || !JSON_TYPE.test(type))) throw new Problem(415, 'Send JSON, as application/json.');
  if (
    headers['x-http-method-override'] !== undefined ||
    headers['x-http-method'] !== undefined ||
    headers['x-method-override'] !== undefined
  )
    throw new Problem(403, 'A request is made with its own method.');
  if (headers.upgrade !== undefined) throw new Problem(400, 'There is no other protocol here.');
}

/** The problem of a method that a path does not have. */
export function methodNotAllowed(allowed: readonly string[]): Problem {
  return new Problem(405, 'That method does nothing here.', { headers: { allow: allowed.join(', ') } });
}

function hasBody(headers: FastifyRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

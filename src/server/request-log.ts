import type { FastifyReply, FastifyRequest } from 'fastify';
import { withoutCredentials } from '../credentials.ts';
import type { Log } from '../log.ts';
import { printable } from '../model/index.ts';

/** Letters of a path that are logged. */
const LONGEST_PATH = 300;

/** One line for each request. The query stays out of it: it may hold what somebody took for a place of a secret. */
export function logRequest(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  const { id, method, url, caller, peer } = request;
  const path = printable((url.split('?', 1)[0] ?? '').slice(0, LONGEST_PATH));
  const who = caller === null ? null : caller.name;
  log.info('request', {
    correlation: id,
    method,
    path,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    who,
    address: peer?.address ?? null,
  });
}

/** What was behind an answer that told only of trouble. */
export function logTrouble(log: Log, { id }: FastifyRequest, status: number, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.error('request-failed', { correlation: id, status, error: withoutCredentials(text) });
}

import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '../log.ts';
import { Problem, PROBLEM_TYPE, problemJson } from './problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** What is told of errors of the parser, by their codes. */
const REFUSALS: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem(431, 'The headers are too large.'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'The request took too long to arrive.'),
};
const MALFORMED = new Problem(400, 'That is no well-formed request.');

/** Answers what is no request at all, and closes the connection: what follows in it could be anybody's. */
export function answerRaw(log: Log): (error: Error, socket: Duplex) => void {
  return (error, socket) => {
    const code = 'code' in error ? String(error.code) : '';
    if (code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const problem = REFUSALS[code] ?? MALFORMED;
    const correlation = randomUUID();
    log.warn('malformed-request', { correlation, status: problem.status, reason: code });
    endWith(socket, problem, correlation);
  };
}

/** CONNECT never reaches a route: Node hands over its socket. */
export function refuseConnect(server: Server): void {
  server.on('connect', (_request, socket: Duplex) => endWith(socket, new Problem(405, 'That method does nothing here.'), randomUUID()));
}

function endWith(socket: Duplex, problem: Problem, correlation: string): void {
  const body = problemJson(problem, correlation);
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}

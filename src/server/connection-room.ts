import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Connections that may be open at once. */
const MOST = 1_000;

/**
 * Keeps room for who asks: where as many connections are open as may be, the one makes room that has been without a whole request for longest. So
 * those who connect and say nothing, or say it slowly, shut nobody out. What is being answered, as a stream, stays.
 */
export function keepRoom(server: Server, most = MOST): void {
  /** Those that may go, the longest first; and those that are being answered. By their other end, as TLS has a socket around each. */
  const waiting = new Map<string, Socket>();
  const answered = new Map<string, Socket>();

  server.on('connection', (socket: Socket) => {
    const end = endOf(socket);
    socket.once('close', () => {
      waiting.delete(end);
      answered.delete(end);
    });
    if (waiting.size + answered.size >= most) {
      const [longest] = waiting;
      const [its, leaving] = longest ?? [end, socket];
      waiting.delete(its);
      leaving.destroy();
      if (leaving === socket) return;
    }
    waiting.set(end, socket);
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const end = endOf(request.socket);
    const socket = waiting.get(end);
    if (socket === undefined) return;
    const arrived = (): void => {
      if (!waiting.delete(end)) return;
      answered.set(end, socket);
    };
    if (hasBody(request)) request.once('end', arrived);
    else arrived();
    response.once('close', () => {
      if (!answered.delete(end) && !waiting.delete(end)) return;
      if (!socket.destroyed) waiting.set(end, socket);
    });
  });
}

const endOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ''} ${remotePort ?? ''}`;

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

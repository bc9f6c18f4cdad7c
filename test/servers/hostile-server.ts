import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What a hostile server does to one connection. */
export type Mode = (socket: Socket) => void;

/** A server that means harm, on a free port. */
export async function startHostileServer(mode: Mode): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    mode(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What is done each time the client says something; the last is done for ever after. */
export const inTurn =
  (...acts: readonly Mode[]): Mode =>
  (socket) => {
    let turn = 0;
    socket.on('data', () => acts[Math.min(turn++, acts.length - 1)]?.(socket));
  };

export const say =
  (...parts: readonly Buffer[]): Mode =>
  (socket) =>
    void socket.write(Buffer.concat(parts));

export const close: Mode = (socket) => void socket.end();
export const silent: Mode = () => undefined;

/** First the one, then the other. */
export const both =
  (...acts: readonly Mode[]): Mode =>
  (socket) => {
    for (const act of acts) act(socket);
  };

/** The same bytes for ever, as fast as they are taken. */
export const flood =
  (bytes: Buffer): Mode =>
  (socket) => {
    const chunk = Buffer.concat(Array.from({ length: Math.max(1, Math.floor(65_536 / bytes.length)) }, () => bytes));
    const pour = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour);
    pour();
  };

/** A byte at a time, for ever: first these, then the last of them. */
export const drip =
  (bytes: Buffer): Mode =>
  (socket) => {
    let at = 0;
    const timer = setInterval(
      () => socket.write(bytes.subarray(at, ++at).length > 0 ? bytes.subarray(at - 1, at) : bytes.subarray(-1)),
      50,
    );
    socket.on('close', () => {
      clearInterval(timer);
    });
  };

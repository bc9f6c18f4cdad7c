import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What stands in front of a server. */
export interface Relay {
  /** The database by way of it. */
  readonly url: string;
  /** Ends the connections that are open. */
  cut(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Stands in front of the server of this URL; both ends of a connection are closed together.
 *
 * @param pass passes on what the two say, for each connection
 * @param target where a new connection leads to, by and by
 */
export async function startRelay(
  url: string,
  pass: (client: Socket, upstream: Socket) => void,
  target: () => string = () => url,
): Promise<Relay> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const { hostname, port } = new URL(target());
    const upstream = connect(Number(port), hostname);
    pass(client, upstream);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      // What comes in small pieces would wait for what came before to be acknowledged: 40 ms each time.
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
        sockets.delete(socket);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    async cut() {
      const ended = [...sockets].map((socket) => once(socket, 'close'));
      for (const socket of sockets) socket.destroy();
      await Promise.all(ended);
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { ServerAddress } from '../address.ts';
import { tlsConfig } from '../tls.ts';

/** How long the request may take, in milliseconds: who asked for it waits. */
const PATIENCE = 2_000;

/** What of the driver's client and connection is not in its types. */
interface Keys {
  readonly processID: number;
  readonly secretKey: number;
}
interface DriverConnection extends pg.Connection {
  connect(portOrSocket: number | string, host?: string): void;
  cancel(processId: number, secretKey: number): void;
  attachListeners(stream: Duplex): void;
}

/**
 * Asks the server to stop the statement that a connection runs, by the protocol's own request on another connection: a pooler passes
 * it on to the server that runs it now, where a number of a server's process would mean another client. Whether there was anything
 * to stop is not told.
 */
export async function requestCancel(address: ServerAddress, client: pg.Client): Promise<void> {
  const { processID, secretKey } = client as unknown as Keys;
  const ssl = tlsConfig(address);
  const connection = new pg.Connection({ ssl }) as DriverConnection;
  // There is no answer but the end: what a server says all the same is let go.
  connection.attachListeners = (stream) => void stream.resume();
  const ended = new Promise<void>((resolve) => {
    connection.on('error', () => {
      resolve();
    });
    connection.once('end', resolve);
  });
  connection.once(ssl === false ? 'connect' : 'sslconnect', () => {
    connection.cancel(processID, secretKey);
  });
  if (address.socketPath === null) connection.connect(address.port, address.host);
  else connection.connect(`${address.socketPath}/.s.PGSQL.${address.port}`);
  // The server answers with the end of the connection.
  await Promise.race([ended, sleep(PATIENCE, undefined, { ref: false })]);
  connection.stream.destroy();
}

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { plainAddress } from './networks.ts';
import { Problem } from './problem.ts';

/**
 * Lets only requests through that call this service by a name of its own: a page elsewhere whose name leads here, by DNS rebinding, sends its own.
 * An address counts where the request came to it: no page can choose that.
 *
 * @param names hosts with their ports, as the configuration has them
 * @throws Problem 400 without a single name, 421 for another one
 */
export function refuseOtherNames(request: IncomingMessage, names: readonly string[]): void {
  const given = request.rawHeaders.filter((name, place) => place % 2 === 0 && name.toLowerCase() === 'host').length;
  const host = request.headers.host?.toLowerCase();
  if (given !== 1 || host === undefined) throw new Problem(400, 'A request names its host once.');
  if (names.includes(host)) return;
  const [, name = '', port] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(host) ?? [];
  const { localAddress = '', localPort } = request.socket;
  const isEncrypted = 'encrypted' in request.socket && request.socket.encrypted === true;
  const isPort = Number(port ?? (isEncrypted ? 443 : 80)) === localPort;
  const isAddress = isIP(plainAddress(name)) !== 0 && plainAddress(name) === plainAddress(localAddress);
  if (isPort && (name === 'localhost' || isAddress)) return;
  throw new Problem(421, 'This service is not called that: its names are those of "serve.publicUrl" and "serve.hosts".');
}

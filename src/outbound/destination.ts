import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import { addressKind, plainAddress } from './address-kind.ts';
import { byAddress, byName, type AllowList } from './allow-list.ts';

/** What may be reached: the public web, and what an operator allows beyond. */
export interface Guard {
  readonly allow: AllowList;
  /** The port on which this program answers itself: it does not ask itself by a public address. */
  readonly ownPort?: number | null;
}

/** Where a request goes to. */
export interface Destination {
  readonly url: URL;
  /** The name or address, without brackets and without the dot at its end. */
  readonly host: string;
  readonly port: number;
}

/** Of a mistake in a URL: never the URL itself, whose path may be a secret. */
export type Refusal = string;

/** Below this, services of a system listen: of these, only the two of the web are asked. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS = [80, 443];
/** Above it: databases, caches, brokers, desktops and machinery that obeys whoever reaches it. */
const OTHER_PORTS = new Set([
  1080, 1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 3659, 4045, 4190, 4369, 4444, 4505, 4506, 5060,
  5061, 5432, 5433, 5672, 5671, 5900, 5901, 5984, 5985, 5986, 6000, 6379, 6380, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7000, 7001,
  8086, 9042, 9092, 9160, 9200, 9300, 10_080, 10_250, 10_255, 11_211, 15_672, 16_379, 25_565, 26_257, 26_379, 27_017, 27_018, 27_019,
  33_060, 50_000, 61_616,
]);

/** A URL as a destination, or why it is none, as the end of a sentence: what can be said before its name is looked up. */
export function destinationOf(text: string, guard: Guard): Destination | Refusal {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return 'is no URL';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'begins with neither https:// nor http://';
  if (url.username !== '' || url.password !== '') return 'holds a name or a password, which belong into a header';
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (host === '') return 'names no host';
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const refusal = isOtherPort(port) && !guard.allow.some((allowed) => allowed.port === port) ? portRefusal(host, port) : null;
  if (refusal !== null) return refusal;
  if (ipaddr.isValid(host)) return addressRefusal({ url, host, port }, host, guard) ?? { url, host, port };
  return { url, host, port };
}

/** Why a URL is refused when it is written down, as the end of a sentence; null where it may be asked as far as can be told without asking. */
export function urlTrouble(text: string, guard: Guard): string | null {
  const destination = destinationOf(text, guard);
  if (typeof destination === 'string') return destination;
  const { host } = destination;
  if (
    (host === 'localhost' || host.endsWith('.localhost')) &&
    byName(guard.allow, host).length === 0 &&
    byAddress(guard.allow, '127.0.0.1').length === 0
  ) {
    return `leads to this machine, and ${host} is not allowed`;
  }
  return null;
}

/** Why an address that a destination's name stands for is not connected to, as the end of a sentence; null where it is. */
export function addressRefusal({ host, port }: Destination, address: string, guard: Guard): Refusal | null {
  if (!ipaddr.isValid(address)) return `${host} stands for something that is no address`;
  const kind = addressKind(address);
  const byItself = byAddress(guard.allow, address);
  // A name can be made to stand for anything: what tells a machine's credentials is allowed by its address only.
  const allowing = kind === 'metadata' ? byItself : [...byName(guard.allow, host), ...byItself];
  const fitting = allowing.filter((allowed) => allowed.port === null || allowed.port === port);
  if (kind !== 'public' && fitting.length === 0) return `leads to ${WORDS[kind]}, and ${host} is not allowed`;
  const isNamedPort = fitting.some((allowed) => allowed.port === port);
  if (isOtherPort(port) && !isNamedPort) return portRefusal(host, port);
  if (port === guard.ownPort && !isNamedPort && isOwn(address)) return 'leads to this program itself';
  return null;
}

const WORDS = { private: 'a private address', metadata: 'a link-local address, where clouds tell credentials' };

function isOtherPort(port: number): boolean {
  return (port < FIRST_FREE_PORT && !WEB_PORTS.includes(port)) || OTHER_PORTS.has(port);
}

function portRefusal(host: string, port: number): Refusal {
  const place = host.includes(':') ? `[${host}]` : host;
  return `asks port ${port}, which is none of the web, and ${place}:${port} is not allowed`;
}

/** Whether an address is one of this machine's. */
function isOwn(address: string): boolean {
  const plain = plainAddress(address).toString();
  return Object.values(networkInterfaces()).some((list) =>
    list?.some((own) => plainAddress(own.address.replace(/%.*/, '')).toString() === plain),
  );
}

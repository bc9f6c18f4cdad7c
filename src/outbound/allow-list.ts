import ipaddr from 'ipaddr.js';
import { isWithin, plainAddress } from './address-kind.ts';

/** One thing that an operator allows: a name, an address or a range, with a port or for every port that is one of the web. */
export interface Allowed {
  readonly host: string | null;
  readonly range: readonly [ipaddr.IPv4 | ipaddr.IPv6, number] | null;
  readonly port: number | null;
}

/** What an operator allows beyond the public web. */
export type AllowList = readonly Allowed[];

const WITH_PORT = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/;
const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*$/;

/** What is wrong with an entry of the list, as the end of a sentence; null where nothing is. */
export function allowedTrouble(entry: string): string | null {
  return allowedOf(entry) === null ? 'is no host, address or range such as hooks.internal, 10.1.2.3:9093 or 10.0.0.0/8' : null;
}

/** The list of an operator's entries; what is no entry allows nothing ({@link allowedTrouble} says what is wrong with it). */
export function allowListOf(entries: readonly string[]): AllowList {
  return entries.flatMap((entry) => allowedOf(entry) ?? []);
}

function allowedOf(entry: string): Allowed | null {
  const [, literal, name, digits] = WITH_PORT.exec(entry) ?? [];
  const port = digits === undefined ? null : Number(digits);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  const place = (literal ?? name ?? entry).toLowerCase();
  const range = rangeOf(place);
  if (range !== null) return { host: null, range, port };
  // A name of digits and dots would be an address in an odd notation, which is allowed as nothing but itself.
  return NAME.test(place) && !ipaddr.isValid(place) && /[a-z]/.test(place) ? { host: place, range: null, port } : null;
}

function rangeOf(text: string): Allowed['range'] {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return [ipaddr.parse(text), 32];
  if (ipaddr.IPv6.isValid(text)) {
    const plain = plainAddress(text);
    return [plain, plain.kind() === 'ipv4' ? 32 : 128];
  }
  return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : null;
}

/** Entries that allow a host by its name. */
export function byName(list: AllowList, host: string): AllowList {
  return list.filter((allowed) => allowed.host === host);
}

/** Entries that allow an address by itself or its range. */
export function byAddress(list: AllowList, address: string): AllowList {
  const plain = plainAddress(address);
  return list.filter(({ range }) => range !== null && isWithin(plain, range));
}

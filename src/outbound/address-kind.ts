import ipaddr from 'ipaddr.js';

/** What an address is for: `public` ones lead to the world, the others to this machine, its network, or whoever runs it. */
export type AddressKind = 'public' | 'private' | 'metadata';

/** Of clouds that answer for a machine's credentials at an address that looks like any other; most do at a link-local one. */
const METADATA = ['168.63.129.16/32', '100.100.100.200/32', '192.0.0.192/32', 'fd00:ec2::/32', 'fd20:ce::/32'].map((range) =>
  ipaddr.parseCIDR(range),
);

/** The only part of IPv6 from which public addresses are given out. */
const GLOBAL = ipaddr.parseCIDR('2000::/3');

/** IPv4 in IPv6, as networks without IPv4 reach the rest of the world (NAT64). */
const TRANSLATED = 'rfc6052';

/** The address itself, where it is written as an IPv6 one that stands for it. */
export function plainAddress(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv6' && parsed.range() === TRANSLATED) return new ipaddr.IPv4(parsed.toByteArray().slice(12));
  return parsed;
}

/** Where an address leads to. What no list knows is private: only what is known to be public is. */
export function addressKind(address: string): AddressKind {
  const plain = plainAddress(address);
  const range = plain.range();
  if (range === 'linkLocal' || METADATA.some((metadata) => isWithin(plain, metadata))) return 'metadata';
  return range === 'unicast' && (plain.kind() === 'ipv4' || isWithin(plain, GLOBAL)) ? 'public' : 'private';
}

/** Whether an address stands in a range; one of the other family does not. */
export function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, range: readonly [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  return address.kind() === range[0].kind() && address.match(range[0], range[1]);
}

import { BlockList, isIP } from 'node:net';

/** Addresses and networks of which one can ask whether an address is among them. */
export interface Networks {
  has(address: string): boolean;
}

/** Networks as the configuration names them: `10.0.0.0/8`, `::1`. */
export function networksOf(names: readonly string[]): Networks {
  const list = new BlockList();
  for (const name of names) {
    const [address = '', prefix] = name.split('/');
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, kind);
    else list.addSubnet(address, Number(prefix), kind);
  }
  return {
    has(text) {
      const address = plainAddress(text);
      const kind = isIP(address);
      return kind !== 0 && list.check(address, kind === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

/** An address in the form in which it is compared: one of IPv4 that IPv6 wraps is one of IPv4. */
export function plainAddress(text: string): string {
  const bare = text.replace(/^\[|\]$/g, '');
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
}

/** Whether only this machine reaches it. */
export function isLoopback(host: string): boolean {
  const address = plainAddress(host);
  return address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

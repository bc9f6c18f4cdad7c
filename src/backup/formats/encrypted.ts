import type { Format } from './format.ts';

/** The beginnings of encrypted files: texts, and packets of OpenPGP (RFC 9580, section 4.2) as gpg writes them first. */
const BEGINNINGS = [
  ['age', /^age-encryption\.org\//],
  ['age', /^-----BEGIN AGE ENCRYPTED FILE-----/],
  ['gpg', /^-----BEGIN PGP MESSAGE-----/],
  // eslint-disable-next-line no-control-regex -- bytes
  ['gpg', /^(?:[\x84\x85\x8c][^]{1,2}[\x03\x04]|[\xc1\xc3][^]{1,3}[\x03\x04\x05\x06])/],
  ['openssl', /^Salted__/],
] as const;

/** A file that is to be read with a key. */
export function encrypted(head: Buffer): Format | null {
  const text = head.subarray(0, 64).toString('latin1');
  const [by] = BEGINNINGS.find(([, beginning]) => beginning.test(text)) ?? [];
  return by === undefined ? null : { kind: 'encrypted', by };
}

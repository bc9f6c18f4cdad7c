import type { ConnectionOptions } from 'node:tls';
import { UsageError } from '../errors.ts';
import { regularText } from '../regular-file.ts';
import type { ServerAddress } from './address.ts';

/** A bundle of all known authorities has a quarter of a million bytes. */
const LONGEST = 4_000_000;

/**
 * Options for Node's TLS, or false for a connection without. Certificates are verified unless the URL says
 * `sslmode=no-verify` in so many words.
 *
 * @throws UsageError when a certificate file cannot be read
 */
export function tlsConfig({ tls }: ServerAddress): false | ConnectionOptions {
  if (tls.mode === 'disable') return false;
  const file = (path: string | null, setting: string): string | undefined => {
    if (path === null) return undefined;
    try {
      return regularText(path, LONGEST);
    } catch (error) {
      throw new UsageError(
        'UNREADABLE_CERTIFICATE',
        `The file "${path}" that ${setting} names cannot be read: check the path in the database URL.`,
        { cause: error },
      );
    }
  };
  const ca = file(tls.caFile, 'sslca');
  const cert = file(tls.certFile, 'sslcert');
  const key = file(tls.keyFile, 'sslkey');
  return {
    rejectUnauthorized: tls.mode !== 'no-verify',
    ...(tls.mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

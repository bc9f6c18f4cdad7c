import { isIP } from 'node:net';
import { authPlugins, type ConnectionOptions } from 'mysql2';
import { UsageError } from '../../errors.ts';
import type { ServerAddress } from '../address.ts';
import { clearPasswordRefusal } from '../clear-password.ts';
import { tlsConfig } from '../tls.ts';

/**
 * What the driver must know to connect to MySQL or MariaDB.
 *
 * @throws UsageError when a certificate file cannot be read, or the certificate could not be compared with the address
 */
export function clientConfig(address: ServerAddress): ConnectionOptions {
  refuseAddressByNumber(address);
  const tls = tlsConfig(address);
  return {
    ...(address.socketPath === null ? { host: address.host, port: address.port } : { socketPath: address.socketPath }),
    user: address.user,
    database: address.database,
    ...(address.password === null ? {} : { password: address.password }),
    // Unless told so, the driver checks who signed a certificate but not whose it is.
    ...(tls === false ? {} : { ssl: { ...(tls as { rejectUnauthorized: boolean }), verifyIdentity: address.tls.mode === 'verify-full' } }),
    connectTimeout: address.connectTimeoutSeconds * 1000,
    charset: 'utf8mb4',
    // Exact values: no floating point for 64-bit integers and decimals, no Date for times.
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    // A server can otherwise ask the client for any of its files (LOAD DATA LOCAL).
    flags: ['-LOCAL_FILES'],
    ...withoutClearPassword(address),
  };
}

/** The byte with which a server asks for the password itself, as a challenge was not enough. */
const FULL_AUTHENTICATION = 4;

/**
 * Ways to log in that end where the driver would ask the server for a public key, which nobody vouches for, and encrypt the password
 * with it. (A password in clear it sends to nobody.)
 */
function withoutClearPassword(address: ServerAddress): Pick<ConnectionOptions, 'authPlugins'> {
  const refusal = clearPasswordRefusal(address);
  if (refusal === null) return {};
  // The driver puts a code of its own on what a plugin rejects with.
  const refuse = (): Promise<never> => Promise.reject(new Error(refusal.message, { cause: refusal }));
  return {
    authPlugins: {
      sha256_password: () => refuse,
      caching_sha2_password: (connection) => {
        const answer = authPlugins.caching_sha2_password({})(connection);
        return (data: Buffer) => (data.length === 1 && data[0] === FULL_AUTHENTICATION ? refuse() : answer(data));
      },
    },
  };
}

/** The driver compares a certificate with the host name only where there is one; for a number it takes "localhost". */
function refuseAddressByNumber({ host, tls }: ServerAddress): void {
  if (tls.mode !== 'verify-full' || isIP(host) === 0) return;
  throw new UsageError(
    'TLS_NEEDS_NAME',
    `The certificate of a MySQL server cannot be compared with the number ${host}: connect by the host name that it is for, or add sslmode=verify-ca&sslca=FILE to the URL to check only who signed it.`,
  );
}

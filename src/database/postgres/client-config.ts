import type pg from 'pg';
import type { ServerAddress } from '../address.ts';
import { tlsConfig } from '../tls.ts';
import { withoutPath } from './search-path.ts';

/** The type oid of boolean in PostgreSQL's catalog. */
const BOOLEAN = 16;

/** Every value stays the text that PostgreSQL sent, but booleans: a JavaScript Date drops microseconds, a number digits. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) => (oid === BOOLEAN ? (text: string) => text === 't' : (text: string) => text),
};

/**
 * What the driver must know to connect to PostgreSQL.
 *
 * @throws UsageError when a certificate file cannot be read
 */
export function clientConfig(address: ServerAddress): pg.ClientConfig {
  const options = withoutPath(address);
  return {
    host: address.socketPath ?? address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    ...(address.password === null ? {} : { password: address.password }),
    ssl: tlsConfig(address),
    ...(options === null ? {} : { options }),
    connectionTimeoutMillis: address.connectTimeoutSeconds * 1000,
    application_name: 'peerquest-audit',
    types,
  };
}

import type pg from 'pg';
import { UsageError } from '../../errors.ts';
import type { ServerAddress } from '../address.ts';
import { plainNumber } from '../answered-values.ts';
import { clearPasswordRefusal } from '../clear-password.ts';
import { tlsConfig } from '../tls.ts';
import type { GuardedConfig } from './guarded-client.ts';
import { withoutPath } from './search-path.ts';

/** The type oid of boolean in PostgreSQL's catalog. */
const BOOLEAN = 16;

/** Every value stays the text that PostgreSQL sent, but booleans: a JavaScript Date drops microseconds, a number digits. */
export const types: pg.CustomTypesConfig = { getTypeParser: parserOf };

function parserOf(oid: number): (text: string) => string | boolean {
  return oid === BOOLEAN ? (text) => text === 't' : (text) => text;
}

/** The type oids of whole, exact and floating numbers. */
const NUMBERS: readonly number[] = [20, 21, 23, 26, 1700, 700, 701];

/** The same with numbers as numbers. */
export const typesWithPlainNumbers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) => (NUMBERS.includes(oid) ? plainNumber : parserOf(oid)),
};

/**
 * What the driver must know to connect to PostgreSQL.
 *
 * @throws UsageError when a certificate file cannot be read
 */
export function clientConfig(address: ServerAddress): GuardedConfig {
  const options = withoutPath(address);
  return {
    host: address.socketPath ?? address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    ...passwordOf(address),
    ssl: tlsConfig(address),
    patience: address,
    clearPasswordRefusal: clearPasswordRefusal(address),
    ...(options === null ? {} : { options }),
    connectionTimeoutMillis: address.connectTimeoutSeconds * 1000,
    application_name: 'peerquest-audit',
    types,
  };
}

/** Without one of its own the driver looks for another: in PGPASSWORD, and in the account's file of passwords. */
function passwordOf({ password, ofDotenv, host }: ServerAddress): Pick<pg.ClientConfig, 'password'> {
  if (password !== null) return { password };
  if (ofDotenv !== true) return {};
  return {
    password: () => {
      throw new UsageError(
        'PASSWORD_NOT_SENT',
        `The server "${host}" wants a password, and the file .env that names it holds none: PGPASSWORD and files of passwords are for servers that you name yourself. ` +
          'Write the password into the URL there, or name the database with --database or DATABASE_URL.',
      );
    },
  };
}

import { CompiledQuery, MysqlDialect } from 'kysely';
import { createPool } from 'mysql2';
import type { ServerAddress } from '../address.ts';
import { clientConfig } from './client-config.ts';

/**
 * Strict: nothing is cut to fit in silence. Without NO_BACKSLASH_ESCAPES, which a server may have set and in which the
 * driver's quoting would not hold.
 */
const SESSION = "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', session autocommit = 1";

/**
 * Kysely's way to a store on MySQL or MariaDB.
 *
 * @throws UsageError when the certificate that the URL asks for cannot be read or compared
 */
export function mysqlStoreDialect(address: ServerAddress): MysqlDialect {
  return new MysqlDialect({
    pool: createPool({ ...clientConfig(address), connectionLimit: 1 }),
    onCreateConnection: async (connection) => {
      await connection.executeQuery(CompiledQuery.raw(SESSION));
    },
  });
}

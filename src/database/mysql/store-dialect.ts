import { CompiledQuery, MysqlDialect } from 'kysely';
import { escape } from 'mysql2';
import type { ServerAddress } from '../address.ts';
import type { DatabaseRow } from '../read-session.ts';
import type { StorePurpose } from '../store-dialect.ts';
import { guardedPool } from './guarded-pool.ts';
import { beginSession, settleSession } from './settle-session.ts';
import { readTopology, requireStorable } from './topology.ts';

/**
 * Kysely's way to a store on MySQL or MariaDB.
 *
 * @throws UsageError when the certificate that the URL asks for cannot be read or compared
 */
export function mysqlStoreDialect(address: ServerAddress, purpose: StorePurpose): MysqlDialect {
  return new MysqlDialect({
    pool: guardedPool(address),
    onCreateConnection: async (connection) => {
      const run = async (text: string, values: readonly unknown[] = []) =>
        (await connection.executeQuery<DatabaseRow>(CompiledQuery.raw(text, [...values]))).rows;
      const session = { run, literal: (text: string) => escape(text), address };
      await beginSession(session, 'store');
      if (purpose !== 'read') requireStorable(await readTopology(run, () => null), address);
      await settleSession(session, 'store');
    },
  });
}

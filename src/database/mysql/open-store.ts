import { CompiledQuery } from 'kysely';
import type { ServerAddress } from '../address.ts';
import type { DatabaseRow } from '../read-session.ts';
import type { StoreConnection, StorePurpose } from '../store-connection.ts';
import { insertBy } from '../store-rows.ts';
import { guardedPool } from './guarded-pool.ts';
import { literal } from './literal.ts';
import { LiteralDialect } from './literal-dialect.ts';
import { beginSession, settleSession } from './settle-session.ts';
import { mysqlStoreDdl } from './store-ddl.ts';
import { readTopology, requireStorable } from './topology.ts';

/**
 * The way to a store on MySQL or MariaDB.
 *
 * @throws UsageError when the certificate that the URL asks for cannot be read or compared
 */
export function openMysqlStore(address: ServerAddress, purpose: StorePurpose): StoreConnection {
  const dialect = new LiteralDialect({
    pool: guardedPool(address),
    onCreateConnection: async (connection) => {
      const run = async (text: string) => (await connection.executeQuery<DatabaseRow>(CompiledQuery.raw(text))).rows;
      const session = { run, address };
      await beginSession(session, 'store');
      if (purpose !== 'read') requireStorable(await readTopology(run, () => null), address);
      await settleSession(session, 'store');
    },
  });
  return { dialect, writable: true, ddl: mysqlStoreDdl, insertRows };
}

const insertRows = insertBy((start, rows) =>
  CompiledQuery.raw(`${start}${rows.map((row) => `(${row.map((value) => literal(value)).join()})`).join()}`),
);

import { CompiledQuery, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { ServerAddress } from '../address.ts';
import type { StoreConnection } from '../store-connection.ts';
import { insertBy } from '../store-rows.ts';
import { clientConfig } from './client-config.ts';
import { GuardedClient } from './guarded-client.ts';
import { postgresStoreDdl } from './store-ddl.ts';
import { Transactions, type TransactionMode } from './transactions.ts';

/**
 * The way to a store on PostgreSQL.
 *
 * @throws UsageError when a certificate file cannot be read
 */
export function openPostgresStore(address: ServerAddress): StoreConnection {
  const pool = new pg.Pool({
    ...clientConfig(address),
    max: 1,
    // It is made with the settings above.
    Client: GuardedClient as unknown as new () => pg.Client,
  });
  // A connection that breaks between queries is replaced, or missed, by the next query.
  pool.on('error', () => undefined);
  return { dialect: new PostgresDialect({ pool: inTransactions(pool, address) }), writable: true, ddl: postgresStoreDdl, insertRows };
}

const insertRows = insertBy((start, rows) => {
  let last = 0;
  const places = rows.map((row) => `(${row.map(() => `$${++last}`).join()})`);
  return CompiledQuery.raw(`${start}${places.join()}`, rows.flat());
});

/**
 * The same pool, in which every statement runs in a transaction with our settings: what an account or a database was given must
 * change neither the texts of the journal nor when it is on disk.
 */
function inTransactions(pool: pg.Pool, address: ServerAddress): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect();
      const wrapped = known.get(client) ?? settled(client, address);
      known.set(client, wrapped);
      return wrapped;
    },
    end: () => pool.end(),
  };
}

function settled(client: pg.PoolClient, address: ServerAddress): PostgresPoolClient {
  const transactions = new Transactions(client, address, 'store');
  const query = async (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
    // Kysely's words for a transaction of which nothing else is asked.
    if (text === 'begin') {
      await transactions.begin(DEFAULT);
      return NO_ROWS;
    }
    if (text === 'commit') {
      await transactions.commit();
      return NO_ROWS;
    }
    if (text === 'rollback') {
      await transactions.rollback();
      return NO_ROWS;
    }
    return transactions.within(DEFAULT, () => client.query(text, [...values]));
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: () => {
      client.release();
    },
  };
}

/** Writing is not asked for: a server or account that was closed to writers stays closed. */
const DEFAULT: TransactionMode = { isolation: 'read committed', access: 'as given' };

/** What a statement that only begins or ends a transaction comes to. */
const NO_ROWS = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] } satisfies pg.QueryResult;

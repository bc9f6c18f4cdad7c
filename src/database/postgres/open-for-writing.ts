import { DatabaseError } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import { postgresCapabilities } from '../capabilities.ts';
import { postgresCompiler } from '../compile.ts';
import type { DatabaseRow } from '../read-session.ts';
import { isLost, type Allowances, type WriteSession } from '../write-session.ts';
import { clientConfig } from './client-config.ts';
import { connectionError, writeError } from './errors.ts';
import { GuardedClient } from './guarded-client.ts';
import { readImages } from './images.ts';
import { instanceReader } from './instance.ts';
import { nameOfRepair, type RepairLock } from './repair-lock.ts';
import { identityOf, readSchema } from './schema.ts';
import { RowWriter, type RunStatement } from './write-rows.ts';

/**
 * How long a statement waits for a row that somebody else holds. Shorter than PostgreSQL's `deadlock_timeout` of one
 * second: where the application and a repair wait for each other, the repair gives way and tries again.
 */
const LOCK_TIMEOUT = '800ms';

/**
 * Connects to PostgreSQL for writing, in transactions at READ COMMITTED, each of which looks first whether the repair lock is still held.
 *
 * @param lock that of the whole repair
 * @throws DatabaseError when the server cannot be reached, refuses the account, or only repeats another server
 */
export async function openPostgresForWriting(address: ServerAddress, _allowances: Allowances, lock: RepairLock): Promise<WriteSession> {
  const client = new GuardedClient({ ...clientConfig(address), application_name: nameOfRepair() });
  try {
    await client.connect();
  } catch (error) {
    throw connectionError(error, address);
  }
  const compile = postgresCompiler();
  const run: RunStatement = async (text, values = []) => {
    try {
      const { rows, rowCount } = await client.query<DatabaseRow>(text, [...values]);
      return { rows, count: rowCount ?? 0 };
    } catch (error) {
      throw writeError(error, address);
    }
  };
  const rowsOf = async (text: string, values: readonly unknown[] = []): Promise<readonly DatabaseRow[]> => (await run(text, values)).rows;
  const writer = new RowWriter(run);
  let lane = 0;
  try {
    const [server] = await rowsOf(
      "select pg_is_in_recovery() as replica, current_setting('default_transaction_read_only') = 'on' as read_only",
    );
    await client.query(`set timezone to 'UTC'; set datestyle to 'ISO'; set statement_timeout = 0; set lock_timeout = '${LOCK_TIMEOUT}';
      set session characteristics as transaction isolation level read committed, read write`);
    if (server?.['replica'] === true) {
      throw new DatabaseError('READ_ONLY', `${addressText(address)} is a replica and cannot be written to: name the primary server.`);
    }
    // Anybody could write all the same, but somebody has closed it: during a move to another server, for example.
    if (server?.['read_only'] === true) {
      throw new DatabaseError(
        'READ_ONLY',
        `${addressText(address)} is set to be read-only (default_transaction_read_only): name the server or the account that may write.`,
      );
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw writeError(error, address);
  }
  return {
    engine: 'postgresql',
    name: address.database,
    capabilities: postgresCapabilities,
    identity: () => identityOf(rowsOf),
    instance: instanceReader(rowsOf),
    replaced: () => Promise.resolve(false),
    schema: (tables) => readSchema(rowsOf, tables),
    lock: async (_claim, wanted) => {
      const holder = await lock.take(wanted, rowsOf);
      if (holder === 'locked') lane = wanted;
      return holder;
    },
    begin: async () => {
      await run('begin transaction isolation level read committed read write');
      await lock.enter(lane, rowsOf);
    },
    transactionId: async () => String((await rowsOf('select txid_current()::text as id'))[0]?.['id']),
    outcomeOf: async (id) => {
      try {
        const [row] = await rowsOf('select txid_status($1::bigint) as status', [id]);
        if (row?.['status'] === 'committed') return 'committed';
        return row?.['status'] === 'aborted' ? 'rolled-back' : null;
      } catch (error) {
        // A server that was set back to an earlier time does not know the number yet.
        if (isLost(error)) throw error;
        return null;
      }
    },
    all: async (query) => {
      const { sql, parameters } = compile(query);
      return rowsOf(sql, parameters);
    },
    insert: (table, rows) => writer.insert(table, rows),
    update: (table, updates) => writer.update(table, updates),
    delete: (table, keys) => writer.delete(table, keys),
    images: (request) => readImages(rowsOf, request),
    checkConstraints: async () => {
      await run('set constraints all immediate');
    },
    commit: async () => {
      await run('commit');
    },
    rollback: async () => {
      await run('rollback').catch(() => undefined);
    },
    close: async () => {
      await client.end().catch(() => undefined);
    },
  };
}

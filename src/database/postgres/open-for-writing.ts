import type { ServerAddress } from '../address.ts';
import { nullable, text } from '../../shape.ts';
import { answeredOnce, withItsColumns } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import { isLost, type Allowances, type WriteSession } from '../write-session.ts';
import { compileForPostgres } from './compile.ts';
import { postgresCapabilities } from './capabilities.ts';
import { clientConfig } from './client-config.ts';
import { connectionError, writeError } from './errors.ts';
import { GuardedClient } from './guarded-client.ts';
import { readImages } from './images.ts';
import { instanceReader } from './instance.ts';
import { nameOfRepair, type RepairLock } from './repair-lock.ts';
import { identityOf, readSchema } from './schema.ts';
import { proveSession, READING, WRITING } from './prove-session.ts';
import { requireRepairable, topologyOf, type Topology } from './topology.ts';
import { Transactions } from './transactions.ts';
import { RowWriter, type RunStatement } from './write-rows.ts';

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
  const transactions = new Transactions(client, address, 'repair');
  const translated = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw writeError(error, address);
    }
  };
  const run: RunStatement = (text, values = []) =>
    translated(() =>
      transactions.within(READING, async () => {
        const { rows, rowCount } = await client.query<DatabaseRow>(text, [...values]);
        return { rows: withItsColumns(rows, (error) => writeError(error, address)), count: rowCount ?? 0 };
      }),
    );
  const rowsOf = async (text: string, values: readonly unknown[] = []): Promise<readonly DatabaseRow[]> => (await run(text, values)).rows;
  const readInstance = instanceReader(rowsOf);
  const writer = new RowWriter(run);
  let lane = 0;
  let topology: Topology;
  try {
    topology = await translated(() => topologyOf(client, null));
    requireRepairable(topology, address);
    await translated(() => proveSession(client, transactions, address));
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    engine: 'postgresql',
    name: address.database,
    capabilities: postgresCapabilities,
    identity: () => translated(() => identityOf(rowsOf)),
    instance: (tables) => translated(() => readInstance(tables)),
    replaced: () => Promise.resolve(false),
    schema: (tables) => translated(() => readSchema(rowsOf, tables, address, topology.subscribed)),
    lock: async (_claim, wanted) => {
      const holder = await translated(() => lock.take(wanted, rowsOf));
      if (holder === 'locked') [lane] = wanted;
      return holder;
    },
    begin: async () => {
      await translated(() => transactions.begin(WRITING));
      await translated(() => lock.enter(lane, rowsOf));
    },
    transactionId: () =>
      translated(async () => answeredOnce(await rowsOf('select txid_current()::text as id'), 'its transaction', { id: text }).id),
    outcomeOf: async (id) => {
      try {
        const rows = await rowsOf('select txid_status($1::bigint) as status', [id]);
        const { status } = answeredOnce(rows, 'a transaction', { status: nullable(text) });
        if (status === 'committed') return 'committed';
        return status === 'aborted' ? 'rolled-back' : null;
      } catch (error) {
        // A server that was set back to an earlier time does not know the number yet.
        if (isLost(error)) throw error;
        return null;
      }
    },
    all: async (query) => {
      const { sql, parameters } = compileForPostgres(query);
      return rowsOf(sql, parameters);
    },
    insert: (table, rows) => writer.insert(table, rows),
    update: (table, updates) => writer.update(table, updates),
    delete: (table, keys) => writer.delete(table, keys),
    images: (request) => translated(() => readImages(rowsOf, request)),
    checkConstraints: async () => {
      await run('set constraints all immediate');
    },
    commit: () => translated(() => transactions.commit()),
    rollback: () => transactions.rollback(),
    close: async () => {
      await client.end().catch(() => undefined);
    },
  };
}

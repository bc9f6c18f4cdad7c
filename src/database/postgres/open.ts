import type { DatabaseError } from '../../errors.ts';
import type { ServerAddress } from '../address.ts';
import { withItsColumns } from '../answer-shape.ts';
import type { CatalogWishes } from '../catalog.ts';
import { withLastingReason } from '../lasting-reason.ts';
import type { DatabaseRow, Query, ReadSession } from '../read-session.ts';
import { compileForPostgres } from './compile.ts';
import { postgresCapabilities } from './capabilities.ts';
import { requestCancel } from './cancel-request.ts';
import { readCatalog } from './catalog.ts';
import { clientConfig, types, typesWithPlainNumbers } from './client-config.ts';
import { connectionError, queryError, recoveryConflict } from './errors.ts';
import { GuardedClient } from './guarded-client.ts';
import { instanceReader } from './instance.ts';
import { oneStatement } from './one-statement.ts';
import { readSchemas } from './schemas.ts';
import { warningOf } from './session-settings.ts';
import { streamRows } from './stream-rows.ts';
import { serverFactsOf, topologyOf } from './topology.ts';
import { Transactions } from './transactions.ts';

/**
 * Connects to PostgreSQL and takes one snapshot in a `READ ONLY REPEATABLE READ` transaction.
 *
 * @throws DatabaseError when the server cannot be reached or refuses the account
 */
export async function openPostgres(address: ServerAddress, tables: readonly string[], wishes: CatalogWishes): Promise<ReadSession> {
  const client = new GuardedClient(clientConfig(address));
  try {
    await client.connect();
  } catch (error) {
    throw connectionError(error, address);
  }
  let isReplica = false;
  // What ends a connection between two queries is told then, and never to a query.
  let fatal: Error | null = null;
  client.on('error', (error) => (fatal ??= error));
  const conflict = (error: unknown): DatabaseError | null => (isReplica ? recoveryConflict(error, address) : null);
  // A query that was under way has been told itself; the end of the connection that follows says less.
  const errorOf = withLastingReason((error) => conflict(error) ?? conflict(fatal) ?? queryError(error, address));
  /** A failed statement must not take the rest of the snapshot with it. */
  const afterFailure = async (error: unknown): Promise<unknown> => {
    await client.query('rollback to savepoint audit').catch(() => undefined);
    return errorOf(error);
  };
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw await afterFailure(error);
    }
  };
  // The driver takes one query at a time.
  let last: Promise<unknown> = Promise.resolve();
  const rowsOf = (text: string, values: readonly unknown[]): Promise<readonly DatabaseRow[]> => {
    const rows = last.then(async () => withItsColumns((await client.query<DatabaseRow>(oneStatement(text, values))).rows, errorOf));
    last = rows.catch(() => undefined);
    return rows;
  };
  const readInstance = instanceReader((text, values) => attempt(() => rowsOf(text, values)));
  try {
    const topology = await topologyOf(client, tables);
    const standing = serverFactsOf(topology, address);
    isReplica = standing.replica !== null;
    // Through a pooler it would stay with the server's connection, and other clients could not write.
    if (!topology.isPooled) await client.query('set session characteristics as transaction read only');
    // Not in parameters of the start packet: connection poolers refuse unknown ones.
    const unmet = await new Transactions(client, address, 'audit').begin({ isolation: 'repeatable read', access: 'read only' });
    await client.query('savepoint audit');
    const catalog = await readCatalog(client, tables, wishes);
    const { schemas, warnings } = await readSchemas(rowsOf, tables);
    return {
      engine: 'postgresql',
      name: address.database,
      capabilities: postgresCapabilities,
      catalog,
      facts: { ...standing, schemas, warnings: [...standing.warnings, ...unmet.map(warningOf), ...warnings] },
      pasted: async (query) => (await import('./pasted.ts')).pasted(query),
      async *stream(query, numbers) {
        const { sql, parameters } = compileForPostgres(query);
        try {
          for await (const rows of streamRows(client, sql, parameters, numbers === 'plain' ? typesWithPlainNumbers : types))
            yield withItsColumns(rows, errorOf);
        } catch (error) {
          throw await afterFailure(error);
        }
      },
      all: (query: Query) =>
        attempt(async () => {
          const { sql, parameters } = compileForPostgres(query);
          return rowsOf(sql, parameters);
        }),
      images: (request) => attempt(async () => (await import('./images.ts')).readImages(rowsOf, request)),
      instance: (names) => attempt(() => readInstance(names)),
      replaced: () => Promise.resolve(false),
      schema: (names) => attempt(async () => (await import('./schema.ts')).readSchema(rowsOf, names, address, topology.subscribed)),
      identity: () => attempt(async () => (await import('./schema.ts')).identityOf(rowsOf)),
      constraints: () => attempt(async () => (await import('./constraints.ts')).postgresConstraints(rowsOf)),
      diagnose: (tables) => attempt(async () => (await import('./diagnose.ts')).diagnosePostgres(client, tables, address, topology)),
      cancel: () => requestCancel(address, client),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw errorOf(error);
  }
}

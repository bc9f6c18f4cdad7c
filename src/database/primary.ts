import { DatabaseError, UsageError } from '../errors.ts';
import { addressText, type DatabaseAddress } from './address.ts';
import type { ReadSession } from './read-session.ts';
import type { TableSchema } from './table-schema.ts';

/** Where a database is written, and what must be seen as it was just written: its own address, unless that is only one to read. */
export function primaryOf(address: DatabaseAddress): DatabaseAddress {
  return ('primary' in address ? address.primary : null) ?? address;
}

/**
 * One database with an address to read and one to write.
 *
 * @throws UsageError for two that cannot lead to the same
 */
export function withPrimary(read: DatabaseAddress, write: DatabaseAddress): DatabaseAddress {
  if ('file' in read || 'file' in write || read.engine !== write.engine) {
    throw new UsageError(
      'BAD_DATABASE_URL',
      'The database to read and the database to write must be one: two addresses of servers of the same kind, such as a replica and its primary.',
    );
  }
  return { ...read, primary: { ...write, primary: null } };
}

/**
 * A session that reads a replica, and is known as a session of the primary: a plan, an acknowledgement and an undo must mean the
 * same database whichever they were made on. The primary is asked only where that is wanted.
 *
 * @param tables those by which the two are compared where their servers do not say that they hold the same
 * @param openPrimary opens a session that reads the primary
 */
export function knownAsPrimary(
  session: ReadSession,
  tables: readonly string[],
  address: DatabaseAddress,
  openPrimary: () => Promise<ReadSession>,
): ReadSession {
  const ask = async <Answer>(question: (primary: ReadSession) => Promise<Answer>): Promise<Answer> => {
    const primary = await openPrimary();
    try {
      return await question(primary);
    } finally {
      await primary.close();
    }
  };
  const checked = async (primary: ReadSession): Promise<ReadSession> => {
    const difference = await differenceOf(session, primary, tables);
    if (difference === null) return primary;
    throw new DatabaseError(
      'NOT_ONE_DATABASE',
      `What is read at ${addressText(address)} and what is written at ${addressText(primaryOf(address))} is not one database (${difference}): correct one of the two addresses.`,
    );
  };
  let identity: Promise<string> | null = null;
  return {
    ...session,
    identity: () => (identity ??= ask(async (primary) => (await checked(primary)).identity())),
    instance: (names) => ask(async (primary) => (await checked(primary)).instance(names)),
  };
}

/** How two sessions show that they are not of the same database; null where they may be. */
async function differenceOf(read: ReadSession, primary: ReadSession, tables: readonly string[]): Promise<string | null> {
  if (read.engine !== primary.engine) return `one is ${read.engine}, the other ${primary.engine}`;
  if ((await read.identity()) === (await primary.identity())) return null;
  // Others than physical copies have an identity of their own, and tell of their origin to few accounts.
  if (read.facts.replica !== null && read.capabilities.replicaSharesIdentity) return 'the replica is one of another server';
  if (read.name !== primary.name) return `one is called "${read.name}", the other "${primary.name}"`;
  return haveTablesInCommon(await read.schema(tables), await primary.schema(tables)) ? null : 'their tables are not the same';
}

/** Compares what both accounts see, which need not be all: some table is the same on both, and none differs. */
function haveTablesInCommon(read: readonly TableSchema[], primary: readonly TableSchema[]): boolean {
  const pairs = read.flatMap(({ name, columns }) => {
    const other = primary.find((table) => table.name === name);
    return other === undefined ? [] : [{ columns, types: new Map(other.columns.map((column) => [column.name, column.type])) }];
  });
  const agrees = pairs.every(({ columns, types }) => columns.every(({ name, type }) => (types.get(name) ?? type) === type));
  return pairs.length > 0 && agrees;
}

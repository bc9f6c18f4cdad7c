import type { DatabaseAddress, ServerAddress } from '../../database/index.ts';
import { addressText } from '../../database/index.ts';
import { UsageError } from '../../errors.ts';
import { SCRATCH_MARK } from '../restored.ts';
import { requireRunner } from './mariadb-server.ts';

/** Held while a backup is in the database. The name belongs to the whole server. */
const LOCK = `concat('${SCRATCH_MARK}.', database())`;
/** A server takes a moment to see that a client is gone, which still has the lock. */
const PATIENCE_SECONDS = 5;

/** A database that somebody has given for backups to be restored into. */
export interface ScratchDatabase {
  readonly address: ServerAddress;
  readonly version: string;
  /** Empties it. */
  close(): Promise<void>;
}

/**
 * Takes hold of a database that is empty, or in which a run that was killed has left a backup.
 *
 * @throws UsageError for any other
 */
export async function openScratchDatabase(address: DatabaseAddress): Promise<ScratchDatabase> {
  if (address.engine !== 'mysql')
    throw new UsageError(
      'BAD_SCRATCH',
      'This backup is a dump of MySQL or MariaDB, and --scratch names another kind of database: name an empty one.',
    );
  const shown = addressText(address);
  const runner = await requireRunner(address);
  const all = (sql: string) => runner.run(sql);
  /** Views before what they show; of tables those of all kinds, sequences and those with a history among them. */
  const contents = async (): Promise<readonly { readonly kind: string; readonly name: string }[]> =>
    [
      ...(await all(
        `select if(table_type = 'VIEW', 'view', 'table') as kind, table_name as name from information_schema.tables
         where table_schema = database() order by table_type <> 'VIEW'`,
      )),
      ...(await all("select 'event' as kind, event_name as name from information_schema.events where event_schema = database()")),
      ...(await all(
        'select routine_type as kind, routine_name as name from information_schema.routines where routine_schema = database()',
      )),
    ].map(({ kind, name }) => ({ kind: String(kind).toLowerCase(), name: String(name) }));
  const empty = async (): Promise<void> => {
    await all('set session foreign_key_checks = 0');
    for (const { kind, name } of await contents()) if (name !== SCRATCH_MARK) await all(`drop ${kind} if exists ${quoted(name)}`);
    // The mark goes last: what is left after a kill is known by it.
    await all(`drop table if exists ${SCRATCH_MARK}`);
  };
  const letGo = async (): Promise<void> => {
    try {
      await all(`do release_lock(${LOCK})`);
    } finally {
      await runner.close();
    }
  };
  try {
    const [{ held } = {}] = await all(`select get_lock(${LOCK}, ${PATIENCE_SECONDS}) as held`);
    if (Number(held) !== 1) throw new UsageError('SCRATCH_IN_USE', `Another run restores a backup into "${shown}": wait for it to end.`);
    const there = await contents();
    if (there.some(({ name }) => name === SCRATCH_MARK)) await empty();
    else if (there.length > 0)
      throw new UsageError(
        'SCRATCH_NOT_EMPTY',
        `"${shown}" holds ${there.length} tables, views, events or routines, and a backup is restored into an empty database only: name one that is.`,
      );
    await all(`create table ${SCRATCH_MARK} (restored int)`);
    const [{ v } = {}] = await all('select version() as v');
    return {
      address,
      version: String(v),
      async close() {
        try {
          await empty();
        } finally {
          await letGo();
        }
      },
    };
  } catch (error) {
    await letGo().catch(() => undefined);
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      'BAD_SCRATCH',
      `"${shown}" cannot be used as a scratch database (${(error as Error).message}): check the address and the account.`,
    );
  }
}

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { DatabaseError } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import { flag } from '../../shape.ts';
import { answered, answeredOnce, digits } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import type { LockHolder } from '../write-session.ts';
import { clientConfig } from './client-config.ts';
import { connectionError, writeError } from './errors.ts';
import { GuardedClient } from './guarded-client.ts';
import { READING } from './prove-session.ts';
import { Transactions } from './transactions.ts';

/** The advisory locks of this tool: "PQAD" as a number. Advisory locks belong to one database. */
const TOOL = 1347502404;
/** The lock of a whole repair; those of its lanes follow. */
const REPAIR = 1;
const laneKey = (lane: number): number => REPAIR + 1 + lane;

/** Runs a statement and gives its rows. */
type Run = (text: string) => Promise<readonly DatabaseRow[]>;

/** How this process names itself to others who want to repair; the server cuts it at 63 bytes. */
export const nameOfRepair = (): string => `peerquest-audit ${process.pid} ${hostname().slice(0, 35)}`;

/**
 * The transaction that keeps the lock stays open for as long as the repair takes. It has no snapshot and no number, so it holds up no
 * vacuum; no server may end it because it idles, and one whose client is gone without a word is to notice within a minute.
 */
const KEEP = `select pg_catalog.set_config(name, value, true)
  from (values ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3')) as wanted (name, value)
  where pg_catalog.current_setting(name, true) is not null`;

/**
 * The repair lock, held by an open transaction on a connection of its own: a pooler may lend a session to another client between two
 * transactions, but no transaction. While it is held, every transaction that writes holds the lock of its lane besides, and looks
 * whether the repair lock is still there. So no repair begins while a transaction of another can still commit, and none of a repair
 * that has lost the lock begins.
 */
export class RepairLock {
  readonly #address: ServerAddress;
  #keeper: { readonly client: GuardedClient; readonly token: string } | null = null;
  #taking: Promise<'locked' | LockHolder> | null = null;

  constructor(address: ServerAddress) {
    this.#address = address;
  }

  /**
   * Takes the repair lock, unless this repair has it already, then looks whether another program still writes in these lanes.
   *
   * @param run on the connection that is to write
   * @returns who has the lock, or still writes, as far as this account may see
   * @throws DatabaseError when the server cannot be reached
   */
  async take(lanes: readonly number[], run: Run): Promise<'locked' | LockHolder> {
    if (this.#keeper === null) {
      this.#taking ??= this.#open().finally(() => (this.#taking = null));
      const taken = await this.#taking;
      if (taken !== 'locked') return taken;
    }
    // They are let go again with the statement's own transaction.
    const answer = await run(
      `select key, pg_catalog.pg_try_advisory_xact_lock(${TOOL}, key) as free from (values (${lanes.map(laneKey).join('), (')})) as lanes (key)`,
    );
    const taken = answered(answer, 'locks', { key: digits, free: flag }).find(({ free }) => !free);
    return taken === undefined ? 'locked' : holderOf(Number(taken.key), run);
  }

  /**
   * Called in each transaction that writes, before anything else.
   *
   * @throws DatabaseError CONNECTION_LOST when this repair has lost its lock
   */
  async enter(lane: number, run: Run): Promise<void> {
    const keeper = this.#keeper;
    if (keeper !== null) {
      // In this order, which CASE keeps: a repair that has the lock after the second look finds what the first has taken.
      const answer = await run(
        `select case when pg_catalog.pg_try_advisory_xact_lock(${TOOL}, ${laneKey(lane)})
           then not pg_catalog.pg_try_advisory_xact_lock_shared(${keeper.token}) else false end as held`,
      );
      if (answeredOnce(answer, 'locks', { held: flag }).held) return;
      await this.#drop(keeper.client);
    }
    throw new DatabaseError(
      'CONNECTION_LOST',
      `The connection to ${addressText(this.#address)} that holds the repair lock was cut: check the server's log, then run this again.`,
    );
  }

  /** Lets the lock go, so that the next repair finds it free at once. */
  async release(): Promise<void> {
    const keeper = this.#keeper;
    this.#keeper = null;
    await keeper?.client.query('rollback').catch(() => undefined);
    await keeper?.client.end().catch(() => undefined);
  }

  async #drop(client: GuardedClient): Promise<void> {
    if (this.#keeper?.client === client) this.#keeper = null;
    await client.end().catch(() => undefined);
  }

  async #open(): Promise<'locked' | LockHolder> {
    const client = new GuardedClient({ ...clientConfig(this.#address), keepAlive: true });
    // Lost between queries: the next transaction finds the lock gone.
    const forget = (): void => {
      if (this.#keeper?.client === client) this.#keeper = null;
    };
    client.on('error', forget).on('end', forget);
    try {
      await client.connect();
    } catch (error) {
      throw connectionError(error, this.#address);
    }
    const run = async (text: string, values: readonly string[] = []): Promise<readonly DatabaseRow[]> =>
      (await client.query<DatabaseRow>(text, [...values])).rows;
    try {
      const token = String(randomBytes(8).readBigInt64BE());
      await new Transactions(client, this.#address, 'repair').begin(READING);
      await run(KEEP);
      // Not as a parameter of the start packet alone: a pooler may have opened the connection under another name.
      await run("select pg_catalog.set_config('application_name', $1, true)", [nameOfRepair()]);
      const answer = await run(`select pg_catalog.pg_try_advisory_xact_lock(${TOOL}, ${REPAIR}) as taken`);
      if (!answeredOnce(answer, 'locks', { taken: flag }).taken) {
        const holder = await holderOf(REPAIR, run);
        await client.end();
        return holder;
      }
      await run(`select pg_catalog.pg_advisory_xact_lock(${token})`);
      this.#keeper = { client, token };
      return 'locked';
    } catch (error) {
      await client.end().catch(() => undefined);
      throw writeError(error, this.#address);
    }
  }
}

/** Who has one of our locks, as far as this account may see. */
async function holderOf(key: number, run: Run): Promise<LockHolder> {
  const [holder] = await run(`
    select a.application_name as name, to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
    from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
    where l.locktype = 'advisory' and l.granted and l.classid = ${TOOL} and l.objid = ${key} and l.objsubid = 2
      and l.database = (select oid from pg_database where datname = current_database())`);
  const [, pid, host] = /^peerquest-audit (\d+) (.*)$/.exec(String(holder?.['name'])) ?? [];
  const since = holder?.['since'];
  return { host: host ?? null, pid: pid === undefined ? null : Number(pid), since: typeof since === 'string' ? since : null };
}

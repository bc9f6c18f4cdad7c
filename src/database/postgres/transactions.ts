import type pg from 'pg';
import { DatabaseError } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import { text } from '../../shape.ts';
import { answeredOnce } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import { pinnedPath, resolvedPath } from './search-path.ts';
import { settingStatement, unmetOf, type Purpose, type Unmet } from './session-settings.ts';
import { shadowGuard, SHADOWS } from './shadows.ts';

/** Which of the statements that begin a transaction sets what it needs. */
const SETTING = 2;

/** What a transaction sees of others, and whether it may write. */
export interface TransactionMode {
  readonly isolation: 'read committed' | 'repeatable read';
  /** As given: what server and account have as their default. */
  readonly access: 'read only' | 'read write' | 'as given';
}

/** A client with a place for what looks at each of its statements. */
type Guarded = pg.ClientBase & { guard?: ((statement: string) => void) | null };

/**
 * Begins the transactions of one connection, each with all settings that results, texts and durations depend on, and with the
 * search path of the first: no statement of a session may run outside, where account, database, server or a pooler's other clients
 * decide. What is set ends with the transaction. The first, and each that
 * writes, looks for what other roles have put into the way of names.
 */
export class Transactions {
  readonly #client: Guarded;
  readonly #address: ServerAddress;
  readonly #purpose: Purpose;
  readonly #settings: string;
  readonly #resolvePath: string;
  #path: string | null = null;
  #isOpen = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: Guarded, address: ServerAddress, purpose: Purpose) {
    this.#client = client;
    this.#address = address;
    this.#purpose = purpose;
    this.#settings = settingStatement(purpose);
    this.#resolvePath = resolvedPath(address);
  }

  /**
   * @returns settings that do not hold all the same, in an audit
   * @throws DatabaseError for such settings where they must hold, and where other roles' code would run; errors of the driver. No transaction is open then
   */
  async begin({ isolation, access }: TransactionMode): Promise<readonly Unmet[]> {
    try {
      // The limit first: it holds for each statement, and may be too short for the others.
      const path = this.#path === null ? this.#resolvePath : pinnedPath(this.#path);
      const looks = this.#path === null || access === 'read write';
      const statements = `begin transaction isolation level ${isolation}${access === 'as given' ? '' : ` ${access}`}; set local statement_timeout = 0; ${this.#settings}; ${path}${looks ? `; ${SHADOWS}` : ''}`;
      // Several statements in one way to the server: the driver gives a result for each.
      const results = (await this.#client.query(statements)) as unknown as readonly pg.QueryResult<DatabaseRow>[];
      this.#path ??= answeredOnce(results.at(-2)?.rows ?? [], 'the search path', { path: text }).path;
      if (looks) this.#client.guard = shadowGuard(results.at(-1)?.rows ?? [], this.#address);
      const unmet = unmetOf(results[SETTING]?.rows ?? []);
      if (this.#purpose === 'repair') requireAll(unmet, this.#address);
      this.#isOpen = true;
      return unmet;
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** Runs statements in a transaction of their own, one after the other; while one is open, they run in that. */
  within<T>(mode: TransactionMode, work: () => Promise<T>): Promise<T> {
    if (this.#isOpen) return work();
    const done = this.#last.then(() => this.#alone(mode, work));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #alone<T>(mode: TransactionMode, work: () => Promise<T>): Promise<T> {
    await this.begin(mode);
    try {
      const result = await work();
      await this.commit();
      return result;
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  async commit(): Promise<void> {
    this.#isOpen = false;
    await this.#client.query('commit');
  }

  /** Never throws: a transaction that cannot be rolled back has ended with its connection. */
  async rollback(): Promise<void> {
    this.#isOpen = false;
    await this.#client.query('rollback').catch(() => undefined);
  }
}

/**
 * @throws DatabaseError naming the first setting without which a repair cannot be trusted
 */
function requireAll([unmet]: readonly Unmet[], address: ServerAddress): void {
  if (unmet === undefined) return;
  const { name, setting, why } = unmet;
  throw new DatabaseError(
    'SETTING_REFUSED',
    `Nothing is repaired on ${addressText(address)}, as the setting ${name} is "${setting}" there, and this account may not change it: ${why}.`,
  );
}

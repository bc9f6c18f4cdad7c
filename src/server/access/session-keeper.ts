import { furthestFrom, type Clock } from '../../clock.ts';
import type { OidcSettings } from '../../config/index.ts';
import type { Store, StoredSession } from '../../history/index.ts';
import type { Caller } from '../caller.ts';
import type { AccountBook } from './account-book.ts';
import { isFromProvider, roleOfStamp } from './oidc/person.ts';
import { newSecret, secretHash } from './secret-hash.ts';

const HOUR = 3_600_000;
const IDLE_HOURS = 12;
/** However much it is used. */
const LONGEST = 7 * 24 * HOUR;
/** The last use is written down no more often. */
const NOTED = 60_000;

/** Somebody who signs in. */
export interface SignedIn {
  readonly name: string;
  /** What the account is like: another one ends the session. */
  readonly stamp: string;
}

/** What decides how long sessions last, and whose they are. */
export interface SessionSurroundings {
  readonly store: () => Promise<Store>;
  readonly accounts: AccountBook;
  readonly clock: Clock;
  readonly hours: number | undefined;
  /** The provider of sign-ins, where there is one. */
  readonly oidc: OidcSettings | undefined;
}

/** The sessions of people. A session lives as long as its account is what it was. */
export class SessionKeeper {
  readonly #with: SessionSurroundings;

  constructor(surroundings: SessionSurroundings) {
    this.#with = surroundings;
  }

  /** Begins a session under a new id, and returns what the cookie holds. */
  async begin({ name, stamp }: SignedIn, old: string | null): Promise<string> {
    const { sessions } = await this.#with.store();
    if (old !== null) await sessions.end(secretHash(old));
    const now = this.#with.clock();
    await sessions.forget({ began: before(now, LONGEST), used: before(now, this.#idle) });
    const secret = newSecret();
    const at = now.toISOString();
    await sessions.begin({ hash: secretHash(secret), account: name, stamp, beganAt: at, usedAt: at });
    return secret;
  }

  /** Whose session a cookie is; null for one that has ended, or never was. */
  async callerOf(secret: string): Promise<Caller | null> {
    return this.callerByHash(secretHash(secret));
  }

  /** The same by what the store knows: for streams, which ask again and again. */
  async callerByHash(hash: string): Promise<Caller | null> {
    const { sessions } = await this.#with.store();
    const session = await sessions.find(hash);
    if (session === null) return null;
    const now = this.#with.clock();
    const rights = await this.#rightsOf(session);
    // What a provider says is known to be so at the sign-in only: such a session is not made longer by being used.
    const longest = rights?.by === 'oidc' ? Math.min(this.#idle, LONGEST) : LONGEST;
    // One that a wrong clock began would last for as long as that was wrong.
    const isOver =
      session.usedAt <= before(now, this.#idle) ||
      session.beganAt <= before(now, longest) ||
      session.usedAt > furthestFrom(now.toISOString());
    if (isOver || rights === null) {
      await sessions.end(hash);
      return null;
    }
    if (session.usedAt <= before(now, NOTED)) await sessions.use(hash, now.toISOString());
    return { name: session.account, key: hash, ...rights };
  }

  async end(secret: string): Promise<void> {
    await (await this.#with.store()).sessions.end(secretHash(secret));
  }

  async endAllOf(account: string): Promise<void> {
    await (await this.#with.store()).sessions.endAllOf(account);
  }

  /** What a session allows; null where its account is gone, or no longer what it was. */
  async #rightsOf({ account, stamp }: StoredSession): Promise<Pick<Caller, 'role' | 'databases' | 'by'> | null> {
    if (isFromProvider(account)) {
      const role = roleOfStamp(stamp, this.#with.oidc);
      return role === null ? null : { role, databases: null, by: 'oidc' };
    }
    const known = await this.#with.accounts.find(account);
    return known === null || known.stamp !== stamp ? null : { role: known.role, databases: known.databases, by: 'session' };
  }

  get #idle(): number {
    return (this.#with.hours ?? IDLE_HOURS) * HOUR;
  }
}

const before = (now: Date, milliseconds: number): string => new Date(now.getTime() - milliseconds).toISOString();

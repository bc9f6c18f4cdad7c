import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.ts';
import type { ServeSettings } from '../../config/index.ts';
import type { Store } from '../../history/index.ts';
import type { Log } from '../../log.ts';
import { printable } from '../../model/index.ts';
import type { Binding } from '../binding.ts';
import type { Caller } from '../caller.ts';
import type { Peer } from '../peer.ts';
import { Problem } from '../problem.ts';
import { accountBook, type Account, type AccountBook } from './account-book.ts';
import { cookieOf, type CookieKind } from './cookie.ts';
import { FailureLimit } from './failure-limit.ts';
import { FirstAccount } from './first-account.ts';
import { BEGIN_PATH } from './oidc/provider.ts';
import { hasHash } from './password-hash.ts';
import { SessionKeeper } from './session-keeper.ts';
import { callerByTokenHash, callerOfToken, TOKEN_MARK } from './token-keeper.ts';

/** What access rests on. */
export interface AccessSurroundings {
  readonly settings: ServeSettings;
  /** Those of configuration and environment, by their names. */
  readonly fixed: ReadonlyMap<string, Account>;
  readonly binding: Binding;
  readonly store: () => Promise<Store>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Names of query members in which people put tokens, where they end in logs. */
const TOKEN_IN_QUERY = /[?&](?:access_?token|api_?key|token|auth(?:orization)?)=/i;

/** Who may come in, and who somebody is. */
export class Access {
  readonly accounts: AccountBook;
  readonly sessions: SessionKeeper;
  readonly limit: FailureLimit;
  readonly first = new FirstAccount();
  readonly cookie: CookieKind;
  readonly #with: AccessSurroundings;

  constructor(surroundings: AccessSurroundings) {
    const { settings, fixed, binding, store, clock } = surroundings;
    this.#with = surroundings;
    this.accounts = accountBook(fixed, store);
    this.sessions = new SessionKeeper({ store, accounts: this.accounts, clock, hours: settings.sessionHours, oidc: settings.oidc });
    this.limit = new FailureLimit(clock);
    const isSecure = binding.tls !== null || binding.publicUrl?.protocol === 'https:';
    this.cookie = { name: 'peerquest_audit_session', isSecure, sameSite: 'Strict' };
  }

  /** Whether a proxy in front signs people in, and nobody else does. */
  get isByProxy(): boolean {
    return this.#with.settings.auth === 'proxy';
  }

  /** Whether nobody needs an account here to come in. */
  get isByOthers(): boolean {
    return this.isByProxy || this.#with.settings.oidc !== undefined;
  }

  /** How people sign in: with a password, and at which path through a provider. */
  get ways(): { readonly password: boolean; readonly provider: string | null } {
    return { password: !this.isByProxy, provider: this.#with.settings.oidc === undefined ? null : BEGIN_PATH };
  }

  /**
   * Who sends a request; null for a stranger, and for whatever has ended.
   *
   * @throws Problem 400 for several ways at once, and for a token where it is no secret
   */
  readonly identify = async (request: FastifyRequest): Promise<Caller | null> => {
    const { url = '' } = request.raw;
    if (url.includes(TOKEN_MARK) || TOKEN_IN_QUERY.test(url))
      throw new Problem(400, 'A token belongs in the header "Authorization", never in an address.');
    const { authorization } = request.headers;
    const cookie = this.cookieOf(request);
    if (authorization !== undefined && cookie !== null) throw new Problem(400, 'Come with a session or with a token: not with both.');
    if (authorization !== undefined) return this.#byToken(authorization, request);
    if (this.isByProxy) return this.#byProxy(request);
    return cookie === null ? null : this.sessions.callerOf(cookie);
  };

  /** The same person once more, for what lasts longer than a request; null once it has ended. */
  async again(caller: Caller): Promise<Caller | null> {
    if (caller.by === 'session' || caller.by === 'oidc') return this.sessions.callerByHash(caller.key);
    return caller.by === 'token' ? callerByTokenHash(await this.#with.store(), caller.key, this.#with.clock) : caller;
  }

  /** What the session's cookie of a request holds. */
  cookieOf(request: FastifyRequest): string | null {
    return this.readCookie(request, this.cookie);
  }

  /** What a cookie of a request holds. Where cookies are for TLS, one that came without counts for nothing. */
  readCookie({ headers, peer }: FastifyRequest, kind: CookieKind): string | null {
    if (kind.isSecure && peer?.isSecure !== true) return null;
    return cookieOf(headers.cookie, kind);
  }

  /**
   * The account that a name and a password open. Whatever is wrong, the answer and its time are the same.
   *
   * @throws Problem 401, or 429 after too many failures
   */
  async signIn(name: string, password: string, { peer, caller, correlation }: SigningIn): Promise<Account> {
    const names = [`account:${name}`, `address:${peer.address}`];
    const isKnown = caller?.by === 'session' && caller.name === name;
    if (!isKnown) this.limit.take(...names);
    const account = await this.accounts.find(name);
    if (!(await hasHash(password, account?.passwordHash ?? null)) || account === null) {
      this.#with.log.warn('sign-in-failed', { name: printable(name), address: peer.address, correlation });
      throw new Problem(401, 'Name or password is wrong.');
    }
    if (!isKnown) this.limit.giveBack(...names);
    return account;
  }

  async #byToken(authorization: string, { peer }: FastifyRequest): Promise<Caller | null> {
    const [, token = ''] = /^Bearer ([\w-]{1,100})$/i.exec(authorization) ?? [];
    const caller = await callerOfToken(await this.#with.store(), token, this.#with.clock);
    // A right one is never held up: nobody guesses one, and the limit only keeps the rest short.
    if (caller === null) this.limit.take(`token:${peer?.address ?? ''}`);
    return caller;
  }

  #byProxy({ headers, peer }: FastifyRequest): Caller | null {
    const { proxy } = this.#with.settings;
    if (proxy === undefined || peer?.isForwarded !== true) return null;
    const name = headers[proxy.userHeader.toLowerCase()];
    if (typeof name !== 'string' || !/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u.test(name)) return null;
    const role = Object.hasOwn(proxy.roles, name) ? proxy.roles[name] : proxy.role;
    return role === undefined ? null : { name, role, by: 'proxy', key: name, databases: null };
  }
}

/** Who tries to sign in, from where. */
interface SigningIn {
  readonly peer: Peer;
  readonly caller: Caller | null;
  readonly correlation: string;
}

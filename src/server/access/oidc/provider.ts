import type { ClientAuth, Configuration } from 'openid-client';
import type { Clock } from '../../../clock.ts';
import type { OidcSettings } from '../../../config/index.ts';
import { tiesOf, type Attempt } from './attempt.ts';
import { guardedFetch } from './guarded-fetch.ts';
import type { Claims } from './person.ts';
import { withoutEnd } from '../../../model/index.ts';

/** Where signing in begins. */
export const BEGIN_PATH = '/api/v1/session/oidc';
/** Where the provider sends people back to. */
export const RETURN_PATH = `${BEGIN_PATH}/return`;

/** What it tells of itself is asked for again after this time. */
const KNOWN = 3_600_000;
/** After a failure it is left alone for so long. */
const PAUSE = 5_000;

/** What a provider is given. */
export interface ProviderSurroundings {
  readonly settings: OidcSettings;
  /** Tells the secret. */
  readonly secret: (written: string) => Promise<string>;
  /** Where people reach this service, as the configuration says it: never as a request does. */
  readonly publicUrl: URL;
  readonly clock: Clock;
}

/** The provider of sign-ins: authorization code flow with PKCE, state and nonce. */
export class Provider {
  readonly #with: ProviderSurroundings;
  #known: { readonly configuration: Promise<Configuration>; until: number } | null = null;

  constructor(surroundings: ProviderSurroundings) {
    this.#with = surroundings;
  }

  /**
   * Where a browser is sent to sign in.
   *
   * @throws Error where the provider cannot be asked
   */
  async address(attempt: Attempt): Promise<string> {
    const [{ buildAuthorizationUrl, calculatePKCECodeChallenge }, configuration] = await Promise.all([library(), this.#configuration()]);
    const { state, nonce, verifier } = tiesOf(attempt);
    return buildAuthorizationUrl(configuration, {
      redirect_uri: this.#returnUrl('').href,
      scope: ['openid', ...this.#with.settings.scopes.filter((scope) => scope !== 'openid')].join(' '),
      ...{ state, nonce, code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    }).href;
  }

  /**
   * The claims of who comes back: the code is exchanged, and the id token held against issuer, audience, times, nonce and the provider's keys.
   *
   * @param query of the request by which they come back
   * @throws Error saying for the log what is wrong
   */
  async claims(attempt: Attempt, query: string): Promise<Claims> {
    const [{ authorizationCodeGrant }, configuration] = await Promise.all([library(), this.#configuration()]);
    const { state, nonce, verifier } = tiesOf(attempt);
    const tokens = await authorizationCodeGrant(configuration, this.#returnUrl(query), {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    });
    return tokens.claims() ?? {};
  }

  /** What the provider tells of itself: kept for a while, as is that it tells nothing. */
  #configuration(): Promise<Configuration> {
    const now = this.#with.clock().getTime();
    if (this.#known !== null && now < this.#known.until) return this.#known.configuration;
    const known = { configuration: this.#discovered(), until: now + KNOWN };
    this.#known = known;
    known.configuration.catch(() => (known.until = this.#with.clock().getTime() + PAUSE));
    return known.configuration;
  }

  async #discovered(): Promise<Configuration> {
    const { settings, secret } = this.#with;
    const [client, clientSecret] = await Promise.all([library(), secret(settings.clientSecret)]);
    const issuer = new URL(settings.issuer);
    const [basic, post] = [client.ClientSecretBasic(clientSecret), client.ClientSecretPost(clientSecret)];
    // What says nothing of it takes the former.
    const proof: ClientAuth = (server, ...rest) => {
      const { token_endpoint_auth_methods_supported: ways = ['client_secret_basic'] } = server;
      (ways.includes('client_secret_basic') ? basic : post)(server, ...rest);
    };
    return client.discovery(issuer, settings.clientId, undefined, proof, {
      [client.customFetch]: guardedFetch(settings.allow),
      timeout: 10,
      // The signature is checked although TLS has brought the token.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked to be seen: without TLS there is a provider on this machine only
      execute: [client.enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [])],
    });
  }

  #returnUrl(query: string): URL {
    const { publicUrl } = this.#with;
    const url = new URL(`${publicUrl.origin}${withoutEnd(publicUrl.pathname, /\//)}${RETURN_PATH}`);
    url.search = query;
    return url;
  }
}

/** Loaded when somebody signs in that way. */
const library = () => import('openid-client');

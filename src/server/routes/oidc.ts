import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import { sentenceOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { printable } from '../../model/index.ts';
import type { Access } from '../access/access.ts';
import { setCookie, type CookieKind } from '../access/cookie.ts';
import { attemptOf, ATTEMPT_SECONDS, attemptText, newAttempt, ownPath, type Attempt } from '../access/oidc/attempt.ts';
import { personOf, type Claims } from '../access/oidc/person.ts';
import { BEGIN_PATH, Provider, RETURN_PATH, type ProviderSurroundings } from '../access/oidc/provider.ts';
import { Problem } from '../problem.ts';
import { route, type Call, type Route } from '../route.ts';

const HTML = 'text/html; charset=utf-8';
/** What is to be said of a failure is said to the log: whoever tries things learns nothing from it. */
const failed = (): Problem => new Problem(401, 'Signing in at the provider did not work: begin again.');

/** What these routes are made of. */
export interface OidcPorts extends ProviderSurroundings {
  readonly access: Access;
  readonly clock: Clock;
  readonly log: Log;
}

/** Signing in through OpenID Connect: there and back. */
export function oidcRoutes({ access, clock, log, ...ports }: OidcPorts): readonly Route[] {
  const provider = new Provider({ ...ports, clock });
  const cookie: CookieKind = { name: 'peerquest_audit_sign_in', isSecure: access.cookie.isSecure, sameSite: 'Lax' };

  const claimsFor = async (attempt: Attempt, { request, correlation, peer }: Call<unknown, unknown, unknown>): Promise<Claims> => {
    try {
      return await provider.claims(attempt, request.url.split('?').slice(1).join('?'));
    } catch (error) {
      log.warn('sign-in-failed', { way: 'oidc', reason: reasonOf(error), address: peer.address, correlation });
      throw failed();
    }
  };

  return [
    route({
      method: 'GET',
      path: BEGIN_PATH,
      right: 'anyone',
      summary: 'Begin to sign in at the provider',
      query: z.strictObject({ next: z.string().max(600).optional() }),
      answers: { 303: { words: 'To the provider' }, 503: { words: 'It cannot be asked just now' } },
      async handle({ query: { next }, correlation }) {
        const attempt = newAttempt(ownPath(next), clock());
        const location = await provider.address(attempt).catch((error: unknown) => {
          log.warn('provider-away', { reason: reasonOf(error), correlation });
          throw new Problem(503, 'The provider of sign-ins cannot be asked just now: try again later, or sign in with a password.');
        });
        return { status: 303, headers: { location, 'set-cookie': setCookie(cookie, attemptText(attempt), ATTEMPT_SECONDS) }, body: null };
      },
    }),
    route({
      method: 'GET',
      path: RETURN_PATH,
      right: 'anyone',
      summary: 'Sign in with what the provider says',
      // Providers send along what they like; what counts is checked by the library.
      query: z.looseObject({}),
      answers: {
        200: { words: 'Signed in: the cookie is set, and the page leads on', type: HTML },
        401: { words: 'It did not work' },
        403: { words: 'Nobody with a role here' },
      },
      async handle(call) {
        const { request, peer, correlation } = call;
        const attempt = attemptOf(access.readCookie(request, cookie), clock());
        if (attempt === null || request.method !== 'GET') throw failed();
        const limit = `oidc:${peer.address}`;
        access.limit.take(limit);
        const person = personOf(await claimsFor(attempt, call), ports.settings);
        if (typeof person === 'string') {
          log.warn('sign-in-failed', { way: 'oidc', reason: person, address: peer.address, correlation });
          throw new Problem(403, person);
        }
        access.limit.giveBack(limit);
        const secret = await access.sessions.begin(person, access.cookieOf(request));
        request.caller = { name: person.name, role: person.role, by: 'oidc', key: '', databases: null };
        const cookies = [setCookie(access.cookie, secret), setCookie(cookie, null)];
        return { type: HTML, headers: { 'set-cookie': cookies }, body: onwards(attempt.next), about: { role: person.role } };
      },
    }),
  ];
}

/**
 * A page that leads on. A redirect would be part of a way that began at the provider, on which browsers leave out a cookie that is `SameSite=Strict`.
 *
 * @param path of letters that mean nothing in HTML but for `&`
 */
function onwards(path: string): string {
  const to = path.replaceAll('&', '&amp;');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Signed in</title><meta http-equiv="refresh" content="0; url=${to}"></head><body><p><a href="${to}">You are signed in: go on.</a></p></body></html>\n`;
}

/** What went wrong, for the log: the code of the library and its sentence, which may hold words of others. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return printable(`${sentenceOf(error)}${cause}`.slice(0, 500));
}

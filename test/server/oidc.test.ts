import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../support/asked.ts';
import { CLIENT, oidcProvider, type IdToken, type OidcProvider } from '../support/oidc-provider.ts';
import { askProvider } from '../../src/server/index.ts';
import { refused } from '../support/refused.ts';
import { served, type Served } from '../support/served.ts';

const HOST = 'audit.example.org';
const VIA_PROXY = { host: HOST, 'x-forwarded-proto': 'https' };
const COOKIE = '__Host-peerquest_audit_sign_in';
const oidc = {
  ...{ clientId: CLIENT.id, clientSecret: 'env:CLIENT_SECRET', allow: ['127.0.0.1'] },
  ...{ roleClaim: 'realm.roles', roles: { readers: 'viewer', runners: 'operator', owners: 'admin' } },
};

let provider: OidcProvider;
let service: Served;
/** Each from an address of its own, so that failures of one test hold up no other. */
let last = 0;
beforeAll(async () => {
  provider = await oidcProvider();
  service = await served({
    serve: { oidc: { ...oidc, issuer: provider.issuer }, publicUrl: `https://${HOST}/`, trustProxy: ['127.0.0.1'] },
    environment: { CLIENT_SECRET: CLIENT.secret },
  });
}, 60_000);
afterAll(async () => {
  await service.stop();
  await provider.close();
});
afterEach(() => {
  provider.twist = () => undefined;
  service.now = () => new Date();
});

const get = (path: string, cookie?: string, headers: Record<string, string> = {}): Promise<Asked> =>
  service.ask(path, {
    headers: { ...VIA_PROXY, 'x-forwarded-for': `10.1.0.${last}`, ...(cookie === undefined ? {} : { cookie }), ...headers },
  });

const cookiesOf = ({ headers }: Asked): readonly string[] => [headers['set-cookie'] ?? []].flat();
const cookieOf = (answer: Asked, name: string): string =>
  cookiesOf(answer)
    .find((one) => one.startsWith(`${name}=`))
    ?.split(';')[0] ?? '';

/** Goes to the provider and signs in there; what is left is to come back. */
async function there(next = ''): Promise<{ readonly back: URL; readonly cookie: string }> {
  last += 1;
  const begun = await get(`/api/v1/session/oidc${next}`);
  expect(begun.status).toBe(303);
  return { back: await provider.signIn(String(begun.headers['location'])), cookie: cookieOf(begun, COOKIE) };
}

async function signedIn(person: object, next = ''): Promise<Asked> {
  provider.person = { ...person };
  const { back, cookie } = await there(next);
  return get(`${back.pathname}${back.search}`, cookie);
}

const who = async (answer: Asked): Promise<unknown> => {
  const { status, body } = await get('/api/v1/session', cookieOf(answer, '__Host-peerquest_audit_session'));
  return status === 200 ? (JSON.parse(body) as { session: unknown }).session : status;
};

describe('a sign-in through a provider', () => {
  it.each([
    ['viewer', ['readers', 'strangers']],
    ['operator', ['runners', 'readers']],
    ['admin', 'owners'],
  ])('makes somebody %s, by the greatest of their roles there', async (role, roles) => {
    const answer = await signedIn({ preferred_username: 'ann', realm: { roles } });
    expect(answer.status).toBe(200);
    expect(await who(answer)).toEqual({ name: 'oidc:ann', role, by: 'oidc', databases: null });
  });

  it('goes there with PKCE, state and nonce, and with a cookie that other sites may come back with, for minutes', async () => {
    const begun = await get('/api/v1/session/oidc', undefined, { 'x-forwarded-host': 'evil.example' });
    const address = new URL(String(begun.headers['location']));
    const { state, nonce, code_challenge: challenge, ...rest } = Object.fromEntries(address.searchParams);
    expect(rest).toEqual({
      ...{ client_id: CLIENT.id, response_type: 'code', scope: 'openid profile email', code_challenge_method: 'S256' },
      ...{ redirect_uri: `https://${HOST}/api/v1/session/oidc/return` },
    });
    for (const tie of [state, nonce, challenge]) expect(tie).toMatch(/^[\w-]{43}$/);
    expect(cookiesOf(begun)).toEqual([
      expect.stringMatching(/^__Host-peerquest_audit_sign_in=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/),
    ]);
    expect(cookiesOf(begun)[0]).not.toContain(address.searchParams.get('state'));
  });

  it('ends with a session under a cookie as strict as any, and is in the audit log', async () => {
    const answer = await signedIn({ preferred_username: 'olga', realm: { roles: ['owners'] } });
    expect(cookiesOf(answer)).toEqual([
      expect.stringMatching(/^__Host-peerquest_audit_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
      expect.stringMatching(/^__Host-peerquest_audit_sign_in=; .*Max-Age=0$/),
    ]);
    const cookie = cookieOf(answer, '__Host-peerquest_audit_session');
    const { deeds } = JSON.parse((await get('/api/v1/deeds', cookie)).body) as { deeds: readonly object[] };
    expect(deeds[0]).toMatchObject({ who: 'oidc:olga', way: 'oidc', about: { role: 'admin' }, address: `10.1.0.${last}` });
  });

  it('takes the role anew each time, and lasts no longer than half a day', async () => {
    expect(await who(await signedIn({ preferred_username: 'ann', realm: { roles: ['owners'] } }))).toMatchObject({ role: 'admin' });
    const answer = await signedIn({ preferred_username: 'ann', realm: { roles: ['readers'] } });
    expect(await who(answer)).toMatchObject({ role: 'viewer' });
    for (const hours of [6, 11.9]) {
      service.now = () => new Date(Date.now() + hours * 3_600_000);
      expect(await who(answer)).toMatchObject({ role: 'viewer' });
    }
    service.now = () => new Date(Date.now() + 12.1 * 3_600_000);
    expect(await who(answer)).toBe(401);
  });

  it.each([
    ['?next=/runs/last?tab=a%26b', '/runs/last?tab=a&amp;b'],
    ['', '/'],
    ['?next=//evil.example', '/'],
    ['?next=/%5Cevil.example', '/'],
    ['?next=https:evil.example', '/'],
    ['?next=javascript:alert(1)', '/'],
    ['?next=/a//evil.example', '/'],
    ['?next=/%22%3E%3Cscript%3E', '/'],
    ['?next=/a%0d%0aSet-Cookie:b', '/'],
  ])('leads on to own paths only: %s', async (next, path) => {
    const answer = await signedIn({ preferred_username: 'ann', realm: { roles: ['readers'] } }, next);
    expect(answer.body).toContain(`content="0; url=${path}"`);
    expect(answer.body).not.toContain('evil');
    expect(answer.headers['location']).toBeUndefined();
  });

  it('is offered beside passwords, and closes the first account', async () => {
    expect(JSON.parse((await get('/api/v1/session/ways')).body)).toMatchObject({
      ways: { password: true, provider: '/api/v1/session/oidc' },
    });
    expect((await get('/api/v1/setup')).status).toBe(404);
  });
});

describe('nobody gets in', () => {
  it.each<[string, object]>([
    ['without a role', { preferred_username: 'ann' }],
    ['with roles that mean nothing here', { preferred_username: 'ann', realm: { roles: ['strangers', 7, null, { admin: true }] } }],
    ['with the name of what every object has', { preferred_username: 'ann', realm: { roles: ['constructor', '__proto__', 'toString'] } }],
    ['by a role of this service itself', { preferred_username: 'ann', role: 'admin', roles: ['admin'], realm: { roles: ['admin'] } }],
    ['without a name', { realm: { roles: ['owners'] } }],
    ...['<img src=x onerror=alert(1)>', 'ann\nada', 'oidc:ann', 'a\u202Eb', '', 'x'.repeat(101), ['ann'], { $ne: 1 }, "ann' or 1=1 --"].map(
      (name): [string, object] => [
        `called ${JSON.stringify(name).slice(0, 40)}`,
        { preferred_username: name, realm: { roles: ['owners'] } },
      ],
    ),
  ])('%s', async (_, person) => {
    provider.person = { ...person };
    const { back, cookie } = await there();
    const [{ detail, body }] = await refused(service, 403, () => get(`${back.pathname}${back.search}`, cookie));
    expect(detail).toMatch(/^(?:You are signed in at the provider, but have no role here|The provider gives you no name)/);
    expect(body).not.toMatch(/onerror|or 1=1/);
  });

  const fails = async (twist: (token: IdToken) => void): Promise<void> => {
    provider.person = { preferred_username: 'ann', realm: { roles: ['owners'] } };
    provider.twist = twist;
    const { back, cookie } = await there();
    const [{ detail }] = await refused(service, 401, () => get(`${back.pathname}${back.search}`, cookie));
    expect(detail).toBe('Signing in at the provider did not work: begin again.');
  };

  it.each<[string, (token: IdToken) => void]>([
    ['another nonce', ({ claims }) => (claims['nonce'] = 'another')],
    ['no nonce', ({ claims }) => delete claims['nonce']],
    ['another audience', ({ claims }) => (claims['aud'] = 'somebody else')],
    ['several audiences and none presented', ({ claims }) => (claims['aud'] = ['other', 'one more'])],
    ['a foreign issuer', ({ claims }) => (claims['iss'] = 'https://evil.example')],
    ['an end that has passed', ({ claims }) => (claims['exp'] = Math.floor(Date.now() / 1000) - 120)],
    ['no end', ({ claims }) => delete claims['exp']],
    ['a beginning that is to come', ({ claims }) => (claims['nbf'] = Math.floor(Date.now() / 1000) + 3600)],
    ['no signature', (token) => ((token.header = { alg: 'none' }), (token.signature = ''))],
    ['a signature of somebody else', (token) => (token.key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)],
    ['a signature over something else', (token) => (token.signature = 'a'.repeat(342))],
    ['a key that the provider does not have', ({ header }) => (header['kid'] = 'two')],
    ['the public key as a secret', ({ header }) => (header['alg'] = 'HS256')],
    ['no subject', ({ claims }) => delete claims['sub']],
  ])('with a token that has %s', async (_, twist) => {
    await fails(twist);
  });

  it('with another state, none, or two', async () => {
    provider.person = { preferred_username: 'ann', realm: { roles: ['owners'] } };
    const { back, cookie } = await there();
    const code = back.searchParams.get('code') ?? '';
    const state = back.searchParams.get('state') ?? '';
    const at = (query: string) => () => get(`${back.pathname}?${query}`, cookie);
    await refused(
      service,
      401,
      ...[`code=${code}&state=${'a'.repeat(43)}`, `code=${code}`, `code=${code}&state=${state}&state=${state}`, `state=${state}`, ''].map(
        at,
      ),
    );
  });

  it('in another browser, without the cookie, or with one that is too old or made up', async () => {
    provider.person = { preferred_username: 'ann', realm: { roles: ['owners'] } };
    const [{ back, cookie }, other] = [await there(), await there()];
    const path = `${back.pathname}${back.search}`;
    const [name = '', value = ''] = cookie.split('=');
    const [secret = '', , next = ''] = value.split('.');
    const cookies = [undefined, other.cookie, `${name}=${'a'.repeat(43)}.${Date.now()}.Lw`, `${name}=${secret}.1.${next}`, `${name}=x`];
    await refused(service, 401, ...cookies.map((one) => () => get(path, one)));
    await refused(service, 401, () => service.ask(path, { headers: { host: HOST, cookie } }));
    service.now = () => new Date(Date.now() + 601_000);
    await refused(service, 401, () => get(path, cookie));
  });

  it('with a code once more', async () => {
    provider.person = { preferred_username: 'ann', realm: { roles: ['owners'] } };
    const { back, cookie } = await there();
    const again = () => get(`${back.pathname}${back.search}`, cookie);
    expect((await again()).status).toBe(200);
    await refused(service, 401, again);
  });

  it('whom the provider has refused, and its words go to the log only', async () => {
    const { back, cookie } = await there();
    const query = new URLSearchParams({
      ...{ error: 'access_denied', error_description: '<script>\u2028', state: back.searchParams.get('state') ?? '' },
    });
    const [{ body }] = await refused(service, 401, () => get(`${back.pathname}?${query.toString()}`, cookie));
    expect(body).not.toContain('script');
    expect(service.logged.at(-2)).toMatchObject({ event: 'sign-in-failed', way: 'oidc' });
  });

  it('who tries too often', async () => {
    const { back, cookie } = await there();
    const wrong = () => get(`${back.pathname}?code=wrong&state=${back.searchParams.get('state') ?? ''}`, cookie);
    await refused(service, 401, ...Array.from({ length: 10 }, () => wrong));
    const asked = provider.asked.length;
    const [{ headers }] = await refused(service, 429, wrong);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(provider.asked).toHaveLength(asked);
  });
});

it('no secret is in what is answered or logged', async () => {
  const answers = [await get('/api/v1/session/oidc'), await signedIn({ preferred_username: 'ann', realm: { roles: ['owners'] } })];
  expect(JSON.stringify([answers, service.logged, service.said])).not.toContain(CLIENT.secret);
  expect(JSON.stringify(service.logged)).not.toMatch(/code=|state=|id_token/);
});

describe('a provider that is away', () => {
  it('is told of in a sentence, asked no more often than every five seconds, and taken again when it is back', async () => {
    const away = await oidcProvider();
    const { issuer } = away;
    await askProvider({ issuer, allow: oidc.allow });
    await away.close();
    await expect(askProvider({ issuer, allow: oidc.allow })).rejects.toThrow(/^127\.0\.0\.1:\d+ refuses connections$/);
    await expect(askProvider({ issuer: `${issuer}/other`, allow: [] })).rejects.toThrow('is not allowed');
    const other = await served({
      serve: { oidc: { ...oidc, issuer }, publicUrl: `https://${HOST}`, trustProxy: ['127.0.0.1'] },
      environment: { CLIENT_SECRET: CLIENT.secret },
    });
    const begin = () => other.ask('/api/v1/session/oidc', { headers: VIA_PROXY });
    const [{ detail }] = await refused(other, 503, begin, begin);
    expect(detail).toContain('cannot be asked just now: try again later');
    expect(other.logged.find(({ event }) => event === 'provider-away')?.['reason']).toContain('refuses connections');
    expect((await other.ask('/health/live')).status).toBe(200);
    expect(await other.signedIn('ada')).toHaveProperty('cookie');
    const back = await oidcProvider(Number(new URL(issuer).port));
    expect((await begin()).status).toBe(503);
    other.now = () => new Date(Date.now() + 6000);
    expect((await begin()).status).toBe(303);
    await Promise.all([other.stop(), back.close()]);
  });

  it('is refused where it must not be asked: addresses inside, unless the configuration allows them', async () => {
    const other = await served({
      serve: { oidc: { ...oidc, allow: [], issuer: provider.issuer }, publicUrl: `https://${HOST}`, trustProxy: ['127.0.0.1'] },
      environment: { CLIENT_SECRET: CLIENT.secret },
    });
    await refused(other, 503, () => other.ask('/api/v1/session/oidc', { headers: VIA_PROXY }));
    expect(JSON.stringify(other.logged)).toContain('is not allowed');
    await other.stop();
  });

  it('is none without a secret, or an address to come back to', async () => {
    const serve = { oidc: { ...oidc, issuer: provider.issuer } };
    await expect(served({ serve, environment: { CLIENT_SECRET: 'a' } })).rejects.toThrow('serve.publicUrl');
    await expect(served({ serve: { ...serve, publicUrl: `https://${HOST}` } })).rejects.toThrow('"CLIENT_SECRET", which is not set');
    const broken = ['two\nlines', ' a', 'a ', 'a\tb', 'é', ' '].map((secret) =>
      served({ serve: { ...serve, publicUrl: `https://${HOST}` }, environment: { CLIENT_SECRET: secret } }),
    );
    for (const one of broken)
      await expect(one).rejects.toThrow(/^What "serve\.oidc\.clientSecret" stands for is no client secret: copy it again\.$/);
    await expect(served({ serve: { oidc: { ...serve.oidc, issuer: 'http://10.0.0.1/' } } })).rejects.toThrow('must begin with https://');
    await expect(served({ serve: { oidc: { ...serve.oidc, clientSecret: 'in the open' } } })).rejects.toThrow('env:VARIABLE or file:PATH');
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../support/asked.ts';
import { cookieFrom, PASSWORDS, served, type Served } from '../support/served.ts';
import { isThorough } from '../support/thorough.ts';

describe('attack 21: claiming the instance before its owner', () => {
  let service: Served;
  const claim = (code: unknown, name = 'owner'): Promise<Asked> =>
    service.ask('/api/v1/setup', { method: 'POST', body: { code, name, password: 'a long password' } });
  beforeAll(async () => {
    service = await served({ isNew: true });
  }, 60_000);
  afterAll(() => service.stop());

  it('takes the code from the terminal, makes one account, and is closed for good afterwards', { timeout: 60_000 }, async () => {
    const [, code = ''] = /with the code ([\w-]+)/.exec(service.said.join('\n')) ?? [];
    expect(code).toMatch(/^(?:\w{5}-){3}\w{5}$/);
    expect((await service.ask('/api/v1/setup')).status).toBe(200);
    const before = service.files();
    expect((await claim(undefined)).status).toBe(403);
    expect((await claim('wrong')).status).toBe(403);
    expect((await claim(`${code}x`)).status).toBe(403);
    expect((await claim(['a'])).status).toBe(400);
    expect(service.files()).toEqual(before);
    const statuses = (await Promise.all(Array.from({ length: 20 }, (_, number) => claim(code, `owner${number}`)))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([201, 404, 429].filter((status) => statuses.includes(status))));
    expect((await claim(code)).status).toBe(404);
    expect((await service.ask('/api/v1/setup')).status).toBe(404);
    const again = await served({ isNew: true, folder: service.folder });
    expect(again.said.join('\n')).not.toContain('code');
    expect((await again.ask('/api/v1/setup', { method: 'POST', body: { code, name: 'late', password: 'a long password' } })).status).toBe(
      404,
    );
    await again.stop();
    expect(JSON.stringify(service.logged)).not.toContain(code);
  });
});

describe('with accounts', () => {
  let service: Served;
  const extra: Served[] = [];
  beforeAll(async () => {
    service = await served();
  }, 60_000);
  afterEach(async () => {
    for (const one of extra.splice(0)) await one.stop();
  });
  afterAll(() => service.stop());

  const tokenFor = async (role: string, more: object = {}): Promise<{ secret: string; id: string }> => {
    const headers = await service.signedIn('ada');
    const made = await service.ask('/api/v1/tokens', { method: 'POST', body: { name: `t-${role}`, role, ...more }, headers });
    const { secret, token } = JSON.parse(made.body) as { secret: string; token: { id: string } };
    return { secret, id: token.id };
  };
  const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });
  const tried = (headers: Record<string, string>, path = '/api/v1/session'): Promise<Asked> => service.ask(path, { headers });

  describe('attack 7: tokens', () => {
    it('open what their role may, without an Origin, and never more', async () => {
      const { secret } = await tokenFor('viewer');
      expect(JSON.parse((await tried(bearer(secret))).body)).toMatchObject({
        session: { name: 'token:t-viewer', role: 'viewer', by: 'token' },
      });
      const before = service.files();
      const refused = await service.ask('/api/v1/tokens', {
        method: 'POST',
        body: { name: 'more', role: 'admin' },
        headers: bearer(secret),
      });
      expect([refused.status, refused.headers['set-cookie']]).toEqual([403, undefined]);
      const { secret: admin } = await tokenFor('admin');
      expect(
        (await service.ask('/api/v1/tokens', { method: 'POST', body: { name: 'more', role: 'admin' }, headers: bearer(admin) })).status,
      ).toBe(403);
      expect(before).not.toEqual(service.files());
    });

    it('are refused alike when wrong, cut, expired, revoked or sent as a password', async () => {
      const { secret, id } = await tokenFor('viewer');
      const basic = `Basic ${Buffer.from(`vera:${secret}`).toString('base64')}`;
      const wrong = [secret.slice(0, -1), `${secret}x`, secret.toUpperCase(), 'pqa_', '', `pqa_${'a'.repeat(43)}`].map(bearer);
      const answers = await Promise.all([...wrong, { authorization: basic }, { authorization: secret }].map((headers) => tried(headers)));
      service.now = () => new Date(Date.now() + 91 * 86_400_000);
      answers.push(await tried(bearer(secret)));
      service.now = () => new Date();
      const admin = await service.signedIn('ada');
      expect((await service.ask(`/api/v1/tokens/${id}`, { method: 'DELETE', headers: admin })).status).toBe(204);
      answers.push(await tried(bearer(secret)));
      const told = answers.map(({ status, body }) => [status, { ...(JSON.parse(body) as object), correlation: '' }]);
      expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
      expect(told[0]?.[0]).toBe(401);
    });

    it('are no secret in an address, and no other way in beside a session', async () => {
      const { secret } = await tokenFor('viewer');
      for (const query of [`token=${secret}`, 'access_token=x', 'api_key=x', `x=${secret}`])
        expect((await tried({}, `/api/v1/session?${query}`)).status).toBe(400);
      expect((await tried({ ...(await service.signedIn('vera')), ...bearer(secret) })).status).toBe(400);
      // It opens no page, and is made no session.
      for (const path of ['/', '/findings', '/api/v1/session'])
        expect((await tried(bearer(secret), path)).headers['set-cookie']).toBeUndefined();
      const asPassword = await service.ask('/api/v1/session', { method: 'POST', body: { name: 't-viewer', password: secret } });
      expect(asPassword.status).toBe(401);
      expect(JSON.stringify(service.logged)).not.toContain(secret);
      expect((await service.ask('/api/v1/tokens', { headers: await service.signedIn('ada') })).body).not.toMatch(
        new RegExp(`${secret}|hash`),
      );
    });

    it('are limited in rate when wrong, and then the right one still opens', async () => {
      const { secret } = await tokenFor('viewer');
      const before = service.files();
      const statuses: number[] = [];
      for (let round = 0; round < (isThorough ? 250 : 50); round += 1)
        statuses.push(
          ...(await Promise.all(Array.from({ length: 20 }, () => tried(bearer(`pqa_${'b'.repeat(43)}`))))).map(({ status }) => status),
        );
      expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
      expect(statuses.at(-1)).toBe(429);
      // Nor is it somebody else who comes through a proxy that is none.
      const forwarded = await tried({ ...bearer(`pqa_${'b'.repeat(43)}`), 'x-forwarded-for': '10.7.7.7', forwarded: 'for=10.7.7.7' });
      expect([forwarded.status, forwarded.headers['set-cookie']]).toEqual([429, undefined]);
      expect(service.files()).toEqual(before);
      expect((await tried(bearer(secret))).status).toBe(200);
    });
  });

  describe('attack 3: forged requests', () => {
    it.each([
      ['no Origin', { origin: undefined }],
      ['Origin: null', { origin: 'null' }],
      ['a foreign Origin', { origin: 'https://evil.example' }],
      ['a like-named Origin', { origin: 'http://127.0.0.1.evil.example' }],
      ['another port', { origin: 'http://127.0.0.1:1' }],
      ['another scheme', { origin: 'https://127.0.0.1:PORT' }],
      ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
      ['a same-site fetch', { 'sec-fetch-site': 'same-site' }],
      ['a method override', { 'x-http-method-override': 'PUT' }],
    ])('are refused before their body is read: %s', async (_, headers) => {
      const session = await service.signedIn('ada');
      const before = service.files();
      const changed = Object.entries({ ...session, ...headers }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value.replace('PORT', String(service.port))]],
      );
      // A body that would be refused as such, were it read.
      const answer = await service.ask('/api/v1/accounts', {
        method: 'POST',
        body: '{"broken',
        headers: Object.fromEntries(changed) as Record<string, string>,
      });
      expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined]);
      expect(service.files()).toEqual(before);
    });

    it('are refused as forms, as plain text, and as GET', async () => {
      const session = await service.signedIn('ada');
      const before = service.files();
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a']) {
        const answer = await service.ask('/api/v1/accounts', { method: 'POST', body: '{}', headers: { ...session, 'content-type': type } });
        expect(answer.status).toBe(415);
      }
      expect((await service.ask('/api/v1/session/password', { headers: session })).status).toBe(405);
      expect(service.files()).toEqual(before);
    });
  });

  describe('attack 23: mixed up identities', () => {
    it('never happen, however many ask at once and go away', { timeout: 120_000 }, async () => {
      const people = ['vera', 'otto', 'ada'] as const;
      const sessions = await Promise.all(people.map((person) => service.signedIn(person)));
      const tokens = await Promise.all(['viewer', 'operator'].map((role) => tokenFor(role)));
      const callers = [
        ...people.map((name, place) => ({ name, headers: sessions[place] ?? {} })),
        ...tokens.map(({ secret }, place) => ({ name: `token:t-${place === 0 ? 'viewer' : 'operator'}`, headers: bearer(secret) })),
      ];
      const asked = await Promise.all(
        Array.from({ length: 200 }, async (_, number) => {
          const caller = callers[number % callers.length];
          if (caller === undefined) return true;
          if (number % 7 === 3) {
            // Goes away while it is being answered.
            const gone = new AbortController();
            const fetched = fetch(`http://127.0.0.1:${service.port}/api/v1/session`, { headers: caller.headers, signal: gone.signal });
            setTimeout(() => gone.abort(), Math.random() * 5);
            return fetched
              .then((answer) => answer.text())
              .then((text) => text.includes(`"name":"${caller.name}"`))
              .catch(() => true);
          }
          const { status, body } = await tried(caller.headers);
          return status === 200 && body.includes(`"name":"${caller.name}"`);
        }),
      );
      expect(asked.every(Boolean)).toBe(true);
    });
  });

  describe('a proxy in front', () => {
    const proxy = { auth: 'proxy', trustProxy: ['127.0.0.1'], proxy: { userHeader: 'X-User', roles: { ann: 'admin' }, role: 'viewer' } };

    it('names people, and only it does', async () => {
      const behind = await served({ serve: proxy });
      extra.push(behind);
      const name = async (headers: Record<string, string>) => (await behind.ask('/api/v1/session', { headers })).body;
      expect(await name({ 'x-user': 'ann', 'x-forwarded-for': '10.1.1.1' })).toContain('"role":"admin"');
      expect(await name({ 'x-user': 'bob' })).toContain('"role":"viewer"');
      for (const user of ['', 'a, b', '__proto__', 'constructor']) expect(await name({ 'x-user': user })).not.toContain('"role":"admin"');
      expect((await behind.ask('/api/v1/session', { method: 'POST', body: { name: 'ada', password: PASSWORDS.ada } })).status).toBe(404);
      // From an address that is no proxy's, the header says nothing.
      const direct = await served({ serve: { ...proxy, trustProxy: ['10.9.9.9'] } });
      extra.push(direct);
      expect((await direct.ask('/api/v1/session', { headers: { 'x-user': 'ann' } })).status).toBe(401);
    });
  });

  it('attack 20: forwarded headers of strangers count for nothing', async () => {
    await service.ask('/health/live', { headers: { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https' } });
    expect(service.logged.filter(({ event }) => event === 'request').at(-1)).toMatchObject({ address: '127.0.0.1' });
  });

  it('attack 2: behind TLS the cookie has the prefix, and counts over TLS only', async () => {
    const secure = await served({ serve: { publicUrl: 'https://audit.example.org', trustProxy: ['127.0.0.1'] } });
    extra.push(secure);
    const overTls = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.1.1.1', host: 'audit.example.org' };
    const answer = await secure.ask('/api/v1/session', {
      method: 'POST',
      body: { name: 'ada', password: PASSWORDS.ada },
      headers: overTls,
    });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-peerquest_audit_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/),
    ]);
    expect(answer.headers['strict-transport-security']).toBeDefined();
    const cookie = cookieFrom(answer);
    expect((await secure.ask('/api/v1/session', { headers: { ...overTls, cookie } })).status).toBe(200);
    expect((await secure.ask('/api/v1/session', { headers: { ...overTls, cookie, 'x-forwarded-proto': 'http' } })).status).toBe(401);
  });
});

import { createHook } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { openStore } from '../../src/history/index.ts';
import { hashPassword } from '../../src/server/index.ts';
import type { Asked } from '../support/asked.ts';
import { cookieFrom, PASSWORDS, served, type Served } from '../support/served.ts';

let service: Served;
beforeAll(async () => {
  service = await served({ serve: { trustProxy: ['127.0.0.1'] } });
}, 60_000);
afterAll(() => service.stop());

/** Each from an address of its own, so that one test holds up no other. */
let last = 0;
const from = (): Record<string, string> => ({ 'x-forwarded-for': `10.0.${Math.floor(++last / 250)}.${last % 250}` });
const signIn = (name: unknown, password: unknown, headers: Record<string, string> = from()): Promise<Asked> =>
  service.ask('/api/v1/session', { method: 'POST', body: { name, password }, headers });

/** What is the same whoever is refused: all but the id that leads to the log. */
const outside = ({ status, headers, body }: Asked): unknown => [
  status,
  headers['set-cookie'],
  headers['content-type'],
  { ...(JSON.parse(body) as object), correlation: '' },
];

describe('attack 1: guessing', () => {
  it('gets the same answer for names that are known, unknown, or written otherwise', async () => {
    const before = service.files();
    const answers = await Promise.all(['ada', 'nobody', 'ADA', 'ada ', "ada' or 1=1 --", 'a%'].map((name) => signIn(name, 'wrong one')));
    for (const answer of answers) expect(outside(answer)).toEqual(outside(answers[0] as Asked));
    expect(answers[0]?.status).toBe(401);
    expect(service.files()).toEqual(before);
  });

  it('takes the same time for names that are known and unknown', async () => {
    const times: Record<string, number[]> = { ada: [], nobody: [] };
    for (let round = 0; round < 5; round += 1) {
      for (const name of ['ada', 'nobody']) {
        const started = performance.now();
        await signIn(name, 'wrong one');
        times[name]?.push(performance.now() - started);
      }
    }
    const [known = 0, unknown = 0] = ['ada', 'nobody'].map((name) => Math.min(...(times[name] ?? [])));
    expect(Math.abs(known - unknown)).toBeLessThan(0.5 * Math.max(known, unknown));
  });

  it('ends after ten failures on one account, wherever they come from, but not for who is in already', { timeout: 120_000 }, async () => {
    const cookie = await service.signedIn('vera');
    const before = service.files();
    const statuses: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      const some = await Promise.all(Array.from({ length: 50 }, () => signIn('vera', 'wrong one')));
      statuses.push(...some.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    const refused = await signIn('vera', PASSWORDS.vera);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(service.files()).toEqual(before);
    expect((await signIn('vera', PASSWORDS.vera, { ...from(), ...cookie })).status).toBe(200);
    service.now = () => new Date(Date.now() + 16 * 60_000);
    expect((await signIn('vera', PASSWORDS.vera)).status).toBe(200);
    service.now = () => new Date();
  });

  it('ends after ten failures of one address, whatever the name', async () => {
    const headers = from();
    const statuses: number[] = [];
    for (let number = 0; number < 40; number += 1) statuses.push((await signIn(`name${number}`, 'password', headers)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect((await signIn('otto', PASSWORDS.otto, headers)).status).toBe(429);
    expect((await signIn('otto', PASSWORDS.otto)).status).toBe(200);
  });

  it('never hashes much, and logs each failure without the password', async () => {
    expect((await signIn('ada', 'x'.repeat(1_000_000))).status).toBe(413);
    const started = performance.now();
    expect((await signIn('ada', 'x'.repeat(1025))).status).toBe(400);
    expect((await signIn('ada', '🎉'.repeat(300))).status).toBe(400);
    expect(performance.now() - started).toBeLessThan(200);
    await signIn('ada', 'a canary of a password');
    const failures = service.logged.filter(({ event }) => event === 'sign-in-failed');
    expect(failures.at(-1)).toMatchObject({ name: 'ada', address: `10.0.${Math.floor(last / 250)}.${last % 250}` });
    expect(JSON.stringify(service.logged)).not.toContain('canary');
  });

  it('hashes two at a time at most, lets a few wait, and tells the others to come later', async () => {
    const running = new Set<number>();
    let most = 0;
    const hook = createHook({
      init(id, type) {
        if (type === 'SCRYPTREQUEST') most = Math.max(most, running.add(id).size);
      },
      before: (id) => void running.delete(id),
    }).enable();
    const ends = await Promise.allSettled(Array.from({ length: 30 }, (_, number) => hashPassword(`password ${number}`)));
    hook.disable();
    expect(most).toBe(2);
    const late = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    expect(late).toHaveLength(30 - 2 - 16);
    expect(late[0]).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
  });

  it.each([
    ['a number', 5],
    ['a list', ['ada']],
    ['nothing', null],
    ['an object', { $ne: null }],
  ])('gets no further with %s in the place of a name', async (_, name) => {
    expect((await signIn(name, 'wrong one')).status).toBe(400);
  });
});

describe('attack 2: sessions', () => {
  const me = (headers: Record<string, string>): Promise<number> => service.ask('/api/v1/session', { headers }).then(({ status }) => status);

  it('have a new id at each sign-in, and the old one ends', async () => {
    const fixed = `peerquest_audit_session=${'a'.repeat(43)}`;
    const first = await signIn('ada', PASSWORDS.ada, { ...from(), cookie: fixed, origin: `http://127.0.0.1:${service.port}` });
    expect(first.status).toBe(200);
    expect(cookieFrom(first)).not.toBe(fixed);
    expect(await me({ cookie: fixed })).toBe(401);
    const old = cookieFrom(first);
    expect(await me({ cookie: old })).toBe(200);
    const second = await signIn('ada', PASSWORDS.ada, { ...from(), cookie: old, origin: `http://127.0.0.1:${service.port}` });
    expect(cookieFrom(second)).not.toBe(old);
    expect([await me({ cookie: old }), await me({ cookie: cookieFrom(second) })]).toEqual([401, 200]);
  });

  it('are cookies that no script reads and no other site sends', async () => {
    const { headers } = await signIn('ada', PASSWORDS.ada);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^peerquest_audit_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
  });

  it('end at sign-out, and after twelve hours that nobody used them', async () => {
    const headers = await service.signedIn('ada');
    const out = await service.ask('/api/v1/session', { method: 'DELETE', headers });
    expect([out.status, String(out.headers['set-cookie'])]).toEqual([204, expect.stringMatching(/=; .*Max-Age=0$/)]);
    expect(await me(headers)).toBe(401);
    const idle = await service.signedIn('ada');
    const hours = (count: number) => () => new Date(Date.now() + count * 3_600_000);
    service.now = hours(11.9);
    expect(await me(idle)).toBe(200);
    service.now = hours(23);
    expect(await me(idle)).toBe(200);
    service.now = hours(35.1);
    expect(await me(idle)).toBe(401);
    service.now = () => new Date();
    expect(await me(idle)).toBe(401);
  });

  it('are in the store by their hashes only', async () => {
    const { cookie = '' } = await service.signedIn('ada');
    const secret = cookie.split('=')[1] ?? '';
    const store = await openStore(parseDatabaseUrl(service.folder.file('store.sqlite3')), 'read');
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256').update(secret).digest('hex');
    expect(await store?.sessions.find(hash)).toMatchObject({ account: 'ada' });
    expect(await store?.sessions.find(secret)).toBeNull();
    await store?.close();
    expect(await me({ cookie: `peerquest_audit_session=${hash}` })).toBe(401);
  });

  it('end when password, role or account change', async () => {
    const admin = await service.signedIn('ada');
    const made = await service.ask('/api/v1/accounts', {
      method: 'POST',
      body: { name: 'nell', role: 'operator', password: 'a long password' },
      headers: admin,
    });
    expect(made.status).toBe(201);
    const nell = async (password: string): Promise<Record<string, string>> => ({
      cookie: cookieFrom(await signIn('nell', password)),
      origin: admin['origin'] ?? '',
    });
    const change = (body: object) => service.ask('/api/v1/accounts/nell', { method: 'PUT', body, headers: admin });

    const first = await nell('a long password');
    const own = await service.ask('/api/v1/session/password', {
      method: 'PUT',
      body: { password: 'a long password', newPassword: 'another long one' },
      headers: first,
    });
    expect([own.status, await me(first)]).toEqual([204, 401]);
    expect((await signIn('nell', 'a long password')).status).toBe(401);

    const second = await nell('another long one');
    expect((await change({ role: 'viewer' })).status).toBe(200);
    expect(await me(second)).toBe(401);

    const third = await nell('another long one');
    expect((await change({ password: 'a third long one' })).status).toBe(200);
    expect(await me(third)).toBe(401);

    const fourth = await nell('a third long one');
    expect((await service.ask('/api/v1/accounts/nell', { method: 'DELETE', headers: admin })).status).toBe(204);
    expect(await me(fourth)).toBe(401);
    expect((await signIn('nell', 'a third long one')).status).toBe(401);
    const { deeds } = JSON.parse((await service.ask('/api/v1/deeds', { headers: admin })).body) as {
      deeds: { who: string; deed: string }[];
    };
    expect(
      deeds
        .filter(({ who }) => who !== 'vera')
        .slice(0, 2)
        .map(({ who, deed }) => [who, deed]),
    ).toEqual([
      ['ada', 'Remove an account'],
      ['nell', 'Sign in'],
    ]);
    expect(JSON.stringify(deeds)).not.toMatch(/long (?:password|one)/);
  });

  it('end where a clock that was wrong began them', async () => {
    service.now = () => new Date(Date.now() + 10 * 365 * 86_400_000);
    const ahead = await service.signedIn('ada');
    expect(await me(ahead)).toBe(200);
    service.now = () => new Date();
    expect(await me(ahead)).toBe(401);
  });
});

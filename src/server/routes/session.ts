import * as z from 'zod';
import { answerJson } from '../../report/index.ts';
import type { Access } from '../access/access.ts';
import { setCookie } from '../access/cookie.ts';
import { newPassword, password, personName } from '../access/forms.ts';
import { hashPassword } from '../access/password-hash.ts';
import type { Caller } from '../caller.ts';
import { notFound, Problem } from '../problem.ts';
import { callerOf, json, nothing, route, type Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';
import { isSetupOpen } from './setup.ts';

const who = z.object({
  session: z.object({
    name: z.string(),
    role: z.string(),
    by: z.string(),
    databases: z.array(z.string()).nullable(),
    /** There only where the service is one to play with. */
    playground: z.literal(true).optional(),
  }),
});

const ways = z.object({
  ways: z.object({
    password: z.boolean(),
    provider: z.string().nullable(),
    setup: z.boolean(),
    /** There only where the service is one to play with: the password may stand in the link to the page. */
    playground: z.literal(true).optional(),
  }),
});

/** Signing in and out, and one's own password. */
export function sessionRoutes(access: Access, store: StoreSource, isPlayground: boolean): readonly Route[] {
  const kind = isPlayground ? { playground: true } : {};
  const told = ({ name, role, by, databases }: Caller): string => answerJson({ session: { name, role, by, databases, ...kind } });
  return [
    route({
      method: 'POST',
      path: '/api/v1/session',
      right: 'anyone',
      summary: 'Sign in',
      body: z.strictObject({ name: personName, password }),
      answers: { 200: { words: 'Signed in: the cookie is set', schema: who }, 401: { words: 'Name or password is wrong' } },
      async handle(call) {
        if (access.isByProxy) throw notFound();
        const { name, password: given } = call.body;
        const account = await access.signIn(name, given, call);
        const secret = await access.sessions.begin(account, access.cookieOf(call.request));
        const caller = await access.sessions.callerOf(secret);
        if (caller === null) throw new Problem(401, 'Name or password is wrong.');
        call.request.caller = caller;
        return json(told(caller), { headers: { 'set-cookie': setCookie(access.cookie, secret) }, about: {} });
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/session/ways',
      right: 'anyone',
      summary: 'How people sign in: with a password, or where a provider does it; and whether the first account is still to be made',
      answers: { 200: { words: 'The ways', schema: ways } },
      handle: async () => json(answerJson({ ways: { ...access.ways, setup: await isSetupOpen(access), ...kind } })),
    }),
    route({
      method: 'GET',
      path: '/api/v1/session',
      right: 'viewer',
      summary: 'Who one is',
      answers: { 200: { words: 'Name and role', schema: who } },
      handle: (call) => Promise.resolve(json(told(callerOf(call)))),
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/session',
      right: 'viewer',
      summary: 'Sign out',
      answers: { 204: { words: 'Signed out' } },
      async handle({ request }) {
        const secret = access.cookieOf(request);
        if (secret === null) throw new Problem(409, 'There is no session to end: a token is revoked instead.');
        await access.sessions.end(secret);
        return nothing({ headers: { 'set-cookie': setCookie(access.cookie, null) } });
      },
    }),
    route({
      method: 'PUT',
      path: '/api/v1/session/password',
      right: 'viewer',
      summary: 'Change one’s own password',
      body: z.strictObject({ password, newPassword }),
      answers: { 204: { words: 'Changed; every session of the account has ended' }, 409: { words: 'The configuration says what it is' } },
      async handle(call) {
        const caller = callerOf(call);
        if (caller.by !== 'session') throw new Problem(403, 'That is not yours to do.');
        const account = await access.signIn(caller.name, call.body.password, call);
        if (!account.isStored) throw new Problem(409, 'The configuration says what that password is: change it there.');
        const passwordHash = await hashPassword(call.body.newPassword);
        await (await store()).accounts.change(account.name, { role: account.role, passwordHash });
        await access.sessions.endAllOf(account.name);
        return nothing({ headers: { 'set-cookie': setCookie(access.cookie, null) } });
      },
    }),
  ];
}

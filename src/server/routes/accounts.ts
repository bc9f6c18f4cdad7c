import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import { answerJson } from '../../report/index.ts';
import type { Access } from '../access/access.ts';
import type { Account } from '../access/account-book.ts';
import { newName, newPassword, personName, role } from '../access/forms.ts';
import { hashPassword } from '../access/password-hash.ts';
import type { NewsBook } from '../news-book.ts';
import { notFound, Problem } from '../problem.ts';
import { callerOf, json, nothing, route, type Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';

const account = z.object({ name: z.string(), role, stored: z.boolean(), databases: z.array(z.string()).nullable() });
const named = z.strictObject({ name: personName });

const told = ({ name, role: its, isStored, databases }: Account): object => ({ name, role: its, stored: isStored, databases });

/** Accounts: those of the configuration are shown, those of the store are made and changed here. */
export function accountRoutes(access: Access, store: StoreSource, clock: Clock, news: NewsBook): readonly Route[] {
  const stored = async (name: string): Promise<Account> => {
    const found = await access.accounts.find(name);
    if (found === null) throw notFound();
    if (!found.isStored) throw new Problem(409, 'The configuration says who that is: change it there.');
    return found;
  };
  const keepAdmin = async (name: string): Promise<void> => {
    const others = (await access.accounts.all()).filter((one) => one.role === 'admin' && one.name !== name);
    if (others.length === 0) throw new Problem(409, 'That is the last admin: make another one first.');
  };
  const changed = (): void => news.tell({ type: 'accounts' });
  return [
    route({
      method: 'GET',
      path: '/api/v1/accounts',
      right: 'admin',
      summary: 'Who may sign in with a password',
      answers: { 200: { words: 'Names and roles', schema: z.object({ accounts: z.array(account) }) } },
      handle: async () => json(answerJson({ accounts: (await access.accounts.all()).map(told) })),
    }),
    route({
      method: 'POST',
      path: '/api/v1/accounts',
      right: 'admin',
      summary: 'Make an account',
      body: z.strictObject({ name: newName, role, password: newPassword }),
      answers: { 201: { words: 'Made', schema: z.object({ account }) }, 409: { words: 'The name is taken' } },
      async handle({ body: { name, role: its, password } }) {
        const taken = new Problem(409, 'There is an account of that name.');
        if ((await access.accounts.find(name)) !== null) throw taken;
        const passwordHash = await hashPassword(password);
        if (!(await (await store()).accounts.add({ name, role: its, passwordHash, createdAt: clock().toISOString() }))) throw taken;
        changed();
        return json(answerJson({ account: told(await stored(name)) }), { status: 201, about: { name, role: its } });
      },
    }),
    route({
      method: 'PUT',
      path: '/api/v1/accounts/:name',
      right: 'admin',
      summary: 'Change the role or the password of an account',
      params: named,
      body: z.strictObject({ role: role.optional(), password: newPassword.optional() }),
      answers: {
        200: { words: 'Changed; its sessions have ended', schema: z.object({ account }) },
        409: { words: 'The last admin stays' },
      },
      async handle({ params: { name }, body: { role: its, password } }) {
        const before = await stored(name);
        if (its !== undefined && its !== 'admin') await keepAdmin(name);
        const passwordHash = password === undefined ? before.passwordHash : await hashPassword(password);
        await (await store()).accounts.change(name, { role: its ?? before.role, passwordHash });
        await access.sessions.endAllOf(name);
        changed();
        return json(answerJson({ account: told(await stored(name)) }), {
          about: { name, ...(its === undefined ? {} : { role: its }), password: password !== undefined },
        });
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/accounts/:name',
      right: 'admin',
      summary: 'Remove an account',
      params: named,
      answers: { 204: { words: 'Removed; its sessions have ended' }, 409: { words: 'The last admin stays' } },
      async handle(call) {
        const { name } = call.params;
        await stored(name);
        await keepAdmin(name);
        if (callerOf(call).name === name) throw new Problem(409, 'Nobody removes the account that they use.');
        await (await store()).accounts.remove(name);
        await access.sessions.endAllOf(name);
        changed();
        return nothing();
      },
    }),
  ];
}

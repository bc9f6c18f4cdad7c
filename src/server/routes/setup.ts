import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import { answerJson } from '../../report/index.ts';
import type { Access } from '../access/access.ts';
import { newName, newPassword } from '../access/forms.ts';
import { hashPassword } from '../access/password-hash.ts';
import { notFound } from '../problem.ts';
import { json, route, type Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';

/** Whether the first account is still to be made. */
export async function isSetupOpen(access: Access): Promise<boolean> {
  return access.first.isOpen && !access.isByOthers && (await access.accounts.all()).length === 0;
}

/** Making the first account, by the code that the terminal shows: once, and never again. */
export function setupRoutes(access: Access, store: StoreSource, clock: Clock): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/setup',
      right: 'anyone',
      summary: 'Whether the first account is still to be made',
      answers: { 200: { words: 'It is', schema: z.object({ open: z.literal(true) }) }, 404: { words: 'It is made' } },
      async handle() {
        if (!(await isSetupOpen(access))) throw notFound();
        return json(answerJson({ open: true }));
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/setup',
      right: 'anyone',
      summary: 'Make the first account',
      body: z.strictObject({ code: z.string().max(100).optional(), name: newName, password: newPassword }),
      answers: { 201: { words: 'Made: an admin' }, 403: { words: 'Another code' }, 404: { words: 'There is an account already' } },
      async handle({ body: { code, name, password }, peer, request }) {
        if (!(await isSetupOpen(access))) throw notFound();
        access.limit.take(`setup:${peer.address}`);
        await access.first.claim(code, async () => {
          const passwordHash = await hashPassword(password);
          return (await store()).accounts.addFirst({ name, role: 'admin', passwordHash, createdAt: clock().toISOString() });
        });
        access.limit.giveBack(`setup:${peer.address}`);
        request.caller = { name, role: 'admin', by: 'session', key: '', databases: null };
        return json(answerJson({ account: { name, role: 'admin' } }), { status: 201, about: { name } });
      },
    }),
  ];
}

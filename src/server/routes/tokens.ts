import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import { answerJson } from '../../report/index.ts';
import { role } from '../access/forms.ts';
import { makeToken, tokenMembers } from '../access/token-keeper.ts';
import { notFound, Problem } from '../problem.ts';
import { callerOf, json, nothing, route, type Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';

const token = z.object({
  id: z.string(),
  name: z.string(),
  role,
  databases: z.array(z.string()).nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  revokedAt: z.string().nullable(),
});

/** Tokens for machines. */
export function tokenRoutes(store: StoreSource, clock: Clock): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/tokens',
      right: 'admin',
      summary: 'Tokens, never their texts',
      answers: { 200: { words: 'The newest first', schema: z.object({ tokens: z.array(token) }) } },
      handle: async () => json(answerJson({ tokens: (await (await store()).tokens.all()).map(tokenMembers) })),
    }),
    route({
      method: 'POST',
      path: '/api/v1/tokens',
      right: 'admin',
      summary: 'Make a token',
      body: z.strictObject({
        name: z.string().regex(/^[\w.-]{1,80}$/, 'a name is made of letters, digits and . _ -'),
        role,
        databases: z.array(z.string().min(1).max(100)).min(1).max(100).nullable().default(null),
        days: z.int().min(1).max(730).default(90),
      }),
      answers: { 201: { words: 'Made: the text is told this once', schema: z.object({ token, secret: z.string() }) } },
      async handle(call) {
        const caller = callerOf(call);
        if (caller.by === 'token') throw new Problem(403, 'A token makes no tokens: a person does.');
        const { token: secret, kept } = await makeToken(await store(), call.body, caller.name, clock);
        return json(answerJson({ token: tokenMembers(kept), secret }), { status: 201, about: tokenMembers(kept) });
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/tokens/:token',
      right: 'admin',
      summary: 'Revoke a token',
      params: z.strictObject({ token: z.uuid() }),
      answers: { 204: { words: 'Revoked' } },
      async handle({ params }) {
        if (!(await (await store()).tokens.revoke(params.token, clock().toISOString()))) throw notFound();
        return nothing();
      },
    }),
  ];
}

import * as z from 'zod';
import { answerJson } from '../../report/index.ts';
import { limitOf } from '../forms.ts';
import { json, route, type Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';

const deed = z.object({
  id: z.string(),
  at: z.string(),
  who: z.string(),
  way: z.string(),
  address: z.string(),
  deed: z.string(),
  about: z.unknown(),
  correlation: z.string(),
});

/** The audit log. */
export function deedRoutes(store: StoreSource): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/deeds',
      right: 'admin',
      summary: 'Who did what, from where',
      query: z.strictObject({
        limit: limitOf(500, 100),
        after: z
          .string()
          .regex(/^[\w:.-]{1,60}$/)
          .optional(),
      }),
      answers: { 200: { words: 'The newest first', schema: z.object({ deeds: z.array(deed), next: z.string().nullable() }) } },
      async handle({ query: { limit, after = null } }) {
        const found = await (await store()).deeds.newest(limit + 1, after);
        const page = found.slice(0, limit);
        const told = page.map((one) => ({ ...one, about: JSON.parse(one.about) as unknown }));
        return json(answerJson({ deeds: told, next: found.length > limit ? (page.at(-1)?.id ?? null) : null }));
      },
    }),
  ];
}

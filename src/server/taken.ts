import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { inWords } from '../zod-words.ts';
import { Problem } from './problem.ts';
import type { Call, Route } from './route.ts';

const NONE = z.strictObject({});

/**
 * What a request gives its route, held against the route's schemas: unknown members, lists in the place of texts and the like get no further.
 *
 * @throws Problem 400 naming the member that is wrong
 */
export function takenBy({ params, query, body }: Route, request: FastifyRequest): Call<unknown, unknown, unknown> {
  if (body === null && request.body !== undefined) throw new Problem(400, 'Nothing is sent along there.');
  if (request.peer === null) throw new Error('A route is reached through the gates only.');
  return {
    params: params === null ? null : checked('path', params, request.params),
    query: checked('query', query ?? NONE, request.query),
    body: body === null ? null : checked('body', body, request.body ?? {}),
    caller: request.caller,
    peer: request.peer,
    correlation: request.id,
    request,
  };
}

function checked(where: string, schema: z.ZodType, given: unknown): unknown {
  const result = schema.safeParse(given, { error: inWords });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys')
    throw new Problem(400, `The ${where} has an unknown member "${issue.keys[0]?.slice(0, 60) ?? ''}".`);
  const member = issue?.path.join('.') ?? '';
  throw new Problem(400, `The ${where} has a mistake${member === '' ? '' : ` in "${member}"`}: ${issue?.message ?? 'it cannot be read'}.`);
}

import * as z from 'zod';
import { answerJson } from '../../report/index.ts';
import { checkMembers } from '../../service/index.ts';
import type { DatabaseBook } from '../database-book.ts';
import { inDatabase } from '../forms.ts';
import { callerOf, json, route, type Route } from '../route.ts';

/** Databases, and what they are held against. */
export function databaseRoutes(databases: DatabaseBook): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/databases',
      right: 'viewer',
      summary: 'The databases that are looked after',
      answers: { 200: { words: 'Their names', schema: z.object({ databases: z.array(z.object({ name: z.string() })) }) } },
      handle: (call) =>
        Promise.resolve(json(answerJson({ databases: databases.seenBy(callerOf(call)).map(({ title }) => ({ name: title })) }))),
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/checks',
      right: 'viewer',
      summary: 'Every check, as `checks --format json` tells them',
      params: inDatabase,
      answers: { 200: { words: 'The checks', schema: z.object({ checks: z.array(z.looseObject({ id: z.string() })) }) } },
      handle(call) {
        const { checks } = databases.open(call.params.database, callerOf(call));
        const told = checks.map((check) => ({ ...checkMembers(check), applies: null }));
        return Promise.resolve(json(answerJson({ database: null, foreign: null, checks: told })));
      },
    }),
  ];
}

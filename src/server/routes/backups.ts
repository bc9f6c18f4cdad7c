import * as z from 'zod';
import { redactBackup } from '../../model/index.ts';
import { answerJson } from '../../report/index.ts';
import type { DatabaseBook } from '../database-book.ts';
import { inDatabase, limitOf, time } from '../forms.ts';
import { notFound } from '../problem.ts';
import { callerOf, json, route, type Route } from '../route.ts';
import type { RunBook } from '../run-book.ts';
import type { StoreSource } from '../store-source.ts';
import { begun, ticketShape } from './acts.ts';

const backupShape = z.looseObject({ id: z.string(), verifiedAt: z.string(), name: z.string(), verdict: z.string(), sentence: z.string() });

/** The last one of a page: when it was verified, and its id. */
const cursor = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z\.[0-9a-f-]{36}$/, 'it must be the "next" of a page')
  .transform((text) => ({ verifiedAt: text.slice(0, 24), id: text.slice(25) }));

/** Backups that were verified. @param configured of which databases one is configured */
export function backupRoutes(databases: DatabaseBook, runs: RunBook, source: StoreSource, configured: object = {}): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/backups',
      right: 'viewer',
      summary: 'Backups that were verified, as `backup list --json` lists them',
      params: inDatabase,
      query: z.strictObject({ limit: limitOf(500, 50), since: time.optional(), after: cursor.optional() }),
      answers: {
        200: {
          words: 'The newest first, and where the next page begins',
          schema: z.object({ configured: z.boolean(), backups: z.array(backupShape), next: z.string().nullable() }),
        },
      },
      async handle(call) {
        const { title, redact } = databases.open(call.params.database, callerOf(call));
        const { limit, ...wanted } = call.query;
        const found = await (await source()).backups.list({ ...wanted, database: title, limit: limit + 1 });
        const backups = found.slice(0, limit);
        const last = found.length > limit ? backups.at(-1) : undefined;
        const next = last === undefined ? null : `${last.verifiedAt}.${last.id}`;
        return json(
          answerJson({ configured: Object.hasOwn(configured, title), next, backups: redact ? backups.map(redactBackup) : backups }),
        );
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/databases/:database/backups',
      right: 'operator',
      summary: 'Verify the configured backup now',
      params: inDatabase,
      body: z.strictObject({}),
      answers: { 202: { words: 'It has begun, or waits', schema: ticketShape }, 429: { words: 'Too many wait' } },
      handle(call) {
        const caller = callerOf(call);
        const { name, title } = databases.open(call.params.database, caller);
        // Which file that is, the configuration says: no request does.
        if (!Object.hasOwn(configured, title)) throw notFound();
        const wish = { kind: 'backup', database: name, request: {}, findings: 'counts', operator: caller.name } as const;
        return Promise.resolve(begun(runs.start(wish, title), { database: title }));
      },
    }),
  ];
}

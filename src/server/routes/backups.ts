import * as z from 'zod';
import type { KeptBackup } from '../../history/index.ts';
import { answerJson } from '../../report/index.ts';
import type { DatabaseBook } from '../database-book.ts';
import { inDatabase, limitOf, time } from '../forms.ts';
import { notFound } from '../problem.ts';
import { callerOf, json, route, type Route } from '../route.ts';
import type { RunBook } from '../run-book.ts';
import type { StoreSource } from '../store-source.ts';
import { begun, ticketShape } from './acts.ts';

const backupShape = z.looseObject({ id: z.string(), verifiedAt: z.string(), name: z.string(), verdict: z.string(), sentence: z.string() });

/** Backups that were verified. @param configured of which databases one is configured */
export function backupRoutes(databases: DatabaseBook, runs: RunBook, source: StoreSource, configured: object = {}): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/backups',
      right: 'viewer',
      summary: 'Backups that were verified, as `backup list --json` lists them',
      params: inDatabase,
      query: z.strictObject({ limit: limitOf(500, 50), since: time.optional() }),
      answers: { 200: { words: 'The newest first', schema: z.object({ configured: z.boolean(), backups: z.array(backupShape) }) } },
      async handle(call) {
        const { title, redact } = databases.open(call.params.database, callerOf(call));
        const backups = await (await source()).backups.list({ ...call.query, database: title });
        return json(answerJson({ configured: Object.hasOwn(configured, title), backups: redact ? backups.map(redacted) : backups }));
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

/** What a server said of a row that it would not take may hold what stands in it. */
function redacted(backup: KeptBackup): KeptBackup {
  return { ...backup, sentence: backup.code, flaws: backup.flaws.map(({ code }) => ({ code, sentence: code })) };
}

import * as z from 'zod';
import { DatabaseError, UsageError } from '../../errors.ts';
import { BusyError, type Explainer } from '../../service/index.ts';
import type { DatabaseBook } from '../database-book.ts';
import { databaseTitle, fingerprintName } from '../forms.ts';
import { Problem } from '../problem.ts';
import { callerOf, json, route, type Route } from '../route.ts';
import type { RunBook } from '../run-book.ts';
import type { StoreSource } from '../store-source.ts';

/** What a finding is now, asked of the database itself: what led to it, and what a repair would do. */
export function explanationRoutes(databases: DatabaseBook, runs: RunBook, source: StoreSource, explainer: Explainer): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/findings/:fingerprint/explanation',
      right: 'viewer',
      summary: 'A finding explained from the database as it is now, as `explain --format json` does',
      params: z.strictObject({ database: databaseTitle, fingerprint: fingerprintName }),
      answers: {
        200: {
          words: 'What led to it, what a repair would do, its row as SQL',
          schema: z.looseObject({
            finding: z.looseObject({ check: z.string() }),
            timeline: z.array(z.object({})),
            sql: z.string().nullable(),
          }),
        },
        404: { words: 'The history knows it, and it is there no more: the code is FINDING_GONE' },
        409: { words: 'A repair runs' },
        429: { words: 'Too many wait' },
        503: { words: 'The database cannot be asked' },
      },
      async handle(call) {
        const database = databases.open(call.params.database, callerOf(call));
        const store = await source();
        const { check, fingerprint } = await store.history.life(await databases.subject(store, database), call.params.fingerprint);
        // What it would be told of is being changed; and whoever repairs an SQLite database waits for nobody who reads.
        if (runs.running(database.title).some(({ wish }) => wish.kind === 'apply' || wish.kind === 'undo'))
          throw new Problem(409, 'A repair is running: what it leaves is explained when it has ended.', { code: 'RUN_UNDER_WAY' });
        const gone = new AbortController();
        const { socket } = call.request.raw;
        const end = (): void => gone.abort();
        socket.once('close', end);
        try {
          return json(await explainer.explain({ database: database.name, check, fingerprint }, gone.signal));
        } catch (error) {
          throw inWords(error);
        } finally {
          socket.off('close', end);
        }
      },
    }),
  ];
}

/** What is told of what an explanation did not come to. */
function inWords(error: unknown): unknown {
  if (error instanceof UsageError && error.code === 'NO_SUCH_FINDING')
    return new Problem(404, 'It is not found now: it may have been mended since the last audit, or its check does not run here.', {
      code: 'FINDING_GONE',
    });
  if (error instanceof DatabaseError && error.code === 'TOO_SLOW')
    return new Problem(503, 'The database takes too long to say: try again when it has less to do.', { code: error.code });
  if (error instanceof BusyError && error.code === 'TOO_MANY_WAIT')
    return new Problem(429, 'Several findings are being explained already: try again in a moment.', {
      headers: { 'retry-after': '5' },
      code: error.code,
    });
  return error;
}

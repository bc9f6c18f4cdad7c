import * as z from 'zod';
import type { RecordedRun, RunRecord, Store } from '../../history/index.ts';
import { redactAccount } from '../../model/index.ts';
import { answerJson, FORMATS } from '../../report/index.ts';
import {
  accountOf,
  accountOfRecorded,
  changesOfRun,
  comparisonMembers,
  ruleIn,
  findRun,
  listRuns,
  previewedChanges,
  redactComparison,
  runChecks,
  unsignedReason,
} from '../../service/index.ts';
import { changesAnswer, changesQuery } from '../changes-page.ts';
import type { DatabaseBook, OpenDatabase } from '../database-book.ts';
import { checkName, countOf, inDatabase, inRun, limitOf, runName, time, word } from '../forms.ts';
import { notFound, Problem } from '../problem.ts';
import { reportBody, reportHeaders } from '../report-stream.ts';
import { callerOf, json, route, type Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';

const runShape = z.looseObject({ id: z.string(), mode: z.string(), state: z.string(), startedAt: z.string() });

const checkShape = z.looseObject({ check: z.string(), outcome: z.string(), count: z.number().nullable(), reason: z.string().nullable() });

/** Runs of a database. */
export function runRoutes(databases: DatabaseBook, source: StoreSource): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/runs',
      right: 'viewer',
      summary: 'Runs, as `runs --format json` lists them',
      params: inDatabase,
      query: z.strictObject({
        limit: limitOf(500, 50),
        mode: z.enum(['audit', 'dry-run', 'fix', 'undo']).optional(),
        since: time.optional(),
        user: word.optional(),
        check: checkName.optional(),
      }),
      answers: { 200: { words: 'The newest first', schema: z.object({ runs: z.array(runShape) }) } },
      async handle(call) {
        const database = databases.open(call.params.database, callerOf(call));
        const { limit, mode, since, user: username, check } = call.query;
        const subject = await databases.subjectName(database);
        const modes = mode === undefined ? undefined : [mode];
        const runs = await listRuns(await source(), { modes, since, username, check, subject, limit });
        return json(answerJson({ runs: database.redact ? runs.map(redactAccount) : runs }));
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/runs/:run',
      right: 'viewer',
      summary: 'A run and its changes, as `show --format json` prints them',
      params: inRun,
      query: changesQuery,
      answers: { 200: { words: 'The run', schema: z.object({ run: runShape, changes: z.array(z.looseObject({})) }) } },
      async handle(call) {
        const [store, database, { written, recorded }] = await runOf(call.params, callerOf(call));
        if (written !== null) {
          const account = { ...accountOf(written, recorded), unsigned: await unsignedReason(store, written) };
          return changesAnswer(account, changesOfRun(store, written), database.redact, call.query);
        }
        if (recorded === null) throw notFound();
        const account = await accountOfRecorded(store.history, recorded);
        return changesAnswer(account, previewedChanges(store, recorded), database.redact, call.query);
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/runs/:run/checks',
      right: 'viewer',
      summary: 'A run without its changes, and what it made of each check',
      params: inRun,
      answers: { 200: { words: 'The run and its checks', schema: z.object({ run: runShape, checks: z.array(checkShape) }) } },
      async handle(call) {
        const [store, { redact }, { written, recorded }] = await runOf(call.params, callerOf(call));
        const run =
          written !== null ? accountOf(written, recorded) : recorded !== null ? await accountOfRecorded(store.history, recorded) : null;
        if (run === null) throw notFound();
        const checks = recorded === null ? [] : await runChecks(store, recorded, redact);
        return json(answerJson({ run: redact ? redactAccount(run) : run, checks }));
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/runs/:run/report',
      right: 'viewer',
      summary: 'A run as a report of any form',
      params: inRun,
      query: z.strictObject({ format: z.enum(FORMATS).default('json') }),
      answers: { 200: { words: 'The report, as a file', type: '*/*' } },
      async handle(call) {
        const [store, database, { recorded }] = await runOf(call.params, callerOf(call));
        if (recorded === null) throw notFound();
        const { format } = call.query;
        return { ...reportHeaders(format, recorded), body: await reportBody(store, recorded, format, database.redact) };
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/compare',
      right: 'viewer',
      summary: 'What became of findings between two runs, as `compare --format json` tells it',
      params: inDatabase,
      query: z.strictObject({ earlier: runName.default('last~1'), later: runName.default('last'), limit: countOf(500).optional() }),
      answers: { 200: { words: 'The comparison', schema: z.looseObject({ compared: z.array(z.string()) }) } },
      async handle(call) {
        const caller = callerOf(call);
        const { database } = call.params;
        const [, , { recorded: first }] = await runOf({ database, run: call.query.earlier }, caller);
        const [store, open, { recorded: second }] = await runOf({ database, run: call.query.later }, caller);
        if (first === null || second === null) throw notFound();
        if (first.number === second.number) throw new Problem(400, 'Both names mean the same run: name two.');
        const [earlier, later] = first.number < second.number ? [first, second] : [second, first];
        const kept = await store.history.compare(earlier, later, call.query.limit);
        const members = comparisonMembers(earlier, later, open.redact ? redactComparison(kept) : kept, ruleIn(open));
        return json(answerJson({ ...members, counts: kept.counts }));
      },
    }),
  ];

  /** A run of this very database: one of another is as unknown as one that never was. */
  async function runOf(
    { database: title, run }: z.infer<typeof inRun>,
    caller: ReturnType<typeof callerOf>,
  ): Promise<[Store, OpenDatabase, { readonly written: RunRecord | null; readonly recorded: RecordedRun | null }]> {
    const database = databases.open(title, caller);
    const store = await source();
    const subject = await databases.subjectName(database);
    // What is counted back from the last counts among this database's.
    const id = run.startsWith('last') ? (await store.history.find(run, subject)).id : run;
    const found = await findRun(store, id);
    const its = found.recorded?.subject ?? found.written?.options.subject ?? found.written?.database.identity;
    if (its !== subject) throw notFound();
    return [store, database, found];
  }
}

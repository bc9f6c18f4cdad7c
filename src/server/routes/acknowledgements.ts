import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { Subject, Store } from '../../history/index.ts';
import { dayOf, evidenceHash, keyText, redactAcknowledgement, type Acknowledgement, type Finding } from '../../model/index.ts';
import { answerJson } from '../../report/index.ts';
import { acknowledgeOpen, findingSaid } from '../../service/index.ts';
import { findKeeping, inOrder } from '../../workspace/index.ts';
import type { DatabaseBook, OpenDatabase } from '../database-book.ts';
import { databaseTitle, fingerprintName, inDatabase, runName } from '../forms.ts';
import type { NewsBook } from '../news-book.ts';
import { filterIn, openFilter } from '../open-filter.ts';
import { notFound, Problem } from '../problem.ts';
import { callerOf, json, nothing, route, type Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';

const shape = z.object({
  check: z.string(),
  key: z.string(),
  fingerprint: z.string(),
  reason: z.string(),
  by: z.string(),
  on: z.string(),
  until: z.string().nullable(),
});
const told = ({ check, key, fingerprint, reason, by, on, until }: Acknowledgement): object => ({
  check,
  key,
  fingerprint,
  reason,
  by,
  on,
  until,
});

const reason = z.string().min(1).max(1000);
const until = z.iso.date().nullable().default(null);
/** So many at once: each is held in memory until all are kept, or none. */
const MOST = 250_000;
const matching = z.strictObject(openFilter).omit({ acknowledged: true });

/** What is acknowledged. What a finding says is taken from the history: the database is not asked. */
export function acknowledgementRoutes(databases: DatabaseBook, source: StoreSource, clock: Clock, news: NewsBook): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/acknowledgements',
      right: 'viewer',
      summary: 'What is acknowledged, by whom, why, until when',
      params: inDatabase,
      answers: { 200: { words: 'The acknowledgements', schema: z.object({ acknowledgements: z.array(shape) }) } },
      async handle(call) {
        const { workspace, redact } = databases.open(call.params.database, callerOf(call));
        const all = [...(await (await findKeeping(workspace)).all())].sort(inOrder);
        return json(answerJson({ acknowledgements: (redact ? all.map(redactAcknowledgement) : all).map(told) }));
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/databases/:database/acknowledgements',
      right: 'operator',
      summary: 'Acknowledge findings',
      params: inDatabase,
      body: z.strictObject({
        findings: z.array(fingerprintName).min(1).max(500),
        reason,
        until,
      }),
      answers: {
        201: { words: 'Acknowledged', schema: z.object({ acknowledgements: z.array(shape) }) },
        409: { words: 'The history does not hold what they say' },
      },
      async handle(call) {
        const caller = callerOf(call);
        const database = databases.open(call.params.database, caller);
        refuseRedacted(database);
        const { findings, ...words } = call.body;
        const store = await source();
        const subject = await databases.subject(store, database);
        const given = { ...words, by: caller.name, on: dayOf(clock()) };
        const made: Acknowledgement[] = [];
        for (const name of findings) {
          const finding = await openFinding(store, subject, name);
          const { check, fingerprint } = finding;
          made.push({ database: null, check, fingerprint, key: keyText(finding.key), evidence: evidenceHash(finding), ...given });
        }
        await (await findKeeping(database.workspace)).add(made);
        news.tell({ type: 'acknowledgements', database: database.title });
        const about = { database: database.title, findings: made.map(({ fingerprint }) => fingerprint), reason: words.reason };
        return json(answerJson({ acknowledgements: made.map(told) }), { status: 201, about });
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/databases/:database/bulk-acknowledgements',
      right: 'operator',
      summary: 'Acknowledge all findings that a filter leaves, as they were when a run was the last',
      params: inDatabase,
      body: z.strictObject({ filter: matching, asOf: runName, reason, until }),
      answers: {
        201: {
          words: 'How many are acknowledged now, how many were already, and how many came or changed since that run and are left alone',
          schema: z.object({ acknowledged: z.number(), already: z.number(), since: z.number() }),
        },
        409: { words: 'The history does not hold what they say' },
      },
      async handle(call) {
        const caller = callerOf(call);
        const database = databases.open(call.params.database, caller);
        refuseRedacted(database);
        const { filter: wanted, asOf, ...words } = call.body;
        const filter = { ...filterIn(database, wanted), acknowledged: false };
        const store = await source();
        const subject = await databases.subject(store, database);
        const run = await store.history.find(asOf, subject.name);
        const seen = { ...filter, upTo: run.number };
        const count = await store.history.countOpen(subject, seen);
        if (count > MOST)
          throw new Problem(409, `These are ${count} findings, of which ${MOST} can be acknowledged at once: narrow the list.`, {
            code: 'TOO_MANY',
          });
        const keeping = await findKeeping(database.workspace);
        const given = { ...words, by: caller.name, on: dayOf(clock()) };
        const { made, already, unsaid } = await acknowledgeOpen(store, subject, seen, await keeping.all(), given);
        if (unsaid.length > 0) throw onlyNamed(unsaid[0] ?? '');
        if (made.length > 0) await keeping.add(made);
        const since = (await store.history.countOpen(subject, filter)) - count;
        news.tell({ type: 'acknowledgements', database: database.title });
        const told = { acknowledged: made.length, already, since };
        return json(answerJson(told), {
          status: 201,
          about: { database: database.title, filter: wanted, asOf: run.id, ...told, reason: words.reason },
        });
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/databases/:database/acknowledgements/:fingerprint',
      right: 'operator',
      summary: 'Take an acknowledgement back',
      params: z.strictObject({ database: databaseTitle, fingerprint: fingerprintName }),
      answers: { 204: { words: 'Taken back' } },
      async handle(call) {
        const { workspace, title } = databases.open(call.params.database, callerOf(call));
        const keeping = await findKeeping(workspace);
        const gone = (await keeping.all()).filter(({ fingerprint }) => fingerprint === call.params.fingerprint);
        if (gone.length === 0) throw notFound();
        await keeping.remove(gone);
        news.tell({ type: 'acknowledgements', database: title });
        return nothing();
      },
    }),
  ];
}

/** A finding that is there, with all that it says. */
async function openFinding(store: Store, subject: Subject, name: string): Promise<Finding> {
  const { check, fingerprint, events, isOpen } = await store.history.life(subject, name);
  const said = events.findLast((event) => event.said !== null)?.said ?? null;
  if (!isOpen || said === null) throw new Problem(409, `The finding ${fingerprint} is not there any more.`);
  const finding = findingSaid(check, fingerprint, said);
  if ('expected' in finding) return finding;
  throw onlyNamed(fingerprint);
}

const onlyNamed = (fingerprint: string): Problem =>
  new Problem(409, `The history holds only which finding ${fingerprint} is, not what it says: audit with findings first.`);

/** @throws Problem 409 where nobody could tell which evidence is acknowledged */
function refuseRedacted({ redact }: OpenDatabase): void {
  if (redact) throw new Problem(409, 'The history holds findings without words of people: acknowledge on the command line.');
}

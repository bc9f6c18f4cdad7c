import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { Store, Subject } from '../../history/index.ts';
import { GROUPINGS, trendOf } from '../../model/index.ts';
import { answerJson, trendJson } from '../../report/index.ts';
import {
  lifeMembers,
  onlyCounted,
  openGroups,
  openIncidents,
  openMembers,
  openRepairable,
  redactLife,
  redactOpen,
  ruleIn,
  type ToldGroups,
} from '../../service/index.ts';
import type { DatabaseBook } from '../database-book.ts';
import { findingsExport } from '../findings-export.ts';
import { checkName, databaseTitle, fingerprintName, inDatabase, limitOf, time } from '../forms.ts';
import { filterIn, knownChecks, openFilter, orderIn, SORTS, unaudited } from '../open-filter.ts';
import { Problem } from '../problem.ts';
import { callerOf, json, route, type Route } from '../route.ts';
import { RunMemory } from '../run-memory.ts';
import type { StoreSource } from '../store-source.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const cursor = z
  .string()
  .regex(/^\d{1,10}\.\d{1,10}$/, 'it must be the "next" of a page')
  .transform((text) => {
    const [check = 0, span = 0] = text.split('.').map(Number);
    return { check, span };
  });

/** What is there of a database, as far as the history knows. */
export function findingRoutes(databases: DatabaseBook, source: StoreSource, clock: Clock): readonly Route[] {
  const memory = new RunMemory();
  const lag = (store: Store, subject: Subject): ReturnType<typeof onlyCounted> =>
    memory.of(subject, 'only counted', () => onlyCounted(store, subject));
  return [
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/findings',
      right: 'viewer',
      summary: 'Open findings, as `findings --format json` lists them, in pages',
      params: inDatabase,
      query: z.strictObject({
        limit: limitOf(500, 100),
        after: cursor.optional(),
        sort: z.enum(SORTS).default('check'),
        unaudited,
        ...openFilter,
      }),
      answers: {
        200: {
          words: 'A page, and where the next one begins',
          schema: z.object({
            count: z.number(),
            onlyCounted: z.looseObject({ run: z.string(), counted: z.number(), known: z.number() }).nullable(),
            findings: z.array(z.looseObject({ fingerprint: z.string() })),
            next: z.string().nullable(),
            asOf: z.string().nullable(),
          }),
        },
      },
      async handle(call) {
        const database = databases.open(call.params.database, callerOf(call));
        const store = await source();
        const { limit, after = null, sort, unaudited: whereNever, ...wanted } = call.query;
        const filter = filterIn(database, wanted);
        const subject = await databases.subjectOr(whereNever, store, database);
        if (subject === null) return json(answerJson({ subject: null, count: 0, onlyCounted: null, findings: [], next: null, asOf: null }));
        const count = await memory.of(subject, ['count', filter], () => store.history.countOpen(subject, filter));
        const { findings, next } = await store.history.openPage(subject, filter, after, limit, orderIn(database, sort));
        const ruleOf = ruleIn(database);
        const told = findings.map((one) => openMembers(database.redact ? redactOpen(one) : one, ruleOf(one.check)));
        const place = next === null ? null : `${next.check}.${next.span}`;
        return json(
          answerJson({
            ...{ subject: { name: subject.name, database: subject.database }, count, onlyCounted: await lag(store, subject) },
            ...{ findings: told, next: place, asOf: subject.lastRun },
          }),
        );
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/findings/export',
      right: 'viewer',
      summary: 'Open findings as a file: all that the filter leaves',
      params: inDatabase,
      query: z.strictObject({ format: z.enum(['csv', 'json']).default('csv'), ...openFilter }),
      answers: { 200: { words: 'The file', type: '*/*' } },
      async handle(call) {
        const database = databases.open(call.params.database, callerOf(call));
        const store = await source();
        const { format, ...wanted } = call.query;
        const filter = filterIn(database, wanted);
        return findingsExport(store, await databases.subject(store, database), database, filter, format);
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/findings/:fingerprint',
      right: 'viewer',
      summary: 'The life of a finding, as `history --format json` tells it',
      params: z.strictObject({ database: databaseTitle, fingerprint: fingerprintName }),
      answers: { 200: { words: 'Its life', schema: z.looseObject({ check: z.string(), fingerprint: z.string() }) } },
      async handle(call) {
        const database = databases.open(call.params.database, callerOf(call));
        const store = await source();
        // A name over HTTP is a fingerprint: an error repeats no words of people.
        const life = await store.history.life(await databases.subject(store, database), call.params.fingerprint);
        return json(answerJson(lifeMembers(database.redact ? redactLife(life) : life, ruleIn(database))));
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/summary',
      right: 'viewer',
      summary:
        'Open findings, counted, as `summary --format json` counts them; of persons and quests the greatest by name, the others as a sum',
      params: inDatabase,
      query: z.strictObject({ by: z.enum(GROUPINGS).default('check'), limit: limitOf(500, 100), unaudited, ...openFilter }),
      answers: { 200: { words: 'The counts', schema: z.looseObject({ by: z.enum(GROUPINGS) }) } },
      async handle(call) {
        const { by, limit, unaudited: whereNever, ...wanted } = call.query;
        const database = databases.open(call.params.database, callerOf(call));
        const filter = filterIn(database, wanted);
        if (by === 'incident' && Object.keys(wanted).length > 0)
          throw new Problem(400, 'Incidents are told of all open findings: leave out what narrows them.', { code: 'NO_FILTER' });
        const store = await source();
        const subject = await databases.subjectOr(whereNever, store, database);
        if (subject === null)
          return json(
            answerJson({ subject: null, by, ...(by === 'incident' ? { dated: 0, incidents: [] } : { groups: [] }), onlyCounted: null }),
          );
        const now = clock().getTime();
        const about = { store, subject, checks: database.checks, now, redact: database.redact };
        const count = async (): Promise<object> =>
          by === 'incident' ? openIncidents(about) : groupsJson(await openGroups(about, by, filter, limit));
        // Ages, and how often findings come, are told as of this hour.
        const question = ['summary', database.title, by, filter, limit, by === 'incident' || by === 'age' ? Math.floor(now / HOUR) : null];
        const counted = await memory.of(subject, question, count);
        return json(
          answerJson({
            subject: { name: subject.name, database: subject.database },
            by,
            ...counted,
            onlyCounted: await lag(store, subject),
          }),
        );
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/repairable',
      right: 'viewer',
      summary: 'Open findings by check: how many a repair mends without a person, and the tables that it may write to',
      params: inDatabase,
      query: z.strictObject({ unaudited }),
      answers: {
        200: {
          words: 'The most first; `automatic` is null where nobody knows before a preview',
          schema: z.object({ subject: z.looseObject({}).nullable(), checks: z.array(z.looseObject({ check: z.string() })) }),
        },
      },
      async handle(call) {
        const database = databases.open(call.params.database, callerOf(call));
        const store = await source();
        const subject = await databases.subjectOr(call.query.unaudited, store, database);
        if (subject === null) return json(answerJson({ subject: null, checks: [], onlyCounted: null }));
        const checks = await memory.of(subject, ['repairable', database.title], () =>
          openRepairable({ store, subject, checks: database.checks }),
        );
        return json(
          answerJson({ subject: { name: subject.name, database: subject.database }, checks, onlyCounted: await lag(store, subject) }),
        );
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/trend',
      right: 'viewer',
      summary: 'How findings have developed, as `trend --format json` tells it',
      params: inDatabase,
      query: z.strictObject({ since: time.optional(), check: checkName.optional() }),
      answers: { 200: { words: 'The trend', schema: z.looseObject({ since: z.string() }) } },
      async handle(call) {
        const database = databases.open(call.params.database, callerOf(call));
        const { check, since = new Date(clock().getTime() - 90 * DAY).toISOString() } = call.query;
        if (check !== undefined) knownChecks(database, [check]);
        const store = await source();
        const subject = await databases.subjectName(database);
        const found = await store.history.trend(subject, since);
        const looks = found.looks.filter((look) => check === undefined || look.check === check);
        const entities = new Map(database.checks.map(({ id, examines }) => [id, examines]));
        return json(
          answerJson(
            trendJson(
              trendOf({ ...found, looks }, (id) => entities.get(id) ?? null),
              since,
            ),
          ),
        );
      },
    }),
  ];
}

/** Groups by their names, and where that is not all of them, what the others come to. */
function groupsJson({ groups, others }: ToldGroups): object {
  return others.groups === 0 ? { groups } : { groups, others };
}

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { HeldPlan, Store } from '../../history/index.ts';
import { openPlanInTurns, type Plan } from '../../repair/index.ts';
import { answerJson } from '../../report/index.ts';
import { accountOfPlan, changesOfPlan, findRun, type RunWish } from '../../service/index.ts';
import type { Caller } from '../caller.ts';
import { changesAnswer, changesQuery } from '../changes-page.ts';
import type { DatabaseBook, OpenDatabase } from '../database-book.ts';
import { databaseTitle, inDatabase, inRun } from '../forms.ts';
import { notFound, Problem } from '../problem.ts';
import { callerOf, json, route, type Answer, type Route } from '../route.ts';
import { planFolder } from '../plan-folder.ts';
import { PlansInUse } from '../plans-in-use.ts';
import { planMembers, ticketMembers, type RunBook } from '../run-book.ts';
import type { StoreSource } from '../store-source.ts';
import { begun, requestOf, scope, ticketShape } from './acts.ts';

const inPlan = z.strictObject({ database: databaseTitle, plan: z.uuid() });

/** Repairs and undos: a person has a plan made, sees it, and applies that very plan, once and within its time. */
export function planRoutes(databases: DatabaseBook, runs: RunBook, source: StoreSource, clock: Clock): readonly Route[] {
  /** A plan of this person on this database: any other is as unknown as one that never was. */
  const ownPlan = async (call: { readonly params: z.infer<typeof inPlan> }, caller: Caller): Promise<[Store, OpenDatabase, HeldPlan]> => {
    const database = databases.open(call.params.database, caller);
    const store = await source();
    const plan = await store.heldPlans.find(call.params.plan);
    if (plan === null || plan.database !== database.title || plan.account !== caller.name) throw notFound();
    return [store, database, plan];
  };
  const inUse = new PlansInUse();
  return [
    route({
      method: 'POST',
      path: '/api/v1/databases/:database/plans',
      right: 'admin',
      summary: 'Plan a repair: nothing is changed; the ticket tells the plan when it is made',
      params: inDatabase,
      body: scope.extend({ certainOnly: z.boolean().default(false), balances: z.boolean().default(false) }),
      answers: { 202: { words: 'It is being made', schema: ticketShape }, 429: { words: 'Too many wait' } },
      async handle(call) {
        const caller = callerOf(call);
        const database = databases.open(call.params.database, caller);
        const { certainOnly, balances, ...wanted } = call.body;
        const request = requestOf(wanted, database);
        const { file, remove } = await planFolder();
        const wish: RunWish = {
          ...{ kind: 'plan', database: database.name, request, findings: 'counts', plan: file, certainOnly, balances },
          operator: caller.name,
        };
        return begunWith(wish, database, remove, { ...wanted, certainOnly, balances });
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/databases/:database/runs/:run/undo',
      right: 'admin',
      summary: 'Preview an undo: nothing is changed; the ticket tells the plan when it is made',
      params: inRun,
      body: z.strictObject({}),
      answers: { 202: { words: 'It is being made', schema: ticketShape } },
      async handle(call) {
        const caller = callerOf(call);
        const database = databases.open(call.params.database, caller);
        if (call.params.run.startsWith('last'))
          throw new Problem(400, 'Name the run that is undone by its id: which is the last can change.');
        const { written } = await findRun(await source(), call.params.run);
        const subject = await databases.subjectName(database);
        if (written === null || (written.options.subject ?? written.database.identity) !== subject) throw notFound();
        const wish: RunWish = {
          ...{ kind: 'undo-preview', database: database.name, request: {}, findings: 'counts', run: written.id },
          operator: caller.name,
        };
        return begunWith(wish, database, () => Promise.resolve(), { run: written.id });
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/plans/:plan',
      right: 'admin',
      summary: 'A plan of one’s own and its changes, as `show PLAN --format json` prints them',
      params: inPlan,
      query: changesQuery,
      answers: { 200: { words: 'The plan', schema: z.object({ run: z.looseObject({}), changes: z.array(z.looseObject({})) }) } },
      async handle(call) {
        const [store, { redact }, plan] = await ownPlan(call, callerOf(call));
        if (plan.kind === 'undo') return json(answerJson({ plan: planMembers(plan) }));
        const told = (shown: Plan): Promise<Answer> => changesAnswer(accountOfPlan(shown), changesOfPlan(shown), redact, call.query);
        if (call.query.limit !== undefined) return inUse.lend(plan.id, () => opened(store, plan), told);
        const whole = await opened(store, plan);
        const answer = await told(whole);
        if (answer.body instanceof Readable) answer.body.once('close', () => whole.drop());
        return answer;
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/plans/:plan/ticket',
      right: 'admin',
      summary: 'What became of a plan of one’s own: when it was applied, and by which ticket where that is still known',
      params: inPlan,
      answers: {
        200: {
          words: 'Both are null before; the ticket is that of this process',
          schema: z.object({ takenAt: z.string().nullable(), ticket: ticketShape.nullable() }),
        },
      },
      async handle(call) {
        const [, , { id, takenAt }] = await ownPlan(call, callerOf(call));
        const ticket = runs.applying(id);
        return json(answerJson({ takenAt, ticket: ticket === null ? null : ticketMembers(ticket) }));
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/databases/:database/plans/:plan/apply',
      right: 'admin',
      summary: 'Make the changes of a plan that one has seen, naming how many they are',
      params: inPlan,
      body: z.strictObject({ changes: z.int().min(1) }),
      answers: {
        202: { words: 'It has begun', schema: ticketShape },
        409: { words: 'It is not the plan that was seen, or its time is over' },
      },
      async handle(call) {
        const caller = callerOf(call);
        const [store, database, plan] = await ownPlan(call, caller).catch((error: unknown) => {
          // Whatever is wrong with the plan, the answer is the same.
          throw error instanceof Problem && error.status === 404 ? stale() : error;
        });
        if (call.body.changes !== plan.changes)
          throw new Problem(409, 'The plan has another number of changes than you named: look at it again.');
        const { heldPlans } = store;
        if (!(await heldPlans.take(plan.id, clock().toISOString()))) throw stale();
        try {
          const { file, remove } = plan.kind === 'repair' ? await filed(store, plan) : { file: null, remove: () => Promise.resolve() };
          const common = {
            database: database.name,
            request: {},
            findings: 'counts',
            maxChanges: plan.changes,
            operator: caller.name,
          } as const;
          const wish: RunWish = file === null ? { ...common, kind: 'undo', run: plan.run ?? '' } : { ...common, kind: 'apply', plan: file };
          return await begunWith(wish, database, remove, { plan: plan.id, changes: plan.changes }, plan.id);
        } catch (error) {
          await heldPlans.giveBack(plan.id);
          throw error;
        }
      },
    }),
  ];

  async function begunWith(
    wish: RunWish,
    { title }: OpenDatabase,
    remove: () => Promise<void>,
    about: object,
    applies: string | null = null,
  ) {
    try {
      return begun(runs.start(wish, title, remove, applies), { database: title, ...about });
    } catch (error) {
      await remove();
      throw error;
    }
  }
}

const stale = (): Problem => new Problem(409, 'That is no plan that you have seen and may still apply: make a new one.');

/** A held plan as a file of its own. */
async function filed({ heldPlans }: Store, plan: HeldPlan): ReturnType<typeof planFolder> {
  const folder = await planFolder();
  try {
    await pipeline(Readable.from(heldPlans.content(plan.id)), createWriteStream(folder.file, { mode: 0o600 }));
  } catch (error) {
    await folder.remove();
    throw error;
  }
  return folder;
}

/** A held plan, opened: what is read is a copy. */
async function opened(store: Store, plan: HeldPlan): Promise<Plan> {
  const { file, remove } = await filed(store, plan);
  try {
    return await openPlanInTurns(file);
  } finally {
    await remove();
  }
}

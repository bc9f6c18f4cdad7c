import * as z from 'zod';
import { answerJson } from '../../report/index.ts';
import type { RunWish } from '../../service/index.ts';
import { mayDo } from '../caller.ts';
import type { DatabaseBook, OpenDatabase } from '../database-book.ts';
import { checkName, databaseTitle, inDatabase, word } from '../forms.ts';
import { notFound, Problem } from '../problem.ts';
import type { ProgressStreams } from '../progress-streams.ts';
import { requireChoice } from '../require-choice.ts';
import { callerOf, json, nothing, route, type Answer, type Route } from '../route.ts';
import { ticketMembers, type RunBook, type Ticket } from '../run-book.ts';

export const ticketShape = z.looseObject({ ticket: z.string(), kind: z.string(), state: z.enum(['running', 'ended', 'failed']) });
const names = z.array(checkName).min(1).max(200);
const inTicket = z.strictObject({ database: databaseTitle, ticket: z.uuid() });

/** What an audit or a plan is asked to look at: which rows and checks, and nothing of where. */
export const scope = z.strictObject({
  only: names.optional(),
  skip: names.optional(),
  user: word.optional(),
  includeDropped: z.boolean().optional(),
});

/** The same as a request. Checks that there are not are told at once. */
export function requestOf({ only, skip, user, includeDropped }: z.infer<typeof scope>, database: OpenDatabase): RunWish['request'] {
  requireChoice(database, only, skip);
  return {
    ...(only === undefined ? {} : { only }),
    ...(skip === undefined ? {} : { skip }),
    ...(user === undefined ? {} : { user }),
    ...(includeDropped === undefined ? {} : { includeDropped }),
  };
}

/** A run that has begun: where to ask what became of it. */
export function begun(ticket: Ticket, about: object = {}): Answer {
  const place = `/api/v1/databases/${ticket.database}/tickets/${ticket.id}`;
  return json(answerJson({ ...ticketMembers(ticket) }), {
    status: 202,
    headers: { location: place },
    about: { ticket: ticket.id, ...about },
  });
}

/** Audits, and the progress of whatever was started. */
export function actRoutes(databases: DatabaseBook, runs: RunBook, streams: ProgressStreams): readonly Route[] {
  const ticketOf = ({ database, ticket: id }: z.infer<typeof inTicket>, caller: ReturnType<typeof callerOf>): Ticket => {
    const { title } = databases.open(database, caller);
    const ticket = runs.find(id);
    if (ticket?.database !== title) throw notFound();
    return ticket;
  };
  return [
    route({
      method: 'POST',
      path: '/api/v1/databases/:database/audits',
      right: 'operator',
      summary: 'Audit now',
      params: inDatabase,
      body: scope.extend({ findings: z.boolean().default(true) }),
      answers: { 202: { words: 'It has begun, or waits', schema: ticketShape }, 429: { words: 'Too many wait' } },
      handle(call) {
        const caller = callerOf(call);
        const database = databases.open(call.params.database, caller);
        const { findings, ...wanted } = call.body;
        const request = requestOf(wanted, database);
        const wish = {
          kind: 'audit',
          database: database.name,
          request,
          findings: findings ? 'all' : 'counts',
          operator: caller.name,
        } as const;
        return Promise.resolve(begun(runs.start(wish, database.title), { database: database.title, ...wanted }));
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/tickets',
      right: 'viewer',
      summary: 'What runs or waits',
      params: inDatabase,
      answers: { 200: { words: 'The tickets', schema: z.object({ tickets: z.array(ticketShape) }) } },
      handle(call) {
        const { title } = databases.open(call.params.database, callerOf(call));
        return Promise.resolve(json(answerJson({ tickets: runs.running(title).map(ticketMembers) })));
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/tickets/:ticket',
      right: 'viewer',
      summary: 'What became of a run',
      params: inTicket,
      answers: { 200: { words: 'The ticket', schema: ticketShape } },
      handle: (call) => Promise.resolve(json(answerJson(ticketMembers(ticketOf(call.params, callerOf(call)))))),
    }),
    route({
      method: 'GET',
      path: '/api/v1/databases/:database/tickets/:ticket/events',
      right: 'viewer',
      summary: 'The progress of a run as it happens: server-sent events, resumable by Last-Event-ID',
      params: inTicket,
      answers: { 200: { words: 'A stream of events', type: 'text/event-stream' } },
      handle(call) {
        const caller = callerOf(call);
        const after = call.request.headers['last-event-id'];
        const body = streams.stream(ticketOf(call.params, caller), caller, typeof after === 'string' ? after : undefined);
        return Promise.resolve({ type: 'text/event-stream; charset=utf-8', headers: { 'x-accel-buffering': 'no' }, body });
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/databases/:database/tickets/:ticket',
      right: 'operator',
      summary: 'Ask a run to end: an audit at once, a repair after its transaction',
      params: inTicket,
      answers: { 204: { words: 'It was asked to' } },
      handle(call) {
        const caller = callerOf(call);
        const ticket = ticketOf(call.params, caller);
        if (ticket.wish.operator !== caller.name && !mayDo(caller, 'admin')) throw new Problem(403, 'Somebody else has started that.');
        ticket.started.stop();
        return Promise.resolve(nothing());
      },
    }),
  ];
}

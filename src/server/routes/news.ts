import * as z from 'zod';
import type { NewsBook } from '../news-book.ts';
import type { ProgressStreams } from '../progress-streams.ts';
import { callerOf, route, type Route } from '../route.ts';

/** What happens, for those who look at it. */
export function newsRoutes(news: NewsBook, streams: ProgressStreams): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/events',
      right: 'viewer',
      summary:
        'What changes, as it happens: server-sent events, resumable by Last-Event-ID; each says what it is about, by the rights of who hears it',
      query: z.strictObject({ after: z.string().max(20).optional() }),
      answers: { 200: { words: 'A stream of events', type: 'text/event-stream' }, 429: { words: 'Too many streams are open' } },
      handle(call) {
        const last = call.request.headers['last-event-id'];
        const body = streams.news(news, callerOf(call), typeof last === 'string' ? last : call.query.after);
        return Promise.resolve({ type: 'text/event-stream; charset=utf-8', headers: { 'x-accel-buffering': 'no' }, body });
      },
    }),
  ];
}

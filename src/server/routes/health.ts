import { z } from 'zod';
import { json, route, type Route } from '../route.ts';

const status = z.object({ status: z.enum(['pass', 'warn', 'fail']) });

/** Whether the process answers: asks nothing of anything. */
export const healthRoutes = (): readonly Route[] => [
  route({
    method: 'GET',
    path: '/health/live',
    right: 'anyone',
    summary: 'Whether the process answers',
    answers: { 200: { words: 'It does', schema: status, type: 'application/health+json' } },
    handle: () => Promise.resolve({ ...json('{"status":"pass"}'), type: 'application/health+json' }),
  }),
];

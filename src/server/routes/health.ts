import * as z from 'zod';
import type { ServeSettings } from '../../config/index.ts';
import { networksOf } from '../networks.ts';
import type { MonitorAnswer, MonitorPort } from '../ports.ts';
import { notFound, unknownCaller } from '../problem.ts';
import { json, route, type Answer, type Route } from '../route.ts';

const HEALTH = 'application/health+json';
const status = z.looseObject({ status: z.enum(['pass', 'warn', 'fail']) });

const told = ({ status: its, type, body }: MonitorAnswer): Answer => ({ status: its, type, body });

/** For load balancers and monitors. Strangers hear only how well it is; details need an account or a token. */
export function healthRoutes(monitor: MonitorPort | null = null, { metricsFrom = [] }: ServeSettings = {}): readonly Route[] {
  const scrapers = networksOf(metricsFrom);
  const asked = (path: string, summary: string, ask: (watched: MonitorPort, details: boolean) => Promise<MonitorAnswer>): Route =>
    route({
      method: 'GET',
      path,
      right: 'anyone',
      summary,
      answers: { 200: { words: 'Well', schema: status, type: HEALTH }, 503: { words: 'Not well', schema: status, type: HEALTH } },
      async handle({ caller }) {
        if (monitor === null) throw notFound();
        return told(await ask(monitor, caller !== null));
      },
    });
  return [
    route({
      method: 'GET',
      path: '/health/live',
      right: 'anyone',
      summary: 'Whether the process answers',
      answers: { 200: { words: 'It does', schema: status, type: HEALTH } },
      handle: () => Promise.resolve({ ...json('{"status":"pass"}'), type: HEALTH }),
    }),
    asked('/health/quick', 'Whether the databases can be reached', (watched, details) => watched.quick(details)),
    asked('/health', 'How well the service is, and what it looks after', (watched, details) => watched.health(details)),
    route({
      method: 'GET',
      path: '/metrics',
      right: 'anyone',
      summary: 'Metrics for Prometheus: with a token, or from an address of "serve.metricsFrom"',
      answers: { 200: { words: 'Metrics', type: 'text/plain' }, 401: { words: 'Neither' } },
      async handle({ caller, peer, request }) {
        if (caller === null && !scrapers.has(peer.address)) throw unknownCaller();
        if (monitor === null) throw notFound();
        return told(await monitor.metrics(request.headers.accept));
      },
    }),
  ];
}

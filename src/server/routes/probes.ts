import * as z from 'zod';
import { secretReader } from '../../config/index.ts';
import { lookAt, probeMembers, probePasts, probeStandings, STRETCH_NAMES, targetsOf } from '../../probe/index.ts';
import { answerJson } from '../../report/index.ts';
import { settingName } from '../forms.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import type { ServerPorts } from '../ports.ts';
import { notFound } from '../problem.ts';
import { json, route, type Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';

const probe = z.looseObject({ name: z.string(), state: z.enum(['up', 'slow', 'down', 'unknown']) });
const look = z.looseObject({ name: z.string(), outcome: z.enum(['up', 'slow', 'down']), reason: z.string().nullable() });

const count = z.int();
const stretch = z.object({
  ...{ start: z.string(), outcome: z.enum(['up', 'slow', 'down']), up: count, slow: count, down: count },
  ...{ p50: z.number().nullable(), p95: z.number().nullable() },
});
const past = z.object({ name: z.string(), latencyMs: z.number(), past: z.array(stretch) });

/** The targets of probes. */
export function probeRoutes(
  source: StoreSource,
  { settings, environment, clock, timer }: Pick<ServerPorts, 'settings' | 'environment' | 'clock' | 'timer'>,
): readonly Route[] {
  const targets = targetsOf(settings.probes ?? {});
  const looks = new OneAtATime();
  return [
    route({
      method: 'GET',
      path: '/api/v1/probes',
      right: 'viewer',
      summary: 'How the targets of probes are and were, as `probe --format json` tells them',
      answers: { 200: { words: 'The targets', schema: z.object({ probes: z.array(probe) }) } },
      async handle() {
        const known = await probeStandings(await source(), clock());
        const told = targets.map(({ name }) => probeMembers(name, known.find(({ state }) => state.name === name) ?? null));
        return json(answerJson({ probes: told }));
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/probes/past',
      right: 'viewer',
      summary: 'How the targets of probes were on each of 90 days, or in each hour of a week',
      query: z.strictObject({ by: z.enum(STRETCH_NAMES).default('day') }),
      answers: {
        200: {
          words: 'When each day or hour began, and those with results; slower than latencyMs is slow',
          schema: z.object({ starts: z.array(z.string()), probes: z.array(past) }),
        },
      },
      async handle({ query }) {
        const { starts, probes } = await probePasts(await source(), query.by, clock());
        const told = targets.map(({ name, latencyMs }) => ({
          ...{ name, latencyMs },
          past: probes.find((one) => one.name === name)?.past ?? [],
        }));
        return json(answerJson({ starts, probes: told }));
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/probes/:probe/looks',
      right: 'operator',
      summary: 'Ask a target now, as `probe NAME --format json` does: what it comes to is not kept',
      params: z.strictObject({ probe: settingName }),
      body: z.strictObject({}),
      answers: { 200: { words: 'What it came to', schema: z.object({ probe: look }) }, 409: { words: 'It is being asked' } },
      async handle({ params, request }) {
        const target = targets.find(({ name }) => name === params.probe);
        if (target === undefined) throw notFound();
        const { name } = target;
        const result = await looks.ask(name, request, (signal) =>
          lookAt(target, {
            secret: secretReader(settings, environment),
            pause: (milliseconds) => new Promise((resolve) => void timer(milliseconds, resolve)),
            surroundings: { signal },
          }),
        );
        return json(answerJson({ probe: { name, ...result } }), { about: { probe: name, outcome: result.outcome } });
      },
    }),
  ];
}

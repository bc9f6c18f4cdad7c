import * as z from 'zod';
import { secretReader } from '../../config/index.ts';
import { alertList, channelPorts, testChannel } from '../../notify/index.ts';
import { answerJson } from '../../report/index.ts';
import { settingName } from '../forms.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import type { ServerPorts } from '../ports.ts';
import { notFound } from '../problem.ts';
import { json, route, type Route } from '../route.ts';
import type { StoreSource } from '../store-source.ts';

const channel = z.object({ name: z.string(), type: z.string(), waiting: z.int(), sent: z.int(), failed: z.int() });
const message = z.object({
  id: z.string(),
  channel: z.string(),
  createdAt: z.string(),
  dueAt: z.string(),
  state: z.enum(['waiting', 'sent', 'failed']),
  attempts: z.int(),
  endedAt: z.string().nullable(),
  note: z.string().nullable(),
  digests: z.int(),
});
const test = z.object({ channel: z.string(), delivered: z.boolean(), note: z.string() });

/** Where alerts go, and what became of them. */
export function alertRoutes(
  source: StoreSource,
  { settings, environment, clock }: Pick<ServerPorts, 'settings' | 'environment' | 'clock'>,
): readonly Route[] {
  const { alerts, serve } = settings;
  const tests = new OneAtATime();
  return [
    route({
      method: 'GET',
      path: '/api/v1/alerts',
      right: 'viewer',
      summary: 'Channels, and what is on its way to them or has arrived, as `alert list --format json` tells them',
      answers: {
        200: { words: 'Never an address or a secret', schema: z.object({ channels: z.array(channel), messages: z.array(message) }) },
      },
      handle: async () => json(answerJson(await alertList(alerts, await source()))),
    }),
    route({
      method: 'POST',
      path: '/api/v1/alerts/:channel/tests',
      right: 'admin',
      summary: 'Send a test message to a channel, as `alert test` does',
      params: z.strictObject({ channel: settingName }),
      body: z.strictObject({}),
      answers: { 200: { words: 'What came of it', schema: z.object({ test }) }, 409: { words: 'One is on its way' } },
      async handle({ params: { channel: name }, request }) {
        if (alerts === undefined) throw notFound();
        const wanted = Object.hasOwn(alerts.channels, name) ? alerts.channels[name] : undefined;
        if (wanted === undefined) throw notFound();
        const { isDelivered, note } = await tests.ask(name, request, (signal) =>
          testChannel(
            wanted,
            channelPorts({ settings: alerts, secret: secretReader(settings, environment), signal, ownPort: serve?.port ?? null }),
            alerts.publicUrl,
            clock,
          ),
        );
        const told = { channel: name, delivered: isDelivered, note };
        return json(answerJson({ test: told }), { about: told });
      },
    }),
  ];
}

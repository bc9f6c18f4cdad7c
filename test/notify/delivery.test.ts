import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createRawServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/history/index.ts';
import {
  alertOfCondition,
  deliver,
  deliveryPorts,
  heartbeat,
  channelPorts,
  remind,
  type ChannelSettings,
  type Delivered,
} from '../../src/notify/index.ts';
import { openedStore } from '../history/fixtures.ts';
import { temporaryFolder } from '../support/cli.ts';
import { closeListening, listening } from '../support/listening.ts';
import { ALL_WANTED, alertSettings } from './digests.ts';

const SECRET = Buffer.from('canary-secret-of-thirty-two-bytes');
const folder = temporaryFolder();
let store: Store;
let now = Date.UTC(2026, 0, 1);
let number = 0;
const clock = (): Date => new Date(now);

beforeAll(async () => {
  store = await openedStore(`sqlite:///${folder.file('store.sqlite3')}`);
});
afterEach(closeListening);
afterAll(async () => {
  await store.close();
  folder.remove();
});

interface Heard {
  readonly headers: IncomingMessage['headers'];
  readonly url: string;
  readonly body: string;
}

/** A receiver that answers with these statuses, one after the other, and then with 200. */
async function receiver(
  statuses: readonly number[] = [],
  headers: Readonly<Record<string, string>> = {},
): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const port = await listening(
    createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        heard.push({ headers: request.headers, url: request.url ?? '', body });
        const status = statuses[heard.length - 1] ?? 200;
        response.writeHead(status, status === 200 ? {} : headers).end(`you sent ${JSON.stringify(request.headers)} ${body}`);
      });
    }),
  );
  return { url: `http://127.0.0.1:${port}/hook`, heard };
}

const hook = (url: string, wants: object = {}): ChannelSettings => ({ ...ALL_WANTED, type: 'webhook', url, secret: 'env:HOOK', ...wants });
const secret = (written: string): Promise<string> =>
  Promise.resolve(written === 'env:HOOK' ? `whsec_${SECRET.toString('base64')}` : written);

/** Tells of a probe of its own that is down. */
const fail = (channels: Readonly<Record<string, ChannelSettings>>, name = `probe ${++number}`, isBad = true): Promise<void> =>
  alertOfCondition(
    { store, settings: alertSettings(channels), clock },
    { news: 'probe', database: null, name, isBad, severity: 'critical', sentence: `The probe ${name} got no answer.` },
  );
const sendAll = (channels: Readonly<Record<string, ChannelSettings>>, holder = 'me'): Promise<readonly Delivered[]> =>
  deliver(deliveryPorts({ settings: alertSettings(channels), secret, patience: 500 }, store, clock, holder));

describe('attack 13: delivery', () => {
  test('a webhook is signed as Standard Webhooks wants it', async () => {
    const { url, heard } = await receiver();
    await fail({ hook: hook(url) });
    expect(await sendAll({ hook: hook(url) })).toMatchObject([{ delivery: { isDelivered: true } }]);
    const [first] = heard;
    if (first === undefined) throw new Error('Nothing was heard.');
    const { headers, body } = first;
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
    const expected = createHmac('sha256', SECRET)
      .update(`${String(id)}.${String(timestamp)}.${body}`)
      .digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    expect(timestamp).toBe(String(Math.floor(now / 1000)));
    expect(id).toMatch(/^msg_[0-9a-f-]{36}$/);
    expect(JSON.parse(body)).toMatchObject({ type: 'peerquest.audit.alert', data: { isBad: true, digests: [{ type: 'condition' }] } });
    expect(`${JSON.stringify(heard)}${JSON.stringify(await store.outbox.newest(50))}`).not.toContain('canary');
  });

  test('is tried again after growing pauses, with the same id and another time, and given up in the end', async () => {
    const { url, heard } = await receiver(Array<number>(20).fill(500));
    const channels = { hook: hook(url) };
    await fail(channels);
    const pauses: number[] = [];
    for (;;) {
      const [one] = await sendAll(channels);
      if (one === undefined) throw new Error('Nothing was due.');
      expect(one.delivery.note).toBe('the server answered 500');
      if (one.again === null) break;
      expect(await sendAll(channels)).toEqual([]);
      pauses.push(Date.parse(one.again) - now);
      now = Date.parse(one.again);
    }
    expect(pauses).toHaveLength(9);
    expect(pauses.every((pause, index) => index === 0 || pause > (pauses[index - 1] ?? 0))).toBe(true);
    expect(heard).toHaveLength(10);
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(heard.map(({ headers }) => headers['webhook-signature'])).size).toBe(10);
    // What was answered repeats what was sent, and is kept nowhere.
    expect(JSON.stringify(await store.outbox.newest(50))).not.toContain('you sent');
    expect(await store.outbox.newest(50)).toEqual(expect.arrayContaining([expect.objectContaining({ state: 'failed', attempts: 10 })]));
  });

  test('waits as long as a receiver asks for, an hour at most', async () => {
    for (const [asked, waited] of [
      ['120', 120_000],
      ['86400', 3_600_000],
    ] as const) {
      const { url } = await receiver([429], { 'retry-after': asked });
      await fail({ hook: hook(url) });
      const [one] = await sendAll({ hook: hook(url) });
      expect(Date.parse(one?.again ?? '') - now).toBe(waited);
      now = Date.parse(one?.again ?? '');
      await sendAll({ hook: hook(url) });
    }
  });

  test('a channel that hangs delays no other, and its own order stays', async () => {
    const port = await listening(createRawServer(() => undefined));
    const { url, heard } = await receiver();
    const channels = { slow: hook(`http://127.0.0.1:${port}/`), quick: hook(url) };
    await fail(channels);
    await fail(channels);
    const start = performance.now();
    const delivered = await sendAll(channels);
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(delivered.filter(({ channel }) => channel === 'quick').map(({ delivery }) => delivery.isDelivered)).toEqual([true, true]);
    expect(delivered.filter(({ channel }) => channel === 'slow')).toMatchObject([
      { delivery: { isDelivered: false, note: 'the server gave no whole answer within 0.5 seconds' } },
    ]);
    expect(heard).toHaveLength(2);
    now += 3 * 86_400_000;
    const gone = await sendAll({});
    expect(gone).toMatchObject([{ delivery: { note: 'the configuration names no such channel any more' } }]);
  });

  test('goes nowhere that is not allowed, nor after redirects', async () => {
    const { url, heard } = await receiver();
    const redirecting = await receiver([302], { location: url });
    const channels = { moved: hook(redirecting.url), inner: hook('http://169.254.169.254/latest') };
    await fail(channels);
    const delivered = (await sendAll(channels)).filter(({ channel }) => Object.hasOwn(channels, channel));
    expect(delivered.map(({ channel, delivery }) => [channel, delivery.isDelivered, delivery.note]).sort()).toEqual([
      ['inner', false, 'the server leads to a link-local address, where clouds tell credentials, and 169.254.169.254 is not allowed'],
      ['moved', false, 'the server answered 302'],
    ]);
    expect(heard).toEqual([]);
  });

  test('a secret that is not there or none is told, and not what it is', async () => {
    const { url } = await receiver();
    await fail({ hook: hook(url, { secret: 'canary' }) });
    const [one] = await sendAll({ hook: hook(url, { secret: 'canary' }) });
    expect(one?.delivery.note).toMatch(/^The webhook's secret must be "whsec_" and 24 to 64 bytes/);
  });
});

describe('things that are well or not', () => {
  const told = async (): Promise<readonly unknown[]> => {
    now += 3 * 86_400_000;
    const { url, heard } = await receiver();
    await sendAll({ hook: hook(url) });
    return heard.map(({ body }) => (JSON.parse(body) as { data: { subject: string } }).data.subject);
  };
  const channels = { hook: hook('https://example.org') };

  test('are told when they change, and when they are well again', async () => {
    await told();
    for (const isBad of [false, true, true, false, false, true]) await fail(channels, 'api', isBad);
    expect(await told()).toEqual(expect.arrayContaining(['api is down', 'api is up', 'api is down']));
    expect(await told()).toEqual([]);
  });

  test('are told again as often as a channel wants', async () => {
    const patient = { hook: hook('https://example.org', { remind: 3_600_000 }), other: hook('https://example.org') };
    const ports = { store, settings: alertSettings(patient), clock };
    await fail(patient, 'remembered');
    await told();
    now += 3_500_000;
    await remind(ports);
    await remind(ports);
    expect((await told()).filter((subject) => subject === 'still: remembered is down')).toHaveLength(1);
    // By a clock that is wrong for a while.
    now += 10 * 365 * 86_400_000;
    await remind(ports);
    await told();
    now -= 10 * 365 * 86_400_000;
    await remind(ports);
    expect((await told()).filter((subject) => subject === 'still: remembered is down')).toHaveLength(1);
    await fail(patient, 'remembered', false);
    await told();
    now += 86_400_000;
    await remind(ports);
    expect((await told()).filter((subject) => String(subject).includes('remembered'))).toEqual([]);
  });
});

describe('the heartbeat', () => {
  test('is tried a few times, and says why it was not heard', async () => {
    const ports = channelPorts({ settings: alertSettings({}), secret, patience: 500 });
    const { url, heard } = await receiver([503]);
    expect(await heartbeat(url, ports)).toBeNull();
    expect(heard).toHaveLength(2);
    const away = await receiver([503, 503, 503]);
    expect(await heartbeat(away.url, ports)).toBe('the server answered 503');
  });
});

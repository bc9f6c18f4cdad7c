import { AuditToolError } from '../errors.ts';
import type { OutboxMessage, Store } from '../history/index.ts';
import type { Clock } from '../clock.ts';
import { withoutEnd } from '../model/index.ts';
import type { AlertSettings } from './alert-settings.ts';
import { channelOf } from './channels/channel-of.ts';
import type { ChannelPorts, Delivery } from './channels/channel.ts';
import type { Digest } from './digest.ts';

const MINUTE = 60_000;

/** How long after each attempt that failed the next one is made; after the last of them a message is given up: two days in all. */
const PAUSES = [0.25, 1, 5, 15, 60, 180, 360, 720, 1440].map((minutes) => minutes * MINUTE);

/** Messages of all channels that are taken up at a time. */
const AT_ONCE = 100;
/** How long one that is tried is held at least: longer than any attempt takes. */
const HELD = 2 * MINUTE;

/** What delivery needs. */
export interface DeliveryPorts extends ChannelPorts {
  readonly store: Pick<Store, 'outbox'>;
  readonly settings: AlertSettings;
  readonly clock: Clock;
  /** This process, so that nobody else tries what it tries. */
  readonly holder: string;
}

/** What became of one message. */
export interface Delivered {
  readonly id: string;
  readonly channel: string;
  readonly delivery: Delivery;
  /** When it is tried again; null where it has arrived, or is given up. */
  readonly again: string | null;
}

/** Sends what is due: each channel by itself, so that one that hangs delays no other, and in order. */
export async function deliver(ports: DeliveryPorts): Promise<readonly Delivered[]> {
  const due = await ports.store.outbox.due(ports.clock().toISOString(), AT_ONCE);
  const channels = [...new Set(due.map(({ channel }) => channel))];
  const delivered = await Promise.all(
    channels.map(async (channel) => {
      const done: Delivered[] = [];
      for (const message of due.filter((one) => one.channel === channel)) {
        if (ports.surroundings.signal?.aborted === true) break;
        const one = await deliverOne(ports, message);
        if (one !== null) done.push(one);
        // What comes after it would overtake it, and a channel that is away is not asked for each.
        if (one !== null && !one.delivery.isDelivered) break;
      }
      return done;
    }),
  );
  return delivered.flat();
}

async function deliverOne(ports: DeliveryPorts, message: OutboxMessage): Promise<Delivered | null> {
  const { store, clock, holder, patience } = ports;
  const now = clock();
  const until = new Date(now.getTime() + Math.max(HELD, 2 * patience)).toISOString();
  if (!(await store.outbox.claim(message, holder, now.toISOString(), until))) return null;
  const delivery = await attempt(ports, message);
  const at = clock();
  const { id, channel, attempts } = message;
  if (delivery.isDelivered) {
    await store.outbox.sent(id, holder, at.toISOString(), delivery.note);
    return { id, channel, delivery, again: null };
  }
  const pause = PAUSES[attempts];
  // Not all at the same moment, after a channel was away.
  const again =
    pause === undefined ? null : new Date(at.getTime() + Math.max(pause * (1 + Math.random() / 4), delivery.retryAfter ?? 0)).toISOString();
  await store.outbox.failed(id, holder, at.toISOString(), delivery.note, again);
  return { id, channel, delivery, again };
}

/** One attempt; whatever goes wrong is what came of it. */
async function attempt(ports: DeliveryPorts, { id, channel, digests }: OutboxMessage): Promise<Delivery> {
  const { settings, clock } = ports;
  const wants = Object.hasOwn(settings.channels, channel) ? settings.channels[channel] : undefined;
  if (wants === undefined) return failed('the configuration names no such channel any more');
  try {
    return await channelOf(wants, ports).send({ id, digests: digests as readonly Digest[], at: clock(), publicUrl: settings.publicUrl });
  } catch (error) {
    // Sentences of errors on purpose hold no secret; of others nobody knows.
    return failed(error instanceof AuditToolError ? withoutEnd(error.message, /\./) : 'it failed for a reason that nobody thought of');
  }
}

function failed(note: string): Delivery {
  return { isDelivered: false, note, retryAfter: null };
}

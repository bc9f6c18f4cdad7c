import { randomUUID } from 'node:crypto';
import { secretReader } from '../config/index.ts';
import { sentenceOf } from '../errors.ts';
import type { Store } from '../history/index.ts';
import { Loop } from '../loop.ts';
import {
  alertOfOldBackups,
  alertOfVerifiedBackups,
  alertsSince,
  deliver,
  deliveryPorts,
  remind,
  requireForms,
  type AlertSettings,
} from '../notify/index.ts';
import { alertsOf } from './alerts-of.ts';
import { alertOfOverdueJobs } from './overdue-jobs.ts';
import type { ServiceContext, ServicePart } from './service-part.ts';

/** How often the outbox is looked into, in milliseconds. */
const RHYTHM = 2_000;
/** How often it is asked what is to be told again, and which runs nobody has told of. */
const BETWEEN_REMINDERS = 60_000;
/** How long what has arrived stays in the outbox, for lists and metrics. */
const KEPT = 30 * 86_400_000;

/** How long what is being sent has when the service ends. */
const GRACE = 5_000;

/**
 * The part that sends what is in the outbox; null where there are no channels.
 *
 * @throws UsageError where a secret is missing, or has not the form without which nobody would be told
 */
export async function delivery(context: ServiceContext): Promise<ServicePart | null> {
  const { settings, environment } = context;
  if (settings.alerts !== undefined) await requireForms(settings.alerts, secretReader(settings, environment));
  const alerts = alertsOf(settings);
  return alerts === null ? null : new DeliveryPart(context, alerts);
}

/** Sends what is due, reminds, and tells of runs of which nobody has told. What it holds is taken over by another instance when it is gone. */
class DeliveryPart implements ServicePart {
  readonly name = 'delivery';
  readonly #context: ServiceContext;
  readonly #settings: AlertSettings;
  readonly #loop: Loop;
  readonly #end = new AbortController();
  readonly #holder = `service ${randomUUID()}`;
  #remindedAt = -Infinity;
  #isAway = false;

  constructor(context: ServiceContext, settings: AlertSettings) {
    this.#context = context;
    this.#settings = settings;
    const { timer, log } = context;
    this.#loop = new Loop({
      timer,
      turn: () => this.#turn(),
      failed: (error) => {
        // Once, however long it lasts.
        if (!this.#isAway) log.warn('outbox-not-read', { error: sentenceOf(error) });
        this.#isAway = true;
        return RHYTHM;
      },
    });
  }

  describe(): Promise<readonly string[]> {
    return Promise.resolve(Object.entries(this.#settings.channels).map(([name, { type }]) => `Alerts: ${name} (${type})`));
  }

  start(): Promise<void> {
    this.#loop.wake();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    // What is being sent would be sent again where it is cut off.
    const cancel = this.#context.timer(GRACE, () => this.#end.abort());
    await this.#loop.stop();
    cancel();
  }

  async #turn(): Promise<number> {
    const { clock, log, environment, settings, news } = this.#context;
    const store = await this.#context.store.made();
    const now = clock().getTime();
    if (now - this.#remindedAt >= BETWEEN_REMINDERS || now < this.#remindedAt) await this.#remind(store, now);
    const wish = {
      settings: this.#settings,
      secret: secretReader(settings, environment),
      signal: this.#end.signal,
      ownPort: settings.serve?.port ?? null,
    };
    for (const { id, channel, delivery: came, again } of await deliver(deliveryPorts(wish, store, clock, this.#holder))) {
      news.tell({ type: 'alerts' });
      const facts = { channel, message: id, note: came.note };
      if (came.isDelivered) log.info('alert-sent', facts);
      else if (again === null) log.error('alert-given-up', facts);
      else log.warn('alert-not-taken', { ...facts, again });
    }
    if (this.#isAway) log.info('outbox-is-back');
    this.#isAway = false;
    return RHYTHM;
  }

  async #remind(store: Store, now: number): Promise<void> {
    const { clock, settings, jobs } = this.#context;
    const ports = { store, settings: this.#settings, clock };
    // The first time it takes note of what is there: what is new is told from then on.
    await alertsSince(ports, this.#remindedAt === -Infinity);
    await alertOfOldBackups(ports, settings.databases ?? {});
    await alertOfVerifiedBackups(ports, settings.backups ?? {});
    await alertOfOverdueJobs(ports, jobs);
    await remind(ports);
    await store.outbox.prune(new Date(now - KEPT).toISOString());
    this.#remindedAt = now;
  }
}

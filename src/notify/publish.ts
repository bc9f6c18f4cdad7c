import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { AlertState, NewAlertState, Store } from '../history/index.ts';
import type { AlertSettings, ChannelSettings } from './alert-settings.ts';
import type { Digest } from './digest.ts';
import { dueAt, routed } from './routing.ts';

/** What alerts need to be put on their way. */
export interface AlertPorts {
  readonly store: Pick<Store, 'alertStates' | 'history' | 'outbox'>;
  readonly settings: AlertSettings;
  readonly clock: Clock;
}

/** What is kept of a thing that was told: itself, and when it was told again. */
export interface Told<About> {
  readonly about: About;
  /** When a channel was reminded of it last, ISO 8601 UTC, by the channel's name. */
  readonly reminded: Readonly<Record<string, string>>;
}

/**
 * Keeps a new state and puts a message into the outbox for each channel that wants to be told of the change.
 *
 * @param before what it was, as it was read; null where nothing was said of it yet
 * @param tell the digest for a channel; null for nothing to tell
 * @returns false where another process has changed the state meanwhile: nothing is done then
 */
export async function publish(
  { store, settings, clock }: AlertPorts,
  before: AlertState | null,
  state: NewAlertState & { readonly state: Told<unknown> },
  tell: (channel: ChannelSettings, name: string) => Digest | null,
): Promise<boolean> {
  const now = clock();
  const messages = Object.entries(settings.channels).flatMap(([channel, wants]) => {
    const digest = tell(wants, channel);
    const told = digest === null ? null : routed(digest, wants);
    if (told === null) return [];
    return [
      {
        id: `msg_${randomUUID()}`,
        channel,
        createdAt: now.toISOString(),
        dueAt: dueAt(told, wants, now).toISOString(),
        interval: wants.interval,
        digest: told,
      },
    ];
  });
  return store.alertStates.change(state, before?.version ?? 0, messages);
}

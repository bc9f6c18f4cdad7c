import type { OutboxMessage, Store } from '../history/index.ts';
import type { AlertSettings } from './alert-settings.ts';

/** Messages that are told. */
const TOLD = 20;

/** A channel without where it leads, and how many messages it has in which state. */
export interface ToldChannel {
  readonly name: string;
  readonly type: string;
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
}

/** A message without what it tells: of how much it tells. */
export type ToldMessage = Omit<OutboxMessage, 'digests'> & { readonly digests: number };

/** Channels, and what is on its way to them or has arrived: no address, no secret. */
export interface AlertList {
  readonly channels: readonly ToldChannel[];
  /** The newest first. */
  readonly messages: readonly ToldMessage[];
}

/**
 * What JSON tells of alerts.
 *
 * @param store null where there is none yet
 */
export async function alertList(settings: AlertSettings | undefined, store: Pick<Store, 'outbox'> | null): Promise<AlertList> {
  const counts = (await store?.outbox.counts()) ?? [];
  const messages = (await store?.outbox.newest(TOLD)) ?? [];
  const channels = Object.entries(settings?.channels ?? {}).map(([name, { type }]) => {
    const count = (state: OutboxMessage['state']): number =>
      counts.find((one) => one.channel === name && one.state === state)?.messages ?? 0;
    return { name, type, waiting: count('waiting'), sent: count('sent'), failed: count('failed') };
  });
  return { channels, messages: messages.map(({ digests, ...message }) => ({ ...message, digests: digests.length })) };
}

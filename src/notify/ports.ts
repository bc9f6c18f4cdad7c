import type { Clock } from '../clock.ts';
import type { Store } from '../history/index.ts';
import { allowListOf } from '../outbound/index.ts';
import type { AlertSettings } from './alert-settings.ts';
import type { ChannelPorts } from './channels/channel.ts';
import type { DeliveryPorts } from './deliver.ts';

/** How long one attempt to reach a channel may take, in milliseconds. */
const PATIENCE = 20_000;

/** What is found by whoever uses alerts. */
export interface AlertWish {
  readonly settings: AlertSettings;
  readonly secret: ChannelPorts['secret'];
  readonly signal?: AbortSignal;
  /** The port on which this program answers itself. */
  readonly ownPort?: number | null;
  readonly patience?: number;
}

/** What channels need. */
export function channelPorts({ settings, secret, signal, ownPort = null, patience = PATIENCE }: AlertWish): ChannelPorts {
  const surroundings = { allow: allowListOf(settings.allow), ownPort, ...(signal === undefined ? {} : { signal }) };
  return { secret, surroundings, patience };
}

/**
 * What delivery needs.
 *
 * @param holder this process, by a name that no other has
 */
export function deliveryPorts(wish: AlertWish, store: Pick<Store, 'outbox'>, clock: Clock, holder: string): DeliveryPorts {
  return { ...channelPorts(wish), store, settings: wish.settings, clock, holder };
}

import type { Clock } from '../clock.ts';
import { UsageError } from '../errors.ts';
import type { RecordedRun, Store } from '../history/index.ts';
import { nearest } from '../nearest.ts';
import { randomUUID } from 'node:crypto';
import { digestOfRun } from './after-run.ts';
import type { AlertSettings, ChannelSettings } from './alert-settings.ts';
import { channelOf } from './channels/channel-of.ts';
import type { ChannelPorts, Delivery } from './channels/channel.ts';
import { routed } from './routing.ts';

/**
 * The settings of a channel that a person names.
 *
 * @throws UsageError where there is none of that name
 */
export function channelNamed(settings: AlertSettings | undefined, name: string): ChannelSettings {
  const names = Object.keys(settings?.channels ?? {});
  const channel = names.includes(name) ? settings?.channels[name] : undefined;
  if (channel !== undefined) return channel;
  const [near] = nearest(name, names);
  throw new UsageError(
    'UNKNOWN_CHANNEL',
    names.length === 0
      ? 'The configuration file names no channels: "alerts" says where alerts go (docs/alerts.md).'
      : `The configuration file names no channel "${name}"${near === undefined ? `: it names ${names.join(', ')}.` : `: did you mean "${near}"?`}`,
  );
}

/** Sends a test message. */
export async function testChannel(
  channel: ChannelSettings,
  ports: ChannelPorts,
  publicUrl: string | null,
  clock: Clock,
): Promise<Delivery> {
  const at = clock();
  const digest = { type: 'test', at: at.toISOString() } as const;
  return channelOf(channel, ports).send({ id: `msg_${randomUUID()}`, digests: [digest], at, publicUrl });
}

/** What a channel would be told of a run, against the one before it; null where it would be told nothing. */
export async function previewChannel(
  channel: ChannelSettings,
  run: RecordedRun,
  about: { readonly ports: ChannelPorts; readonly store: Store; readonly settings: AlertSettings; readonly clock: Clock },
): Promise<string | null> {
  const { ports, store, settings, clock } = about;
  const digest = await digestOfRun({ store, settings, clock }, run, channel.personal);
  const told = digest === null ? null : routed(digest, channel);
  if (told === null) return null;
  return channelOf(channel, ports).preview({ id: 'msg_preview', digests: [told], at: clock(), publicUrl: settings.publicUrl });
}

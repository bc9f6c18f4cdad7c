import { UsageError } from '../errors.ts';
import { allowListOf, urlTrouble } from '../outbound/index.ts';
import type { AlertSettings, ChannelSettings } from './alert-settings.ts';
import { signingKey } from './channels/webhook.ts';

/** Tells a secret by what is written for it. */
type Read = (written: string) => Promise<string>;

/**
 * Where each chat's own host takes messages. What stands at another host, as a relay does, is not judged.
 *
 * - Slack (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks): `/triggers/` and `/workflows/` begin a workflow, which
 *   takes variables of its own and no blocks.
 * - Discord (https://discord.com/developers/docs/resources/webhook#execute-webhook), also of its testing clients.
 * - Teams (https://learn.microsoft.com/troubleshoot/power-platform/power-automate/flow-run-issues/triggers-troubleshoot): addresses of before
 *   November 2025, and those of today. Connectors (`webhook.office.com`) were retired, and took another form of cards.
 */
const CHATS = {
  slack: {
    host: /^hooks\.slack\.com$/,
    path: /^\/services\/[^/]+\/[^/]+\/[^/]+$/,
    form: 'https://hooks.slack.com/services/T…/B…/…',
  },
  discord: {
    host: /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/,
    path: /^\/api\/(?:v\d+\/)?webhooks\/\d+\/[^/]+\/?$/,
    form: 'https://discord.com/api/webhooks/NUMBER/TOKEN',
  },
  teams: {
    host: /\.(?:logic\.azure\.com|api\.powerplatform\.com)$|(?:^|\.)(?:webhook|outlook)\.office(?:365)?\.com$/,
    path: /\/workflows\/[^/]+\/triggers\/[^/]+\/paths\/invoke\/?$/,
    form: 'https://…/workflows/…/triggers/…/paths/invoke?…',
  },
} as const;

/**
 * Holds what the secrets of channels and the dead-man ping stand for against the form that each must have, without sending anything.
 *
 * @throws UsageError naming the channel and its setting, and never the secret
 */
export async function requireForms({ channels, heartbeatUrl, allow }: AlertSettings, read: Read): Promise<void> {
  const guard = { allow: allowListOf(allow) };
  const address = async (where: string, written: string): Promise<URL> => {
    const text = await read(written);
    const trouble = urlTrouble(text, guard);
    if (trouble !== null) refuse(where, trouble);
    return new URL(text);
  };
  if (heartbeatUrl !== null) await address('alerts.heartbeatUrl', heartbeatUrl);
  for (const [name, channel] of Object.entries(channels)) {
    const where = `alerts.channels.${name}`;
    if (channel.type !== 'mail') requireChat(`${where}.url`, channel, await address(`${where}.url`, channel.url));
    if (channel.type === 'webhook') signingKey(await read(channel.secret), `The secret in "${where}.secret"`);
    if (channel.type === 'mail' && channel.password !== null && /\p{Cc}/u.test(await read(channel.password)))
      refuse(`${where}.password`, 'has a line end or a tab in it');
    // What may stand after `Bearer` (RFC 6750).
    if ('token' in channel && channel.token !== null && !/^[A-Za-z0-9._~+/-]+=*$/.test(await read(channel.token)))
      refuse(`${where}.token`, 'is no bearer token');
  }
}

function requireChat(where: string, { type }: ChannelSettings, { hostname, pathname, protocol }: URL): void {
  if (type !== 'slack' && type !== 'discord' && type !== 'teams') return;
  const { host, path, form } = CHATS[type];
  if (host.test(hostname) && (protocol !== 'https:' || !path.test(pathname))) refuse(where, `has not the form ${form}`);
}

function refuse(where: string, why: string): never {
  throw new UsageError('BAD_SECRET', `What "${where}" stands for ${why}: copy it again.`);
}

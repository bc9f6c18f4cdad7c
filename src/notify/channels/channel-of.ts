import { withoutEnd } from '../../model/index.ts';
import type { ChannelSettings } from '../alert-settings.ts';
import { alertmanagerBody } from './alertmanager.ts';
import type { Channel, ChannelPorts } from './channel.ts';
import { discordBody } from './discord.ts';
import { mailChannel } from './mail.ts';
import { ntfyBody } from './ntfy.ts';
import { postingChannel } from './posting.ts';
import { slackBody } from './slack.ts';
import { teamsBody } from './teams.ts';
import { signedHeaders, webhookBody } from './webhook.ts';

const CHATS = { slack: slackBody, discord: discordBody, teams: teamsBody };

/** The channel that settings describe. */
export function channelOf(settings: ChannelSettings, ports: ChannelPorts): Channel {
  const { secret } = ports;
  const bearer = async (token: string | null): Promise<Readonly<Record<string, string>>> =>
    token === null ? {} : { authorization: `Bearer ${await secret(token)}` };
  switch (settings.type) {
    case 'mail':
      return mailChannel(settings, ports);
    case 'slack':
    case 'discord':
    case 'teams':
      return postingChannel({ body: CHATS[settings.type], request: async () => ({ url: await secret(settings.url) }) }, ports);
    case 'webhook':
      return postingChannel(
        {
          body: webhookBody,
          request: async (letter, body) => ({
            url: await secret(settings.url),
            headers: signedHeaders(letter, body, await secret(settings.secret)),
          }),
        },
        ports,
      );
    case 'alertmanager':
      return postingChannel(
        {
          body: alertmanagerBody,
          request: async () => ({
            url: `${withoutEnd(await secret(settings.url), /\//)}/api/v2/alerts`,
            headers: await bearer(settings.token),
          }),
        },
        ports,
      );
    case 'ntfy':
      return postingChannel(
        {
          body: (letter) => ntfyBody(settings.topic, letter),
          request: async () => ({ url: await secret(settings.url), headers: await bearer(settings.token) }),
        },
        ports,
      );
  }
}

import { cutTo } from '../cut-to.ts';
import { fitted } from '../fit.ts';
import { messageOf } from '../message.ts';
import type { Letter } from './channel.ts';

/**
 * Discord's limits: characters of an embed's title and of its description; all embeds together may have 6,000, and the content 2,000
 * (https://discord.com/developers/docs/resources/message#embed-object-embed-limits).
 */
const TITLE = 256;
const DESCRIPTION = 4_096;

const COLOURS = { critical: 0xd92d20, warning: 0xf79009, info: 0x2e90fa, well: 0x12b76a };

/** One embed. Nobody is mentioned, whatever a title says. */
export function discordBody({ digests, publicUrl }: Letter): object {
  const { opening, subject, sections, command, link, isBad, severity } = messageOf(digests, publicUrl);
  const ending = command === null ? '' : `\nTo see more: \`${command}\``;
  const lines = fitted({ sections }, DESCRIPTION - ending.length - 200, escaped, 40).flatMap(({ title, lines: some }) => [
    ...(title === '' ? [] : [`**${title}**`]),
    ...some.map((line) => (title === '' ? line : `• ${line}`)),
  ]);
  return {
    content: opening,
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cutTo(escaped(subject), TITLE),
        description: `${lines.join('\n')}${ending}`,
        color: isBad ? COLOURS[severity] : COLOURS.well,
        ...(link === null ? {} : { url: link }),
      },
    ],
  };
}

/** Whatever could be markup, a link, a mention or an emoji is only itself. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\`*_~|<>@#:[\](){}/.+=!-]/g, '\\$&');
}

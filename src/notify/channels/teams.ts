import { fitted } from '../fit.ts';
import { messageOf } from '../message.ts';
import type { Letter } from './channel.ts';

/**
 * Characters of a message that Teams posts: about 28 KB, counted as UTF-16 (https://learn.microsoft.com/microsoftteams/limits-specifications-teams,
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages).
 */
const ROOM = 14_000;

/** An Adaptive Card, as a workflow takes it. Runs of text are no Markdown: nothing in them is a link or emphasis. */
export function teamsBody({ digests, publicUrl }: Letter): object {
  const { opening, subject, sections, command, link, isBad } = messageOf(digests, publicUrl);
  const card = (lines: readonly object[]): object => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            rich(opening, { weight: 'Bolder', size: 'Medium', color: isBad ? 'Attention' : 'Good' }),
            rich(subject, { weight: 'Bolder' }),
            ...lines,
            ...(command === null ? [] : [rich(command, { fontType: 'Monospace' })]),
          ],
          ...(link === null ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Open in PeerQuest Audit', url: link }] }),
        },
      },
    ],
  });
  // A line counts as what it takes in JSON, in a block of its own that may be bold and follows a comma.
  const block = sizeOf(rich('', { weight: 'Bolder' })) + 1;
  const measured = fitted({ sections }, ROOM - sizeOf(card([])) - 2 * block, (line) => 'x'.repeat(sizeOf(line) + block), 60);
  return card(
    measured.flatMap(({ lines: counted }, index) => {
      const { title = '', lines: told = [] } = sections.filter((section) => section.lines.length > 0)[index] ?? {};
      const isCut = /^…/.test(counted.at(-1) ?? '');
      return [
        ...(title === '' ? [] : [rich(title, { weight: 'Bolder' })]),
        ...told.slice(0, counted.length - (isCut ? 1 : 0)).map((line) => rich(title === '' ? line : `• ${line}`)),
        ...(isCut ? [rich(counted.at(-1) ?? '', { isSubtle: true })] : []),
      ];
    }),
  );
}

function rich(text: string, more: object = {}): object {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...more }] };
}

function sizeOf(part: unknown): number {
  return JSON.stringify(part).length;
}

import { fitted } from '../fit.ts';
import { messageOf } from '../message.ts';
import type { Letter } from './channel.ts';

/** Bytes of a message that Teams takes: 28 KB, of which the card's own words take some. */
const ROOM = 28_000;

/** An Adaptive Card, as a workflow takes it. Runs of text are no Markdown: nothing in them is a link or emphasis. */
export function teamsBody({ digests, publicUrl }: Letter): object {
  const { opening, subject, sections, command, link, isBad } = messageOf(digests, publicUrl);
  const rich = (text: string, more: object = {}) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...more }] });
  // Lines are counted as the bytes that they take in JSON, each in a block of its own.
  const room = ROOM - 4_000 - bytesOf(opening) - bytesOf(subject);
  const block = bytesOf(JSON.stringify(rich(''))) + 4;
  const measured = fitted({ sections }, room, (line) => 'x'.repeat(bytesOf(JSON.stringify(line)) + block), 60);
  const lines = measured.flatMap(({ lines: counted }, index) => {
    const { title = '', lines: told = [] } = sections.filter((section) => section.lines.length > 0)[index] ?? {};
    const isCut = /^…/.test(counted.at(-1) ?? '');
    const some = told.slice(0, counted.length - (isCut ? 1 : 0)).map((line) => rich(title === '' ? line : `• ${line}`));
    return [
      ...(title === '' ? [] : [rich(title, { weight: 'Bolder' })]),
      ...some,
      ...(isCut ? [rich(counted.at(-1) ?? '', { isSubtle: true })] : []),
    ];
  });
  return {
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
  };
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

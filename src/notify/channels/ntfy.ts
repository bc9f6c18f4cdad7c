import { fitted } from '../fit.ts';
import { messageOf } from '../message.ts';
import { cutTo } from '../cut-to.ts';
import type { Letter } from './channel.ts';

/** Bytes of a message that ntfy shows: what is longer becomes a file. */
const ROOM = 4_096;

const PRIORITIES = { critical: 5, warning: 4, info: 3, well: 3 };

/** A message as JSON: in it, no title can be another header. */
export function ntfyBody(topic: string, { digests, publicUrl }: Letter): object {
  const { opening, subject, sections, command, link, isBad, severity } = messageOf(digests, publicUrl);
  const lines = [
    subject,
    '',
    ...fitted({ sections }, 1_000, (line) => line, 30).flatMap(({ title, lines: some }) => [
      ...(title === '' ? [] : ['', title]),
      ...some.map((line) => (title === '' ? line : `• ${line}`)),
    ]),
    ...(command === null ? [] : ['', `To see more: ${command}`]),
  ];
  return {
    topic,
    title: cutTo(opening, 250),
    // A character has up to three bytes for each of its UTF-16 units.
    message: cutTo(lines.join('\n'), Math.floor(ROOM / 3)),
    priority: PRIORITIES[isBad ? severity : 'well'],
    tags: ['peerquest'],
    ...(link === null ? {} : { click: link }),
  };
}

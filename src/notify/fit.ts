import type { Message } from './message.ts';

/** Lines of a message that are within a limit, and how many are not. */
export interface Fitted {
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * The sections of a message as far as they fit: the last line says how many lines do not. Each line is escaped first, as an escaped one is
 * longer.
 *
 * @param room how many characters all of them may have, line ends included
 * @param escape as the medium needs it
 * @param most lines at most
 */
export function fitted(
  { sections }: Pick<Message, 'sections'>,
  room: number,
  escape: (line: string) => string,
  most = 200,
): readonly Fitted[] {
  const all = sections.reduce((sum, { lines }) => sum + lines.length, 0);
  const word = (number: number): string => `… and ${number} more ${number === 1 ? 'line' : 'lines'}`;
  let left = room - word(all).length - 1;
  let told = 0;
  const fitting: { title: string; lines: string[] }[] = [];
  outer: for (const { title, lines } of sections) {
    const escapedTitle = escape(title);
    left -= escapedTitle.length + 1;
    if (left < 0) break;
    const section = { title: escapedTitle, lines: [] as string[] };
    fitting.push(section);
    for (const line of lines) {
      const escaped = escape(line);
      if (told >= most || escaped.length + 1 > left) break outer;
      left -= escaped.length + 1;
      told += 1;
      section.lines.push(escaped);
    }
  }
  if (told < all) fitting.at(-1)?.lines.push(word(all - told));
  return fitting.filter(({ lines }) => lines.length > 0);
}

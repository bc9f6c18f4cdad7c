import { renderLine, type Line } from '../model/index.ts';
import { cut } from './cut.ts';

/** Letters of a value or a sentence. */
const LONGEST = 300;

/** Words in which nothing is markup, a link, a mention or a shorthand of some forge, nor at their beginning an item of a list. */
const PLAIN = /^(?![ \d])(?:[\p{L}\p{N} ,;()'’"%?]|[.:](?=\s|$)|-(?=\p{L}))*$/u;

/** What could be markup, a link or an item of a list among words: a backslash makes it only itself. */
const MARKUP = /[\\`*_[\]<>#|~&@$!+={}^]|[.:/-](?=[^\s>])|^-/g;

/** What begins an item of a numbered list. */
const NUMBERED = /^(\d{1,9})([.)])/;

/**
 * Text from a database as code: in it, nothing is markup, and no name, address or number is taken for a mention or a link. The fence is longer
 * than any within.
 */
export function code(value: string): string {
  const text = cut(value, LONGEST);
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  // One space at each end belongs to the fence; a text of spaces only keeps all of them.
  const isSpaced = text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '';
  const padding = text.startsWith('`') || text.endsWith('`') || isSpaced ? ' ' : '';
  return text === '' ? '` `' : `${fence}${padding}${text}${padding}${fence}`;
}

/** A sentence: as it is where it is plain, else as code. */
export function words(sentence: string): string {
  return PLAIN.test(sentence) && sentence.length <= LONGEST ? sentence : code(sentence);
}

/** A line of a finding: its words as they are, its values as code. */
export function marked({ parts, values }: Line): string {
  const escaped = parts.map((part) => cut(part, LONGEST).replaceAll(MARKUP, '\\$&').replace(NUMBERED, '$1\\$2'));
  return renderLine({ parts: escaped, values }, code);
}

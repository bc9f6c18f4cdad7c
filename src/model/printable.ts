import { INVISIBLE } from './invisible.ts';

/** The selector of an emoji's coloured form where no emoji stands before it, nor a mark that {@link printable} has escaped. */
const STRAY_SELECTOR = '(?<!\\p{Extended_Pictographic}|\\p{Regional_Indicator}|\\\\u(?:274c|26a0|2705|\\{1f527\\}))\\ufe0f(?!\\u20e3)';

/** Characters that could move a cursor, recolour a terminal, end a line, hide or reorder text. */
const UNSAFE = new RegExp(`[\\u0000-\\u001f${INVISIBLE}]|\\p{Surrogate}|${STRAY_SELECTOR}`, 'gu');

/**
 * An emoji of several, such as a family, as Unicode lists them: their joiner, which is invisible, hides and reorders nothing there. Made where
 * there is a joiner: V8 writes the whole list out, which takes as long as many an audit.
 */
let joined: RegExp | null = null;
const JOINER = '\u200d';

/** The marks and words that scripts look for in a report: a title must not be able to write them. */
const CONTRACT =
  /[\u274c\u26a0\u2705\u{1f527}]|ISSUES(?= *(?:FOUND|FIXED)?:)|require attention|issues (?:found|have been)|System is healthy|Transaction rolled back|AUDIT SUMMARY|PHASE(?= \d)/gu;

/** Of the marks, the one that also stands in emoji of several: a mechanic is no line of a plan. */
const REPAIR_MARK = '\u{1f527}';

function escapeCharacter(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint === 0x0a) return '\\n';
  if (codePoint === 0x0d) return '\\r';
  if (codePoint === 0x09) return '\\t';
  return codePoint > 0xffff ? `\\u{${codePoint.toString(16)}}` : `\\u${codePoint.toString(16).padStart(4, '0')}`;
}

/** Any line made safe for a terminal or a log: whatever could act is shown as an escape instead. Idempotent. */
export function withoutControls(line: string): string {
  if (!line.includes(JOINER)) return line.replace(UNSAFE, escapeCharacter);
  joined ??= new RegExp('(\\p{RGI_Emoji_ZWJ_Sequence})', 'v');
  return line
    .split(joined)
    .map((part, index) => (index % 2 === 1 && !part.includes(REPAIR_MARK) ? part : part.replace(UNSAFE, escapeCharacter)))
    .join('');
}

/** What picocolors writes. */
const COLOUR = /(\u001b\[\d{1,2}m)/; // eslint-disable-line no-control-regex -- what is looked for

/** A line with nothing in it that acts on a terminal but the colours of this program: what every line passes last of all. */
export function withColoursOnly(line: string): string {
  return line.includes('\u001b')
    ? line
        .split(COLOUR)
        .map((part, index) => (index % 2 === 1 ? part : withoutControls(part)))
        .join('')
    : withoutControls(line);
}

/**
 * Text from a database, made safe to stand inside a line of a report: it can neither act on a terminal nor
 * forge a mark or a line that the report's readers rely on.
 */
export function printable(value: unknown): string {
  return withoutControls(String(value)).replace(CONTRACT, (words) => {
    const [first = ''] = words;
    return escapeCharacter(first) + words.slice(first.length);
  });
}

/** Template tag that makes every interpolated value {@link printable}: for sentences that are for terminals and logs only. */
export function printed(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  let text = strings[0] ?? '';
  for (let index = 0; index < values.length; index++) text += printable(values[index]) + (strings[index + 1] ?? '');
  return text;
}

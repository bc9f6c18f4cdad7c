import { printable, withoutControls } from './printable.ts';

/**
 * A line that keeps this program's words apart from what a database or another program wrote, so that each medium can
 * escape the values in its own way. Plain data: it can be stored, and sent to another process.
 */
export interface Line {
  /** Words of this program: what stands before, between and after the values, one more than there are values. */
  readonly parts: readonly string[];
  /** Hostile text as it is. */
  readonly values: readonly string[];
}

/** What a line can be made of: values of rows, and other lines. */
export type LineValue = string | number | bigint | boolean | Uint8Array | null | undefined | Line;

/** Template tag that makes a {@link Line}: the way to write a headline or a detail. A line among the values is taken in as what it is. */
export function line(strings: TemplateStringsArray, ...interpolated: readonly LineValue[]): Line {
  // Most lines hold no other: the words of the template are theirs, once for all lines of it.
  if (!interpolated.some(isLine)) return { parts: strings, values: interpolated.map(String) };
  const parts = [strings[0] ?? ''];
  const values: string[] = [];
  const say = (words: string): void => void parts.push((parts.pop() ?? '') + words);
  const tell = (value: string): void => {
    values.push(value);
    parts.push('');
  };
  for (const [index, value] of interpolated.entries()) {
    if (isLine(value)) {
      say(value.parts[0] ?? '');
      for (const [place, inner] of value.values.entries()) {
        tell(inner);
        say(value.parts[place + 1] ?? '');
      }
    } else {
      tell(String(value));
    }
    say(strings[index + 1] ?? '');
  }
  return { parts, values };
}

/** Words of this program as a line, to stand among the values of another: no medium escapes them, and they are told when values are not. */
export function words(text: string): Line {
  return { parts: [text], values: [] };
}

/** A line in one medium: its parts as they are, its values as the medium has to escape them. */
export function renderLine({ parts, values }: Line, escape: (value: string) => string): string {
  let text = parts[0] ?? '';
  for (const [index, value] of values.entries()) text += escape(value) + (parts[index + 1] ?? '');
  return text;
}

/** A line for a terminal or a log: no value in it can act on a terminal or forge what scripts look for, and no character in any of it is hidden. */
export function printedLine(told: Line): string {
  return withoutControls(renderLine(told, printable));
}

/** Whether a value is a line, and not something of a row. */
export function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && 'parts' in value && 'values' in value;
}

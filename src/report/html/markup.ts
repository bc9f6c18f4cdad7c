/** Text of a page in which everything that is not ours has been escaped: only {@link markup} makes it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in a page: text and numbers, which are escaped; what is markup already; and lists of these. */
export type Content = Markup | string | number | null | readonly Content[];

/** Template tag that makes {@link Markup}: whatever is interpolated is text only, in an element as in a quoted attribute. */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0] ?? '';
  for (let index = 0; index < values.length; index++) text += textOf(values[index] ?? null) + (strings[index + 1] ?? '');
  return new Markup(text);
}

function textOf(value: Content): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  return typeof value === 'object' ? value.map(textOf).join('') : escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

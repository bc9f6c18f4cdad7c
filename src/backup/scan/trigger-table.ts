const NAME = '(?:`(?:[^`]|``)+`' + String.raw`|[\w$]+)`;

/** What a trigger is on, where its author wrote the schema before the table: `mysqldump` writes it as it was given. */
const ELSEWHERE = new RegExp(String.raw`(\b(?:BEFORE|AFTER)\s+(?:INSERT|UPDATE|DELETE)\s+ON\s+)${NAME}\s*\.\s*(?=${NAME})`, 'i');

const TRIGGER = /\bTRIGGER\b/i;

/** A statement that makes a trigger, on the table of the place it is restored into: of another schema no server would take it. */
export function onOwnTable({ text, words }: { readonly text: string; readonly words: string }): string {
  return /^\W*CREATE\b/i.test(words) && TRIGGER.test(words) ? text.replace(ELSEWHERE, '$1') : text;
}

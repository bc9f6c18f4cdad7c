import { ACCOUNT } from './definer.ts';
import { hostile, readings } from './refuse-hostile.ts';

const NAME = '(?:`(?:[^`]|``)+`' + String.raw`|[\w$]+)`;

/** What a trigger is on, where its author wrote the schema before the table: `mysqldump` writes it as it was given. */
const ELSEWHERE = new RegExp(String.raw`(\b(?:BEFORE|AFTER)\s+(?:INSERT|UPDATE|DELETE)\s+ON\s+)${NAME}\s*\.\s*(?=${NAME})`, 'i');

/** In words: where the schema stands before the name of a trigger. */
const QUALIFIED = /\bTRIGGER\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"x"|[\w$]+)\s*\./gi;

const BETWEEN = String.raw`(?:[\s\w]|\/\*M?!\d*(?!\d)|\*\/|--[^\n]*\n)*?`;
/** The same as it stands in a dump. */
const NAMED = new RegExp(
  String.raw`^(${BETWEEN}(?:\bDEFINER\s*=\s*${ACCOUNT}${BETWEEN})?\bTRIGGER\s+(?:IF\s+NOT\s+EXISTS\s+)?)${NAME}\s*\.\s*(?=${NAME}\s+(?:BEFORE|AFTER)\b)`,
  'i',
);

/** So far in a statement the name of what it makes is looked for. */
const BEGINNING = 2000;

/**
 * A statement that makes a trigger, in the place that it is restored into: of another schema no server would take it.
 *
 * @throws BackupTrouble where the schema before its name stands otherwise than the programs that dump write it
 */
export function inOwnSchema({ text, words }: { readonly text: string; readonly words: string }): string {
  if (!/^\W*CREATE\b/i.test(words) || !/\bTRIGGER\b/i.test(words)) return text;
  const own = text.replace(ELSEWHERE, '$1');
  const most = Math.max(...readings(words).map((reading) => (reading.match(QUALIFIED) ?? []).length));
  if (most === 0) return own;
  const beginning = own.slice(0, BEGINNING);
  if (most > 1 || !NAMED.test(beginning)) throw hostile('a trigger whose schema stands in an unusual place');
  return beginning.replace(NAMED, '$1') + own.slice(BEGINNING);
}

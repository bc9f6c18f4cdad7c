import { hostile } from './refuse-hostile.ts';
import { CONDITIONAL } from './scan-sql.ts';

const NAME = '`(?:[^`]|``)+`' + String.raw`|'(?:[^']|'')+'|"(?:[^"]|"")+"|[\w$.%-]+`;

/** An account, as a statement writes it. */
export const ACCOUNT = String.raw`(?:${NAME})(?:\s*@\s*(?:${NAME}))?`;

const DEFINER = new RegExp(String.raw`\bDEFINER\s*=\s*(${ACCOUNT})`, 'gi');

/** In words without texts and comments: a statement that makes something, and where it names an account. */
const MAKES = new RegExp(String.raw`^[\s${CONDITIONAL}]*(?:CREATE|ALTER)\b`, 'i');
const NAMES = new RegExp(String.raw`\bDEFINER[\s${CONDITIONAL}]*=`, 'gi');

const KIND = /\b(?:EVENT|TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|INDEX|SEQUENCE|PACKAGE)\b/i;

/** The account with its name, which could be a word as well. */
const NAMED = new RegExp(String.raw`\bDEFINER[\s${CONDITIONAL}]*=[\s${CONDITIONAL}]*\S+(?:\s*@\s*\S+)?`, 'gi');

/** As the programs that dump write it: of comments there are but those that run. A comment's version is read whole, so that there is one way to read it. */
const ITS_OWN = new RegExp(String.raw`^((?:[\s\w=]|\/\*M?!\d*(?!\d)|\*\/|--[^\n]*\n)*?\bDEFINER\s*=\s*)${ACCOUNT}`, 'i');

/** The accounts in whose name something of a statement is to run. */
export function definersIn(beginning: string): readonly string[] {
  return [...beginning.matchAll(DEFINER)]
    .map(([, account = '']) => account.replaceAll(/\s/g, ''))
    .filter((account) => !/^current_user$/i.test(account));
}

/**
 * A statement in the name of the account that restores: the other accounts of a server that is somebody's own have rights of their own.
 *
 * @throws BackupTrouble where the account stands otherwise than the programs that dump write it
 */
export function asRestorer({ text, words }: { readonly text: string; readonly words: string }): string {
  const named = MAKES.test(words) ? (words.match(NAMES) ?? []).length : 0;
  if (named === 0) return text;
  if (named > 1 || !ITS_OWN.test(text)) throw hostile('a DEFINER in an unusual place');
  return text.replace(ITS_OWN, '$1CURRENT_USER');
}

/** Whether a statement makes an event, by its words: a server that is somebody's own may run it by its clock. */
export function makesEvent(words: string): boolean {
  return MAKES.test(words) && /^EVENT$/i.test(KIND.exec(words.replace(NAMED, ' '))?.[0] ?? '');
}

import type { ServerAddress } from './address.ts';

/** A word of small letters only that is shorter than this is as likely to stand in a sentence by chance, as "database" does. */
const SHORTEST_WORD = 12;
/** The same for anything else. */
const SHORTEST = 5;

/**
 * Takes the password out of what a driver or a server says, in its message and its stack, wherever these are shown later. Only
 * where it stands for itself, not within a word; and not where it is short or a mere word, or also a name that messages show:
 * stars there would garble the message, and give the password away to those who know the sentence.
 */
export function concealPassword(error: unknown, address: ServerAddress): void {
  if (!(error instanceof Error)) return;
  const concealed = withoutPassword(error.message, address);
  if (concealed !== error.message) error.message = concealed;
  const stack = error.stack;
  if (stack !== undefined && withoutPassword(stack, address) !== stack) error.stack = withoutPassword(stack, address);
}

function withoutPassword(text: string, { password, user, host, database }: ServerAddress): string {
  if (password === null || password.length < (/^\p{Ll}+$/u.test(password) ? SHORTEST_WORD : SHORTEST)) return text;
  if ([user, host, database].includes(password)) return text;
  return [password, encodeURIComponent(password)].reduce((result, form) => result.replace(asToken(form), '***'), text);
}

/** A pattern for a text that is not a part of a longer word or number. */
function asToken(text: string): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}

/** What an address with a password looks like, however it was mangled: a scheme, an account before a host, a password by its name. */
const MARKS = /:\/\/|@|(?:password|passwd|pwd)["']?\s*[=:]|^\s*(?:mysql|mariadb)\s.*\s-p\S/is;

/** What stands before a password in an address; Node makes one slash of two in a path. A sentence that shows how an address is written says "password" in the place of one. */
const BEFORE = /:\/\/?[^\s/?#:@]*:(?!password@)/i;
/** A password by its name. */
const NAMED = /((?:password|passwd|pwd)(?:["']?\s*=|["']\s*:)\s*)(?:"[^"]*"|'[^']*'|[^\s&;,'"…]+)/gi;

/** Whether a text that was given where an address or a path belongs may hold a password, also in percent-encoded form. */
export function mayHoldCredentials(text: string): boolean {
  const decoded = text.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return MARKS.test(text) || MARKS.test(decoded);
}

/** A line for people without the passwords of addresses that it repeats: the last net under words that are not this program's own. */
export function withoutCredentials(line: string): string {
  return line.replace(/\S+/g, withoutPassword).replace(NAMED, '$1***');
}

/** A word without the password of an address: all up to its last @. */
function withoutPassword(word: string): string {
  const host = word.lastIndexOf('@');
  const before = host < 0 ? null : BEFORE.exec(word.slice(0, host + 1));
  return before === null ? word : `${word.slice(0, before.index)}${before[0]}***${word.slice(host)}`;
}

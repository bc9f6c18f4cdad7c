/** What an address with a password looks like, however it was mangled: a scheme, an account before a host, a password by its name. */
const MARKS = /:\/\/|@|(?:password|passwd|pwd)["']?\s*[=:]|^\s*(?:mysql|mariadb)\s.*\s-p\S/is;

/** Passwords within a line of text; Node makes one slash of two in a path. A sentence that shows how an address is written says "password" in the place of one. */
const IN_TEXT: readonly RegExp[] = [
  /(:\/\/?[^\s/?#:@]*:)(?!password@)\S*(?=@)/gi,
  /((?:password|passwd|pwd)(?:["']?\s*=|["']\s*:)\s*)(?:"[^"]*"|'[^']*'|[^\s&;,'"…]+)/gi,
];

/** Whether a text that was given where an address or a path belongs may hold a password, also in percent-encoded form. */
export function mayHoldCredentials(text: string): boolean {
  const decoded = text.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return MARKS.test(text) || MARKS.test(decoded);
}

/** A line for people without the passwords of addresses that it repeats: the last net under words that are not this program's own. */
export function withoutCredentials(line: string): string {
  return IN_TEXT.reduce((text, pattern) => text.replace(pattern, '$1***'), line);
}

import type { Path } from './path.ts';

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const TEXT = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`/y;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*|\d+/uy;
/** `defineConfig<…>(`: what is called with the literal says nothing about it. */
const CALL = /[\w$.]+(?:<[^<>(){}]*>)?\(\s*(?=[{[])/y;

/**
 * Where a member stands in a JSON text or in an object of a program, as far as it is written there as one: what comes by a variable, a function or
 * `...` stands somewhere else.
 *
 * @param start where the object begins
 * @returns the offset of the member, or of what holds it, as far as the way could be followed; null where not even its first part could
 */
export function placeInLiteral(text: string, start: number, path: Path): number | null {
  let at = start;
  let found: number | null = null;
  for (const part of path) {
    at = skip(CALL, text, skip(SPACE, text, at));
    const member = text[at] === '{' ? memberOf(text, at, String(part)) : text[at] === '[' ? itemOf(text, at, Number(part)) : null;
    if (member === null) return found;
    found = member.at;
    if (member.value === null) return found;
    at = member.value;
  }
  return found;
}

interface Member {
  readonly at: number;
  /** Where its value begins; null where none stands with it. */
  readonly value: number | null;
}

function memberOf(text: string, open: number, name: string): Member | null {
  let at = skip(SPACE, text, open + 1);
  while (at < text.length && text[at] !== '}') {
    const end = skip(TEXT, text, skip(NAME, text, at));
    const written = text.slice(at, end).replace(/^["'](.*)["']$/s, '$1');
    const colon = skip(SPACE, text, end);
    const value = text[colon] === ':' ? skip(SPACE, text, colon + 1) : null;
    if (end > at && written === name) return { at, value };
    at = afterComma(text, at);
  }
  return null;
}

function itemOf(text: string, open: number, index: number): Member | null {
  let at = skip(SPACE, text, open + 1);
  for (let item = 0; at < text.length && text[at] !== ']'; item++) {
    // How many items that makes is not written there.
    if (text.startsWith('...', at)) return null;
    if (item === index) return { at, value: at };
    at = afterComma(text, at);
  }
  return null;
}

/** The next member or item, or what closes them. */
function afterComma(text: string, start: number): number {
  let at = start;
  for (let depth = 0; at < text.length;) {
    const letter = text.charAt(at);
    if (depth === 0 && letter === ',') return skip(SPACE, text, at + 1);
    if (depth === 0 && /[\])}]/.test(letter)) return at;
    if (/[[({]/.test(letter)) depth += 1;
    if (/[\])}]/.test(letter)) depth -= 1;
    const next = skip(TEXT, text, skip(SPACE, text, at));
    at = next > at ? next : at + 1;
  }
  return at;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

/** Characters that mean themselves in a pattern only behind a backslash. */
const SPECIAL = /[\\^$.*+?()[\]{}|]/;

/** What a letter behind a backslash stands for: engines take these for more than ASCII, each in its own way. */
const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: ' \\t\\n\\r\\f' };
const LETTERS: Readonly<Record<string, string>> = { t: '\\t', n: '\\n', r: '\\r', f: '\\f' };

/** PostgreSQL counts no further. */
const MOST_TIMES = 255;

/**
 * A regular expression in the part of the language that SQLite (by JavaScript), PostgreSQL, MySQL and MariaDB read alike: characters, `.`, `[…]`, `( )`, `|`,
 * `* + ? {2,5}`, `\d \w \s` and their capitals for ASCII. `^` at its beginning and `$` at its end are left out, as it is held against whole values.
 *
 * @throws SyntaxError saying what stands in it that cannot be used, as a clause
 */
export function portablePattern(pattern: string): string {
  const source = pattern.replace(/^\^/, '').replace(/(?<!\\)((?:\\\\)*)\$$/, '$1');
  let [written, at, depth] = ['', 0, 0];
  /** Whether something stands before that can be repeated. */
  let repeatable = false;
  const next = (expression: RegExp): string | null => {
    const [found] = new RegExp(expression, 'uy').exec(source.slice(at)) ?? [];
    if (found !== undefined) at += found.length;
    return found ?? null;
  };
  while (at < source.length) {
    const repeated = next(/[*+?]|\{\d+(?:,\d*)?\}/);
    if (repeated !== null) {
      if (!repeatable) throw new SyntaxError(`"${repeated}" has nothing before it to repeat`);
      if ((repeated.match(/\d+/g) ?? []).some((times) => Number(times) > MOST_TIMES))
        throw new SyntaxError(`"${repeated}" is more than ${MOST_TIMES} times`);
      written += repeated;
      repeatable = false;
      continue;
    }
    const start = at;
    repeatable = true;
    const part = next(/\(\?:|\((?!\?)|[)|.]|\[(?:\\[^]|[^\]\\])*\]|\\[^]|[^]/) ?? '';
    switch (part.charAt(0)) {
      case '(':
        if (part === '(' && source.charAt(start + 1) === '?') throw new SyntaxError('"(?" is understood only as "(?:"');
        written += '(';
        depth += 1;
        repeatable = false;
        break;
      case ')':
        if ((depth -= 1) < 0) throw new SyntaxError('a ")" has no "("');
        written += ')';
        break;
      case '|':
        written += '|';
        repeatable = false;
        break;
      case '.':
        written += '.';
        break;
      case '[':
        if (part === '[') throw new SyntaxError('a "[" has no "]"');
        written += bracket(part);
        break;
      case '\\':
        written += escaped(part);
        break;
      default:
        if (SPECIAL.test(part))
          throw new SyntaxError(
            `"${part}" must have a backslash before it${/[$^]/.test(part) ? ', or be left out: the whole value is looked at' : ''}`,
          );
        written += part;
    }
  }
  if (depth > 0) throw new SyntaxError('a "(" has no ")"');
  // What is left to be wrong, such as [z-a].
  new RegExp(written, 'su');
  return written;
}

/** `\d` and the like, and characters that mean themselves. */
function escaped(part: string): string {
  const letter = part.slice(1);
  if (/[dwsDWS]/.test(letter)) return `[${letter === letter.toLowerCase() ? '' : '^'}${CLASSES[letter.toLowerCase()] ?? ''}]`;
  return LETTERS[letter] ?? itself(letter, part);
}

function itself(letter: string, part: string): string {
  if (letter === '' || /[\p{L}\p{N}]/u.test(letter)) throw new SyntaxError(`"${part}" is not read alike by all databases`);
  return SPECIAL.test(letter) ? `\\${letter}` : letter;
}

/** A list of characters. In it only a backslash, brackets, `^` and `-` mean more than themselves. */
function bracket(part: string): string {
  const inside = part.slice(1, -1);
  const not = inside.startsWith('^') ? '^' : '';
  const members = inside.slice(not.length).match(/\\[^]|[^]/gu) ?? [];
  if (members.length === 0) throw new SyntaxError(`"${part}" names no character`);
  const written = members.map((member, place) => {
    if (member === '[') throw new SyntaxError(`"[" in "${part}" must have a backslash before it`);
    if (member === '-' && place > 0 && place < members.length - 1) return '-';
    const letter = member.length > 1 && member.startsWith('\\') ? member.slice(1) : member;
    if (member !== letter && /[dws]/.test(letter)) return CLASSES[letter] ?? '';
    if (member !== letter && LETTERS[letter] !== undefined) return LETTERS[letter] ?? '';
    const plain = member === letter ? letter : itself(letter, member).replace(/^\\/, '');
    return /[\\[\]^-]/.test(plain) ? `\\${plain}` : plain;
  });
  return `[${not}${written.join('')}]`;
}

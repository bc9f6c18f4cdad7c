import type { Dialect } from '../formats/format.ts';
import { LEXIS, type Lexis } from './lexis.ts';

/** What stands in a dump. */
export type Piece =
  | {
      readonly kind: 'statement';
      /** Its words, without texts, names in quotes and comments, cut where it is long. */
      readonly words: string;
      /** Its beginning as it stands there. */
      readonly beginning: string;
      /** All of it, where that is kept. */
      readonly text: string;
    }
  /** A command to the shell that reads the dump. */
  | { readonly kind: 'command'; readonly name: string };

/** How many characters of a statement's words are looked at: data in an INSERT need not be. */
const WORDS = 65_536;
const BEGINNING = 400;

/** How far the scanner looks ahead: the longest tag of a dollar quote, a delimiter. */
const AHEAD = 160;

/** Escapes of COPY's text format that PostgreSQL writes: everything else behind a backslash could be a command to psql. */
const COPY_ESCAPES = /\\(?![\\NbfnrtvNx.])(\S*)/;

/** Stands in a statement's words where what runs in some versions only begins or ends. */
export const CONDITIONAL = '\u0001';

const TRIGGER = /^\s*CREATE\s+(?:TEMP(?:ORARY)?\s+)?TRIGGER\b/i;

/**
 * Takes a dump apart as it comes, without holding more of it than a statement: texts, quoted names, dollar quotes, comments and the data of COPY
 * are known as such, so that what looks like a statement in them is none.
 */
export class SqlScanner {
  readonly #dialect: Dialect;
  readonly #lexis: Lexis;
  readonly #keepsText: boolean;
  #buffer = '';
  #at = 0;
  /** What ends what the scanner is in; null in plain words. */
  #until: RegExp | null = null;
  #copy: 'no' | 'soon' | 'yes' = 'no';
  #nesting = 0;
  #parentheses = 0;
  /** Whether the text that ended last had escapes: one in the next line would go on as the same. */
  #mayGoOn = false;
  #endsEarly = false;
  #tail = '';
  #delimiter: string;
  #words = '';
  #beginning = '';
  #text: string[] = [];

  /** @param delimiter what ends a statement, unless a dump in MySQL's words says something else */
  constructor(dialect: Dialect, keepsText = false, delimiter = ';') {
    this.#delimiter = delimiter;
    this.#dialect = dialect;
    this.#lexis = LEXIS[dialect];
    this.#keepsText = keepsText;
  }

  /** What has come to its end with this part of the dump. */
  *push(part: string): Generator<Piece> {
    this.#buffer = this.#buffer.slice(this.#at) + part;
    this.#at = 0;
    yield* this.#scan(this.#buffer.length - AHEAD);
  }

  /** What is left at the dump's end. */
  *end(): Generator<Piece> {
    yield* this.#scan(this.#buffer.length);
    if (isBare(this.#words)) return;
    this.#endsEarly = true;
    yield* this.#statement();
  }

  /** Whether the dump ended in the middle of something. */
  get isCut(): boolean {
    return this.#endsEarly || this.#copy !== 'no' || this.#until !== null || this.#nesting > 0 || !isBare(this.#words);
  }

  *#scan(limit: number): Generator<Piece> {
    while (this.#at < limit) {
      if (this.#copy === 'soon') yield* this.#endOfCopy();
      else if (this.#copy === 'yes') {
        if (!(yield* this.#copyLine(limit))) return;
      } else if (this.#nesting > 0) this.#comment(limit);
      else if (this.#until !== null) this.#quoted(this.#until, limit);
      else yield* this.#plain();
    }
  }

  /** What stands behind COPY … FROM stdin in its line would be read after the data. */
  *#endOfCopy(): Generator<Piece> {
    const end = /[ \t\r]*(?:\n|$)/y;
    end.lastIndex = this.#at;
    const [space] = end.exec(this.#buffer) ?? [];
    this.#copy = 'yes';
    if (space === undefined) yield { kind: 'command', name: 'something behind COPY … FROM stdin' };
    else this.#at += space.length;
  }

  /** One line of COPY's data; false where it has not come to its end yet. */
  *#copyLine(limit: number): Generator<Piece, boolean> {
    const end = this.#buffer.indexOf('\n', this.#at);
    if (end === -1 && limit < this.#buffer.length) return false;
    const line = this.#buffer.slice(this.#at, end === -1 ? undefined : end).replace(/\r$/, '');
    this.#at = end === -1 ? this.#buffer.length : end + 1;
    if (line === '\\.') this.#copy = 'no';
    else if (line.includes('\\')) {
      const [, name] = COPY_ESCAPES.exec(line.replaceAll('\\\\', '')) ?? [];
      if (name !== undefined) yield { kind: 'command', name: `\\${name}` };
    }
    return true;
  }

  #comment(limit: number): void {
    const mark = /\/\*|\*\//g;
    mark.lastIndex = this.#at;
    const found = mark.exec(this.#buffer);
    if (found === null || found.index >= limit) {
      this.#take(limit, false);
      return;
    }
    this.#take(mark.lastIndex, false);
    if (found[0] === '*/') this.#nesting--;
    else if (this.#lexis.nested) this.#nesting++;
  }

  /** What begins before the limit is there as a whole: nothing that is looked for is cut in two. */
  #quoted(until: RegExp, limit: number): void {
    until.lastIndex = this.#at;
    const found = until.exec(this.#buffer);
    if (found === null || found.index >= limit) {
      this.#take(limit, false);
      return;
    }
    this.#take(until.lastIndex, false);
    if (found[1] === undefined) this.#until = null;
  }

  *#plain(): Generator<Piece> {
    const rest = this.#lexis;
    const at = this.#at;
    const char = this.#buffer[at] ?? '';
    const sticky = (pattern: RegExp): RegExpExecArray | null => {
      pattern.lastIndex = at;
      return pattern.exec(this.#buffer);
    };
    if (this.#words === '' && this.#dialect !== 'postgresql') {
      const line = sticky(this.#dialect === 'mysql' ? /delimiter[ \t]+(\S+)[^\n]*/iy : /\.(\S+)[^\n]*/y);
      if (line !== null) {
        this.#at += line[0].length;
        if (this.#dialect === 'mysql') this.#delimiter = line[1] ?? ';';
        else yield { kind: 'command', name: `.${line[1] ?? ''}` };
        return;
      }
    }
    if (this.#buffer.startsWith(this.#delimiter, at) && this.#parentheses === 0) {
      this.#mayGoOn = false;
      this.#take(at + this.#delimiter.length, false);
      if (this.#dialect === 'sqlite' && TRIGGER.test(this.#words) && !/\bEND\s*$/i.test(this.#words)) {
        this.#words += ';';
        return;
      }
      yield* this.#statement();
      return;
    }
    const conditional = rest.conditional === null ? null : sticky(rest.conditional);
    if (conditional !== null) {
      this.#take(at + conditional[0].length, false);
      this.#addWords(CONDITIONAL);
      return;
    }
    if (rest.conditional !== null && this.#buffer.startsWith('*/', at)) {
      this.#take(at + 2, false);
      this.#addWords(CONDITIONAL);
      return;
    }
    if (this.#buffer.startsWith('/*', at)) {
      this.#nesting = 1;
      this.#take(at + 2, false);
      return;
    }
    const comment = sticky(rest.lineComment);
    if (comment !== null) {
      this.#open(comment[0], /\n/g);
      return;
    }
    if (char === '\\' && rest.command !== null) {
      const [all = '', name = ''] = sticky(rest.command) ?? [];
      const end = this.#buffer.indexOf('\n', at);
      this.#at = this.#dialect === 'postgresql' && end !== -1 ? end : at + all.length;
      yield { kind: 'command', name: `\\${name}` };
      return;
    }
    if (char === "'" && this.#mayGoOn) yield { kind: 'command', name: 'a text with escapes that goes on in another line' };
    this.#word(char, sticky);
  }

  #word(char: string, sticky: (pattern: RegExp) => RegExpExecArray | null): void {
    const { escapes, backticks, brackets, dollars } = this.#lexis;
    const isEscaped = escapes || /(?:^|[^\w$])[Ee]$/.test(this.#tail);
    if (!/\s/.test(char)) this.#mayGoOn = char === "'" && isEscaped && !escapes;
    if (char === "'") {
      this.#open(char, isEscaped ? /(\\[^]|'')|'/g : /('')|'/g, "''");
      return;
    }
    if (char === '"') {
      this.#open(char, escapes ? /(\\[^]|"")|"/g : /("")|"/g, '"x"');
      return;
    }
    if (char === '`' && backticks) {
      this.#open(char, /(``)|`/g, '"x"');
      return;
    }
    if (char === '[' && brackets) {
      this.#open(char, /\]/g, '"x"');
      return;
    }
    if (char === '$' && dollars && !/[\w$]$/.test(this.#tail)) {
      const [tag] = sticky(/\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$/y) ?? [];
      if (tag !== undefined) {
        this.#open(tag, new RegExp(tag.replaceAll('$', '\\$'), 'g'), "''");
        return;
      }
    }
    if (char === '(' && this.#dialect === 'postgresql') this.#parentheses++;
    if (char === ')') this.#parentheses = Math.max(0, this.#parentheses - 1);
    // Up to the next character that may mean something.
    const [run = char] = sticky(this.#delimiter === ';' ? /\s+|[\w,.=]+/y : /\s+|\w+/y) ?? [];
    this.#take(this.#at + run.length, true);
  }

  #open(mark: string, until: RegExp, stands = ''): void {
    this.#take(this.#at + mark.length, false);
    this.#until = until;
    this.#addWords(stands === '' ? ' ' : stands);
  }

  #take(to: number, asWords: boolean): void {
    const part = this.#buffer.slice(this.#at, to);
    this.#at = to;
    if (this.#keepsText) this.#text.push(part);
    if (this.#beginning.length < BEGINNING && (this.#beginning !== '' || part.trim() !== '')) this.#beginning += part.slice(0, BEGINNING);
    if (asWords) this.#addWords(part);
  }

  #addWords(part: string): void {
    this.#tail = (this.#tail + part).slice(-2);
    // However much space, and however many comments, stand before a word: it is among those that are looked at.
    const isSpace = part.trim() === '';
    if (isSpace && (this.#words === '' || this.#words.endsWith(' '))) return;
    if (part === CONDITIONAL && [CONDITIONAL, `${CONDITIONAL} `].some((end) => this.#words.endsWith(end))) return;
    if (this.#words.length < WORDS) this.#words += isSpace ? ' ' : part;
  }

  /** The text of a statement, without the delimiter where that is a word of the shell's. */
  #whole(): string {
    const text = this.#text.join('');
    return this.#dialect === 'mysql' && text.endsWith(this.#delimiter) ? text.slice(0, -this.#delimiter.length) : text;
  }

  /** The statement that has come to its end; none where there was nothing but comments, which a shell skips and a driver calls a mistake. */
  *#statement(): Generator<Piece> {
    const words = this.#words;
    const piece: Piece = { kind: 'statement', words, beginning: this.#beginning, text: this.#whole() };
    this.#words = '';
    this.#beginning = '';
    this.#text = [];
    this.#parentheses = 0;
    this.#tail = '';
    if (this.#dialect === 'postgresql' && /^COPY\b[^]*\bFROM\s+STDIN\b/i.test(words)) this.#copy = 'soon';
    if (!isBare(words)) yield piece;
  }
}

/** Whether words say nothing: what stands in a comment for other versions alone does not either. */
const isBare = (words: string): boolean => words.replaceAll(CONDITIONAL, '').trim() === '';

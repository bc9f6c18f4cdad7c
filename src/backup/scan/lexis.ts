import type { Dialect } from '../formats/format.ts';

/** How texts, names and comments are written in a dialect. */
export interface Lexis {
  /** Whether a backslash escapes the next character of a text in single or double quotes. */
  readonly escapes: boolean;
  readonly backticks: boolean;
  readonly brackets: boolean;
  readonly dollars: boolean;
  readonly nested: boolean;
  /** Comments of one line, as a sticky pattern. */
  readonly lineComment: RegExp;
  /** What runs although it stands in a comment, as a sticky pattern. */
  readonly conditional: RegExp | null;
  /** Where a backslash is a command to the shell that reads the dump, its name, as a sticky pattern. */
  readonly command: RegExp | null;
}

/** PostgreSQL: section 4.1 of its manual; SQLite: lang_expr; MySQL: section 11.7 of its manual. */
export const LEXIS: Readonly<Record<Dialect, Lexis>> = {
  postgresql: {
    escapes: false,
    backticks: false,
    brackets: false,
    dollars: true,
    nested: true,
    lineComment: /--/y,
    conditional: null,
    command: /\\(\S*)/y,
  },
  mysql: {
    escapes: true,
    backticks: true,
    brackets: false,
    dollars: false,
    nested: false,
    lineComment: /#|--(?=[\s])/y,
    conditional: /\/\*M?!\d*(?:\\-)?/y,
    command: /\\(\S?)/y,
  },
  sqlite: {
    escapes: false,
    backticks: true,
    brackets: true,
    dollars: false,
    nested: false,
    lineComment: /--/y,
    conditional: null,
    command: null,
  },
};

import { extname } from 'node:path';
import { AuditToolError, sentenceOf, UsageError } from '../../errors.ts';
import { placeAt } from './place-in.ts';

/** What parsers say of the place at which they gave up; lines and columns begin with 1, of a mark with 0. */
interface Parsed {
  readonly mark?: { readonly line: number; readonly column: number };
  readonly line?: unknown;
  readonly column?: unknown;
  readonly lineNumber?: unknown;
  readonly columnNumber?: unknown;
}

/**
 * Why a configuration could not be read, in one line, with the place where the parser gave up or the program failed, as far as it is told.
 *
 * @param file as people know it
 */
export function syntaxErrorInWords(file: string, text: string, error: unknown): string {
  const [first = ''] = sentenceOf(error).split('\n');
  const place = placeOf(file, text, error);
  return `${reasonOf(file, first)}${place === null ? '' : ` (${place})`}.`;
}

/**
 * The error for code that could not be run.
 *
 * @param what the beginning of the sentence
 * @returns one that was thrown on purpose as it is
 */
export function codeErrorOf(code: string, what: string, file: string, text: string, error: unknown): AuditToolError {
  if (error instanceof AuditToolError) return error;
  return new UsageError(code, `${what}: ${syntaxErrorInWords(file, text, error)}`, { cause: error });
}

/** Without the parser's own form of the place; JSON's parser also repeats what stands there, which may be a password. */
function reasonOf(file: string, first: string): string {
  if (extname(file) === '.json')
    return /^(Expected|Bad|Unterminated) [^:]*?(?= in JSON| at position|$)/.exec(first)?.[0] ?? 'it is no JSON';
  const bare = first.replace(/ \(\d+:\d+\)$| at \d+:\d+$/, '').replace(/^(?:ParseError|Invalid TOML document|JSON5): /, '');
  return bare.trimEnd().replace(/(?<![.\s])\.{1,3}$/, '');
}

function placeOf(file: string, text: string, error: unknown): string | null {
  const parsed = (error ?? {}) as Parsed;
  const [line, column] = [parsed.lineNumber ?? parsed.line, parsed.columnNumber ?? parsed.column];
  if (parsed.mark !== undefined) return `${file}:${parsed.mark.line + 1}:${parsed.mark.column + 1}`;
  if (typeof line === 'number' && typeof column === 'number') return `${file}:${line}:${column}`;
  const said = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : '';
  const [, position] = /\bat position (\d+)/.exec(said) ?? [];
  if (position !== undefined) return placeAt(file, text, Number(position));
  // A program that was run is named by its path.
  const [, frame] = new RegExp(`${file.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}:(\\d+:\\d+)`).exec(said) ?? [];
  return frame === undefined ? null : `${file}:${frame}`;
}

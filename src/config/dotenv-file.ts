import { statSync, type Stats } from 'node:fs';
import { AuditToolError, UsageError } from '../errors.ts';
import { regularText } from '../regular-file.ts';
import { refuseForeign } from './trust.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The file of variables in the current folder. */
export const DOTENV = '.env';
/** A file of variables is short: one that is longer is something else, and would fill the memory. */
const LONGEST = 1_000_000;
/** The parser looks at each of many blanks in a row as often as there are blanks after it. */
const BLANKS = /\s{256}/;

/**
 * What a file `.env` in the current folder says; nothing where there is none. A folder of that name is one of Python's environments, and a
 * device stands for a file that is to be hidden: neither says anything.
 *
 * @param trust whether a file of another user is trusted
 * @param path where it is
 * @throws UsageError for a file that cannot be read, and for a pipe, which might never be written to
 * @throws RefusedError for a file of another user
 */
export async function dotenvVariables(trust: boolean, path = DOTENV): Promise<Environment> {
  const text = dotenvText(trust, path);
  return text === null ? {} : (await import('dotenv')).parse(text);
}

function dotenvText(trust: boolean, path: string): string | null {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    if (file === undefined || file.isDirectory() || file.isCharacterDevice()) return null;
    const judge = (opened: Stats): void => {
      refuseForeign(path, 'The file .env in the current folder', trust, opened);
    };
    const text = regularText(path, LONGEST, { judge });
    if (BLANKS.test(text)) throw unreadable('it holds hundreds of blanks in a row');
    return text;
  } catch (error) {
    throw error instanceof AuditToolError ? error : unreadable((error as NodeJS.ErrnoException).code ?? 'unknown error', error);
  }
}

function unreadable(why: string, cause?: unknown): UsageError {
  return new UsageError(
    'DOTENV_UNREADABLE',
    `The file .env in the current folder cannot be read (${why}), and it may name the database or the store: make it readable, move it, or name both with --database and --store.`,
    { cause },
  );
}

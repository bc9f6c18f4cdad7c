import { readFileSync, statSync } from 'node:fs';
import { AuditToolError, UsageError } from '../errors.ts';
import { refuseForeign } from './trust.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const FILE = '.env';
/** A file of variables is short: one that is longer is something else, and would fill the memory. */
const LONGEST = 4 << 20;

/**
 * What a file `.env` in the current folder says; nothing where there is none. A folder of that name is one of Python's environments, and a
 * device stands for a file that is to be hidden: neither says anything.
 *
 * @param trust whether a file of another user is trusted
 * @throws UsageError for a file that cannot be read, and for a pipe, which might never be written to
 * @throws RefusedError for a file of another user
 */
export async function dotenvVariables(trust: boolean): Promise<Environment> {
  const { parse } = await import('dotenv');
  try {
    const file = statSync(FILE, { throwIfNoEntry: false });
    if (file === undefined || file.isDirectory() || file.isCharacterDevice()) return {};
    if (!file.isFile()) throw unreadable('it is a pipe or a socket');
    refuseForeign(FILE, 'The file .env in the current folder', trust);
    if (file.size > LONGEST) throw unreadable(`it is longer than ${LONGEST >> 20} MiB`);
    return parse(readFileSync(FILE));
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

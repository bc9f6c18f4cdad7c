import { statSync } from 'node:fs';
import { withoutCredentials } from '../credentials.ts';
import { AuditToolError } from '../errors.ts';
import { DOTENV, dotenvVariables } from './dotenv-file.ts';

/** Passwords in a `.env` that other users can read. */
export interface ExposedDotenv {
  /** Variables that hold one. */
  readonly names: readonly string[];
  /** The file's mode as `chmod` writes it. */
  readonly mode: string;
}

const [GROUP_MAY_READ, OTHERS_MAY_READ] = [0o040, 0o004];
const IS_PASSWORD = /passw(?:or)?d|passphrase|secret|pwd$/i;

/**
 * What other users of this machine can read of passwords in the `.env` of the current folder; null where that is nothing. What stands in
 * the way of reading the file is told where it is needed.
 *
 * @param trust whether a file of another user is trusted
 * @param path where it is
 */
export async function exposedDotenv(trust: boolean, path = DOTENV): Promise<ExposedDotenv | null> {
  // Windows has no such modes.
  if (process.geteuid === undefined) return null;
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    // A group of the owner's own, as most systems make one for each account, holds nobody else.
    const readers = OTHERS_MAY_READ | (file?.gid === file?.uid ? 0 : GROUP_MAY_READ);
    if (file?.isFile() !== true || (file.mode & readers) === 0) return null;
    const names = Object.entries(await dotenvVariables(trust, path)).flatMap(([name, value = '']) => (isSecret(name, value) ? [name] : []));
    return names.length === 0 ? null : { names, mode: (file.mode & 0o777).toString(8) };
  } catch (error) {
    if (error instanceof AuditToolError || (error as NodeJS.ErrnoException).code !== undefined) return null;
    throw error;
  }
}

function isSecret(name: string, value: string): boolean {
  return value !== '' && (IS_PASSWORD.test(name) || withoutCredentials(value) !== value);
}

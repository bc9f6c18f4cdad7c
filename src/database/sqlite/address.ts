import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { mayHoldCredentials } from '../../credentials.ts';
import { UsageError } from '../../errors.ts';
import { decoded } from '../address-parts.ts';
import type { SqliteAddress } from '../address.ts';

/** The address of a SQLite file. */
export const fileAddress = (file: string): SqliteAddress => ({ engine: 'sqlite', file });

/**
 * Reads the URL of a SQLite file.
 *
 * @param rest what stands behind `scheme://`
 * @throws UsageError for one that names no file
 */
export function parseSqliteUrl(rest: string): SqliteAddress {
  return fileAddress(fileAt(pathIn(rest)));
}

/**
 * Reads a path, which may have a scheme without slashes before it.
 *
 * @throws UsageError for one that names no file, or may be a URL with a password
 */
export function parsePath(text: string): SqliteAddress {
  return fileAddress(fileAt(text.replace(/^(?:sqlite3?|spatialite):/i, '')));
}

function pathIn(rest: string): string {
  const path = rest.replace(/[?#].*$/s, '');
  if (!path.startsWith('/')) {
    if (path === ':memory:') return path;
    refuse(
      'A SQLite URL has three slashes before a relative path (sqlite:///db.sqlite3) and four before an absolute one (sqlite:////var/db.sqlite3).',
    );
  }
  // sqlite:////C:/x and sqlite:///C:/x both mean C:/x.
  return decoded(path.slice(1), 'path').replace(/^\/([a-z]:[/\\])/i, '$1');
}

function fileAt(path: string): string {
  if (path === '' || path === ':memory:') {
    refuse('A database in memory cannot be audited from outside: give the path of a SQLite file.');
  }
  const file = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
  if (!mayHoldCredentials(file) || existsSync(file)) return file;
  // A new file in a folder that is there, with a name that raises no doubt.
  if (!mayHoldCredentials(basename(file)) && existsSync(dirname(file))) return file;
  return refuse(
    /^jdbc:/i.test(path)
      ? 'A JDBC URL is not read: leave "jdbc:" out, as in postgresql://user:password@host:5432/name. What was given is not repeated here, as it may hold a password.'
      : 'The address is neither a URL nor a file that is there, and is not repeated here, as it may hold a password: write postgresql://user:password@host:5432/name, mysql://user:password@host:3306/name, or the path of a SQLite file.',
  );
}

function refuse(sentence: string): never {
  throw new UsageError('BAD_DATABASE_URL', sentence);
}

import { AuditToolError, DatabaseError } from '../../errors.ts';

const cannotOpen = (file: string): string =>
  `The database file "${file}" cannot be opened: check that this account may read it and the files "-wal", "-shm" and "-journal" beside it; a database in WAL mode that no program has open is opened by the account that it belongs to, or as a copy made with sqlite3 FILE ".backup COPY".`;

const SENTENCES: readonly (readonly [prefix: string, code: string, sentence: (file: string) => string])[] = [
  ['SQLITE_NOTADB', 'NOT_A_DATABASE', (file) => `"${file}" is not a SQLite database (or it is encrypted): check the path.`],
  ['SQLITE_CANTOPEN', 'UNREADABLE_FILE', cannotOpen],
  ['SQLITE_READONLY_CANTINIT', 'UNREADABLE_FILE', cannotOpen],
  ['SQLITE_READONLY_DIRECTORY', 'UNREADABLE_FILE', cannotOpen],
  [
    'SQLITE_READONLY_DBMOVED',
    'DATABASE_REPLACED',
    (file) => `The file "${file}" was replaced, moved or removed while it was open: look at what is there now, then run this again.`,
  ],
  [
    'SQLITE_READONLY_',
    'UNREADABLE_FILE',
    (file) => `"${file}" was left in the middle of a write and must be recovered first: open it once with the application, then audit it.`,
  ],
  [
    'SQLITE_READONLY',
    'READ_ONLY',
    (file) =>
      `"${file}" may not be written by this account: check the permissions of the file and of its folder, then run the repair again.`,
  ],
  ['SQLITE_PERM', 'UNREADABLE_FILE', (file) => `This account may not read the database file "${file}": check its permissions.`],
  ['SQLITE_BUSY', 'DATABASE_BUSY', (file) => `"${file}" is locked by another program that is writing: try again when it has finished.`],
  [
    'SQLITE_CORRUPT',
    'DATABASE_CORRUPT',
    (file) => `"${file}" is damaged: run "PRAGMA integrity_check" on it and restore it from a backup.`,
  ],
  [
    'SQLITE_IOERR_GETTEMPPATH',
    'DATABASE_IO',
    (file) => `SQLite has no folder for the temporary files that it needs with "${file}": set SQLITE_TMPDIR to one that may be written to.`,
  ],
  ['SQLITE_IOERR', 'DATABASE_IO', (file) => `The disk or the file system failed "${file}": check both, then try again.`],
  [
    'SQLITE_FULL',
    'DISK_FULL',
    (file) => `The disk is full, either that of "${file}" or that for temporary files: free some space, or set TMPDIR to another folder.`,
  ],
];

/** The sentence for an error of the embedded engine. */
export function sqliteError(error: unknown, file: string): unknown {
  if (error instanceof AuditToolError || !(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  // A constraint or a trigger speaks for itself.
  if (code.startsWith('SQLITE_CONSTRAINT')) return new DatabaseError('REFUSED_BY_DATABASE', error.message, { cause: error });
  const known = SENTENCES.find(([prefix]) => code.startsWith(prefix));
  return known === undefined
    ? new DatabaseError('QUERY_FAILED', `SQLite refused a query on "${file}": ${error.message}.`, { cause: error })
    : new DatabaseError(known[1], known[2](file), { cause: error });
}

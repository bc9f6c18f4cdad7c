import { codeOf } from '../connection-errors.ts';
import { BUSY, ELSEWHERE, failed, FULL, type StoreTrouble } from '../store-trouble.ts';

const FORBIDDEN = {
  code: 'STORE_FORBIDDEN',
  clause: `this account may not write to its file and folder; change their permissions, or ${ELSEWHERE}`,
};

/** By the code that Node gave an error of a file or folder. */
const FILE_TROUBLE: Readonly<Record<string, StoreTrouble>> = {
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: { code: 'STORE_READ_ONLY', clause: `its disk is read-only; ${ELSEWHERE}` },
  ENOSPC: FULL,
  EDQUOT: FULL,
  ENOTDIR: { code: 'STORE_NO_FOLDER', clause: `a part of its path is a file where a folder is wanted; ${ELSEWHERE}` },
  EISDIR: { code: 'STORE_NO_FILE', clause: `that is a folder, not a file; ${ELSEWHERE}` },
};

/** By the beginning of SQLite's code; the first that fits. */
const SQLITE_TROUBLE: readonly (readonly [prefix: string, trouble: StoreTrouble])[] = [
  ['SQLITE_NOTADB', { code: 'STORE_NO_FILE', clause: `it is not a SQLite database; ${ELSEWHERE}` }],
  ['SQLITE_READONLY_DBMOVED', { code: 'STORE_LOST', clause: 'its file was moved or deleted while it was in use; run the command again' }],
  ['SQLITE_CANTOPEN', FORBIDDEN],
  ['SQLITE_READONLY', FORBIDDEN],
  ['SQLITE_PERM', FORBIDDEN],
  ['SQLITE_BUSY', BUSY],
  ['SQLITE_LOCKED', BUSY],
  ['SQLITE_FULL', FULL],
  // There is no room for the memory that processes share in WAL mode.
  ['SQLITE_IOERR_SHMSIZE', FULL],
  [
    'SQLITE_IOERR_SHM',
    {
      code: 'STORE_NO_WAL',
      clause: `its file system shares no memory between processes, which SQLite's WAL needs; ${ELSEWHERE}, on a disk of this machine or on a server`,
    },
  ],
  ['SQLITE_IOERR', { code: 'STORE_IO', clause: `its disk or file system failed; check both, or ${ELSEWHERE}` }],
  ['SQLITE_CORRUPT', { code: 'STORE_DAMAGED', clause: `it is damaged; restore it from a backup, or ${ELSEWHERE}` }],
];

/** Words for an error of a store that is a file. */
export function sqliteStoreTrouble(error: Error): StoreTrouble | null {
  const code = codeOf(error);
  if (code === 'NOT_A_FILE') return { code: 'STORE_NO_FILE', clause: `that is ${error.message}, not a file; ${ELSEWHERE}` };
  if (!code.startsWith('SQLITE_')) {
    const { syscall } = error as NodeJS.ErrnoException;
    const other = { code: 'STORE_FAILED', clause: `its file or folder cannot be opened (${code}); check them, or ${ELSEWHERE}` };
    return FILE_TROUBLE[code] ?? (syscall === undefined ? null : other);
  }
  return SQLITE_TROUBLE.find(([prefix]) => code.startsWith(prefix))?.[1] ?? failed(error.message);
}

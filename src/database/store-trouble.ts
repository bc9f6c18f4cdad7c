import { AuditToolError, DatabaseError } from '../errors.ts';
import type { DatabaseAddress, ServerAddress } from './address.ts';
import { concealPassword } from './conceal-password.ts';
import { codeOf } from './connection-errors.ts';
import { mysqlError } from './mysql/errors.ts';
import { connectionError, queryError } from './postgres/errors.ts';

/** What is wrong with a store. */
export interface StoreTrouble {
  /** Stable, for programs. */
  readonly code: string;
  /** A clause, without capital and full stop: what is wrong, and what to do. */
  readonly clause: string;
}

const ELSEWHERE = 'name another store with --store';
const FULL = { code: 'STORE_FULL', clause: `its disk is full; free some space there, or ${ELSEWHERE}` };
const FORBIDDEN = {
  code: 'STORE_FORBIDDEN',
  clause: `this account may not write to its file and folder; change their permissions, or ${ELSEWHERE}`,
};
const READ_ONLY_SERVER = { code: 'STORE_READ_ONLY', clause: `its server accepts no writes; name the primary server with --store` };
const BUSY = { code: 'STORE_BUSY', clause: 'another program holds it locked; try again when that has finished' };

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
  ['SQLITE_IOERR', { code: 'STORE_IO', clause: `its disk or file system failed; check both, or ${ELSEWHERE}` }],
  ['SQLITE_CORRUPT', { code: 'STORE_DAMAGED', clause: `it is damaged; restore it from a backup, or ${ELSEWHERE}` }],
];

/** By the code that a server gave its error. */
const SERVER_TROUBLE: Readonly<Record<string, StoreTrouble>> = {
  '25006': READ_ONLY_SERVER,
  ER_OPTION_PREVENTS_STATEMENT: READ_ONLY_SERVER,
  '53100': FULL,
  ER_DISK_FULL: FULL,
  ER_RECORD_FILE_FULL: FULL,
  '55P03': BUSY,
  ER_LOCK_WAIT_TIMEOUT: BUSY,
  '3F000': { code: 'STORE_NO_SCHEMA', clause: 'the schema that its URL names does not exist; create it, or correct the URL' },
  ER_NET_PACKET_TOO_LARGE: {
    code: 'STORE_PACKET',
    clause: `a journal entry is larger than its server takes at once; raise max_allowed_packet there, or ${ELSEWHERE}`,
  },
};

/** By the code that this folder gives trouble with a server. */
const CONNECTION_TROUBLE: Readonly<Record<string, string>> = {
  CONNECTION_REFUSED: 'nothing answers there; check that the database server runs and that host and port are right',
  UNKNOWN_HOST:
    'its host is not known; check the spelling in the URL, and use the public address from outside a private network such as Railway’s',
  UNREACHABLE: 'it does not answer; check the host, the port and any firewall between here and there',
  TLS_UNTRUSTED:
    'the certificate of its server is expired, for another host name or signed by an unknown authority; renew it, or add sslca=FILE to the URL to trust it',
  TLS_UNAVAILABLE: 'its server offers no encryption; enable TLS there, or add sslmode=disable to the URL to accept an open connection',
  WRONG_PASSWORD: 'its server refuses the account; check user and password in the URL, and ask for TLS there where the account demands it',
  TLS_REQUIRED: 'its server lets the account in by TLS only; add sslmode=verify-full to the URL',
  NOT_ADMITTED: 'its server does not let the account in from this machine; add a line for it to pg_hba.conf there',
  UNKNOWN_LOGIN: 'its account logs in by a method that this tool does not know; give it a password of another method',
  NO_SUCH_DATABASE: 'its server has no such database; create it, or correct the last part of the URL',
  SERVER_FULL: 'its server has no connection left; try again later',
  CONNECTION_LOST: "the connection was cut; check the server's log, then run the command again",
  NOT_UNDERSTOOD: 'it does not answer as a database server does; check host and port',
  CANCELLED: 'its server cancelled a statement; run the command again',
};

/**
 * Words for an error that Node or a driver threw while a store was opened or used; null for one that tells of a fault in
 * this program, or that has words already.
 */
export function storeTrouble(error: unknown, address: DatabaseAddress): StoreTrouble | null {
  if (error instanceof AuditToolError || error instanceof TypeError || error instanceof ReferenceError || !(error instanceof Error)) {
    return null;
  }
  return address.engine === 'sqlite' ? fileTrouble(error) : serverTrouble(error, address);
}

function fileTrouble(error: Error): StoreTrouble | null {
  const code = codeOf(error);
  if (code === 'NOT_A_FILE') return { code: 'STORE_NO_FILE', clause: `that is ${error.message}, not a file; ${ELSEWHERE}` };
  if (!code.startsWith('SQLITE_')) {
    const { syscall } = error as NodeJS.ErrnoException;
    const other = { code: 'STORE_FAILED', clause: `its file or folder cannot be opened (${code}); check them, or ${ELSEWHERE}` };
    return FILE_TROUBLE[code] ?? (syscall === undefined ? null : other);
  }
  return SQLITE_TROUBLE.find(([prefix]) => code.startsWith(prefix))?.[1] ?? failed(error.message);
}

function serverTrouble(error: Error, address: ServerAddress): StoreTrouble | null {
  concealPassword(error, address);
  const known = SERVER_TROUBLE[codeOf(error)];
  if (known !== undefined) return known;
  const message = error.message.replace(/\s+/g, ' ').trim();
  const code = serverCode(error, address);
  if (code === 'NO_PRIVILEGE') {
    return {
      code: 'STORE_FORBIDDEN',
      clause: `its account lacks a right there (${message}); grant it CREATE, ALTER, INDEX, REFERENCES, SELECT, INSERT, UPDATE and DELETE`,
    };
  }
  const clause = CONNECTION_TROUBLE[code];
  return clause === undefined ? failed(message) : { code: 'STORE_UNREACHABLE', clause };
}

function serverCode(error: Error, address: ServerAddress): string {
  const codeFrom = (translated: unknown): string => (translated instanceof DatabaseError ? translated.code : '');
  if (address.engine === 'mysql') return codeFrom(mysqlError(error, address));
  // Connecting happens with the first query: the error may be of either.
  const connecting = codeFrom(connectionError(error, address));
  return connecting === 'DATABASE_FAILED' ? codeFrom(queryError(error, address)) : connecting;
}

const failed = (message: string): StoreTrouble => ({
  code: 'STORE_FAILED',
  clause: `its database says "${message}"; put that right, or ${ELSEWHERE}`,
});

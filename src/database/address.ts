/** How a connection is protected. `verify-full` is the default for every server that is not on this machine. */
export interface Tls {
  readonly mode: 'disable' | 'no-verify' | 'verify-ca' | 'verify-full';
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
}

/** A SQLite file. */
export interface SqliteAddress {
  readonly engine: 'sqlite';
  readonly file: string;
  readonly ofDotenv?: true;
}

/** A database on a server. The password is never part of any text that leaves the program. */
export interface ServerAddress {
  readonly engine: 'postgresql' | 'mysql';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
  readonly database: string;
  /** Path of a Unix socket (MySQL) or of its directory (PostgreSQL), instead of host and port. */
  readonly socketPath: string | null;
  readonly tls: Tls;
  /** Schema to look in first (PostgreSQL), as `currentSchema` or `options=-c search_path=…` name it. */
  readonly serverOptions: string | null;
  readonly connectTimeoutSeconds: number;
  /** How long the server may take to answer a statement. */
  readonly answerTimeoutSeconds: number;
  /** Where the same database is written, for an address that is only to be read; null where that is this one. */
  readonly primary: ServerAddress | null;
  /** Set where the URL asks in so many words to send a password that others on the way can read. */
  readonly allowsClearPassword?: true;
  /** Set where a file `.env` of the current folder names it: no password but its own goes there. */
  readonly ofDotenv?: true;
}

/** Where a database is. */
export type DatabaseAddress = SqliteAddress | ServerAddress;

/** The file that a database is; null for one on a server. */
export const fileOf = (address: DatabaseAddress): string | null => ('file' in address ? address.file : null);

/** The same address, known as one that a file `.env` names. */
export function ofDotenv(address: DatabaseAddress): DatabaseAddress {
  if ('file' in address) return { ...address, ofDotenv: true };
  return { ...address, ofDotenv: true, primary: address.primary === null ? null : { ...address.primary, ofDotenv: true } };
}

/** The address in words, without a password: for messages and reports. */
export function addressText(address: DatabaseAddress): string {
  if ('file' in address) return address.file;
  const place = address.socketPath ?? `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
  return `${address.engine}://${address.user}@${place}/${address.database}`;
}

/** How a connection is protected. `verify-full` is the default for every server that is not on this machine. */
export interface Tls {
  readonly mode: 'disable' | 'no-verify' | 'verify-ca' | 'verify-full';
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
}

/**
 * As what a database stands in the history, where it has a name there: what is acknowledged of it, and its runs, are known under that name,
 * whichever database bears it by now. Whether two databases are one is told by their identity all the same.
 */
export interface Subject {
  readonly name: string;
  /** The name of a backup of it, which this is and to which nothing is written; null for the subject itself. */
  readonly backup: string | null;
}

/** A SQLite file. */
export interface SqliteAddress {
  readonly engine: 'sqlite';
  readonly file: string;
  readonly ofDotenv?: true;
  /** Set where the database has a name. */
  readonly subject?: Subject;
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
  /** Set where the database has a name. */
  readonly subject?: Subject;
}

/** Where a database is. */
export type DatabaseAddress = SqliteAddress | ServerAddress;

/** The file that a database is; null for one on a server. */
export const fileOf = (address: DatabaseAddress): string | null => ('file' in address ? address.file : null);

/** The same address, known as one that a file `.env` names. */
export const ofDotenv = (address: DatabaseAddress): DatabaseAddress => marked(address, { ofDotenv: true });

/** The same address, of a database that has a name. */
export const asSubject = (address: DatabaseAddress, subject: Subject): DatabaseAddress => marked(address, { subject });

/** A mark is one of the database, wherever it is read or written. */
function marked(address: DatabaseAddress, mark: Pick<ServerAddress, 'ofDotenv' | 'subject'>): DatabaseAddress {
  if ('file' in address) return { ...address, ...mark };
  return { ...address, ...mark, primary: address.primary === null ? null : { ...address.primary, ...mark } };
}

/** The address in words, without a password: for messages and reports. */
export function addressText(address: DatabaseAddress): string {
  if ('file' in address) return address.file;
  const place = address.socketPath ?? `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
  return `${address.engine}://${address.user}@${place}/${address.database}`;
}

import { AuditToolError, DatabaseError, sentenceOf } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import { concealPassword } from '../conceal-password.ts';
import { codeOf, networkError, noTls, otherError } from '../connection-errors.ts';

/** The sentence for a connection that PostgreSQL, or the way to it, refused. Codes: PostgreSQL manual, appendix A. */
export function connectionError(error: unknown, address: ServerAddress): unknown {
  if (error instanceof AuditToolError) return error;
  concealPassword(error, address);
  const message = error instanceof Error ? error.message : '';
  const make = (code: string, sentence: string) => new DatabaseError(code, sentence, { cause: error });
  if (message.includes('does not support SSL')) return noTls(error, address);
  if (message === 'timeout expired' || message.includes('connection timeout')) {
    return make(
      'UNREACHABLE',
      `${addressText(address)} does not answer: check the host, the port and any firewall between here and there.`,
    );
  }
  if (message.includes('password must be a string')) {
    return make(
      'WRONG_PASSWORD',
      `PostgreSQL at ${addressText(address)} asks for a password and the URL has none: add it, or name a variable that holds the URL with --database env:NAME.`,
    );
  }
  switch (codeOf(error)) {
    case '28P01':
    case '28000':
      return make(
        'WRONG_PASSWORD',
        `PostgreSQL at ${addressText(address)} refuses the account "${address.user}": check user and password, and pg_hba.conf on the server.`,
      );
    case '3D000':
      return make(
        'NO_SUCH_DATABASE',
        `The server has no database "${address.database}" (${addressText(address)}): check the last part of the URL.`,
      );
    case '53300':
      return make(
        'SERVER_FULL',
        `PostgreSQL at ${addressText(address)} has no connection left: try again later, or raise max_connections.`,
      );
    case '42501':
      return make(
        'NO_PRIVILEGE',
        `The account "${address.user}" may not connect to ${addressText(address)}: grant it CONNECT on the database.`,
      );
  }
  return networkError(error, address) ?? otherError(error, address, 'Connecting to');
}

/** The sentence for a query that PostgreSQL refused. */
export function queryError(error: unknown, address: ServerAddress): unknown {
  if (error instanceof AuditToolError) return error;
  concealPassword(error, address);
  const message = error instanceof Error ? error.message : '';
  switch (codeOf(error)) {
    case '42501':
      return new DatabaseError(
        'NO_PRIVILEGE',
        `The account "${address.user}" lacks a privilege on ${addressText(address)} (${message}): grant it SELECT, as docs/databases.md shows.`,
        { cause: error },
      );
    case '57014':
      return new DatabaseError('CANCELLED', `The query on ${addressText(address)} was cancelled.`, { cause: error });
  }
  // The driver's words at the first and at every later query.
  if (/^Connection terminated|is not queryable/.test(message)) {
    return new DatabaseError(
      'CONNECTION_LOST',
      `The connection to ${addressText(address)} was cut: check the server's log, then run the audit again.`,
      { cause: error },
    );
  }
  return networkError(error, address) ?? otherError(error, address, 'A query on');
}

/** The sentence for a statement of a repair that PostgreSQL refused, with a code that says whether to try again. */
export function writeError(error: unknown, address: ServerAddress): unknown {
  if (error instanceof AuditToolError) return error;
  concealPassword(error, address);
  const make = (code: string, sentence: string) => new DatabaseError(code, sentence, { cause: error });
  const place = addressText(address);
  switch (codeOf(error)) {
    case '40P01':
      return make('DEADLOCK', `${place}: the application and the repair waited for each other.`);
    case '40001':
      return make('SERIALIZATION', `${place}: somebody else changed the same rows at the same time.`);
    case '55P03':
      return make('LOCK_TIMEOUT', `${place}: somebody else holds a row that the repair needs.`);
    case '42501':
      return make(
        'NO_PRIVILEGE',
        `The account "${address.user}" lacks a privilege that a repair needs on ${place} (${sentenceOf(error)}): grant it what docs/repair.md lists.`,
      );
    case '25006':
      return make('READ_ONLY', `${place} accepts no writes (${sentenceOf(error)}): name the primary server, or an account that may write.`);
    case '53100':
      return make('DISK_FULL', `The disk of the server ${place} is full: free some space, then run the repair again.`);
  }
  const known = queryError(error, address);
  // A constraint or a trigger speaks for itself.
  return known instanceof DatabaseError && known.code === 'DATABASE_FAILED'
    ? make('REFUSED_BY_DATABASE', sentenceOf(error).replace(/\s+/g, ' ').trim())
    : known;
}

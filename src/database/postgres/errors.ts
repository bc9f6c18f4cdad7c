import { AuditToolError, DatabaseError, sentenceOf } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import { concealPassword } from '../conceal-password.ts';
import { ASK_FOR_TLS, codeOf, networkError, noTls, otherError } from '../connection-errors.ts';
import { poolerError } from './pooler-errors.ts';
import { SEE_ALL_ROWS } from './row-security.ts';

/** Ways to authenticate that the driver has not, by their numbers in the protocol (manual, "Message Formats"). */
const AUTHENTICATION: Readonly<Record<string, string>> = {
  2: 'Kerberos',
  7: 'Kerberos (GSSAPI)',
  8: 'Kerberos (GSSAPI)',
  9: 'Windows (SSPI)',
};

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
  // The only word in it that no language of the server translates.
  if (codeOf(error) === '28000' && message.includes('pg_hba.conf')) return notAdmitted(error, address);
  const asked = /^Unknown authenticationOk message type (\d+)/.exec(message)?.[1];
  if (asked !== undefined) {
    return make(
      'UNKNOWN_AUTHENTICATION',
      `PostgreSQL at ${addressText(address)} asks the account "${address.user}" for ${AUTHENTICATION[asked] ?? `a way to authenticate (${asked})`}, which this tool does not speak: let pg_hba.conf take a password (scram-sha-256) or a certificate from it, or name another account.`,
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
  return poolerError(error, address) ?? networkError(error, address) ?? otherError(error, address, 'PostgreSQL', 'Connecting to');
}

/** Nobody has looked at a password yet: the server has no line that lets the account in on such a connection. */
function notAdmitted(error: unknown, address: ServerAddress): DatabaseError {
  const who = `PostgreSQL at ${addressText(address)} does not let the account "${address.user}" in`;
  return address.tls.mode === 'disable'
    ? new DatabaseError(
        'TLS_REQUIRED',
        `${who} without encryption (pg_hba.conf there): ${ASK_FOR_TLS}, or add a line for the account there.`,
        { cause: error },
      )
    : new DatabaseError('NOT_ADMITTED', `${who} from this machine: add a line for the account and the database to pg_hba.conf there.`, {
        cause: error,
      });
}

/** Whether the server refused a query because of `row_security = off`. Its words may be in any language, the function's name is not. */
function isFiltered(error: unknown): boolean {
  return codeOf(error) === '42501' && (error as { routine?: unknown }).routine === 'check_enable_rls';
}

/**
 * The sentence for what a replica ends because it stands in the way of what the primary has changed; null for anything else. The
 * snapshot is lost with it. (Between two statements it ends the connection, and the code comes without a query.)
 */
export function recoveryConflict(error: unknown, address: ServerAddress): DatabaseError | null {
  if (!['40001', '40P01'].includes(codeOf(error))) return null;
  return new DatabaseError(
    'RECOVERY_CONFLICT',
    `The replica ${addressText(address)} ended the audit's snapshot, as it stood in the way of what the primary had changed meanwhile (a conflict with recovery): set hot_standby_feedback = on there, or raise max_standby_streaming_delay.`,
    { cause: error },
  );
}

/** The sentence for a query that PostgreSQL refused. */
export function queryError(error: unknown, address: ServerAddress): unknown {
  if (error instanceof AuditToolError) return error;
  concealPassword(error, address);
  const message = error instanceof Error ? error.message : '';
  if (isFiltered(error)) {
    return new DatabaseError(
      'ROWS_HIDDEN',
      `Policies of row-level security hold for the account "${address.user}", so rows may be hidden from it (${addressText(address)} says: ${message}): ${SEE_ALL_ROWS}.`,
      { cause: error },
    );
  }
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
  return poolerError(error, address) ?? networkError(error, address) ?? otherError(error, address, 'PostgreSQL', 'A query on');
}

/** The sentence for a statement of a repair that PostgreSQL refused, with a code that says whether to try again. */
export function writeError(error: unknown, address: ServerAddress): unknown {
  if (error instanceof AuditToolError) return error;
  concealPassword(error, address);
  const make = (code: string, sentence: string) => new DatabaseError(code, sentence, { cause: error });
  const place = addressText(address);
  if (isFiltered(error)) return queryError(error, address);
  switch (codeOf(error)) {
    case '40P01':
      return make('DEADLOCK', `${place}: the application and the repair waited for each other.`);
    case '40001':
      return make('SERIALIZATION', `${place}: another program changed the same rows at the same time.`);
    case '55P03':
      return make('LOCK_TIMEOUT', `${place}: another program holds a row that the repair needs.`);
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

import { AuditToolError, DatabaseError, sentenceOf } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import { concealPassword } from '../conceal-password.ts';
import { ASK_FOR_TLS, codeOf, networkError, otherError } from '../connection-errors.ts';

const MARIADB_STATEMENT_TIMEOUT = 1969;
const MARIADB_CONNECTION_KILLED = 1927;

/** The sentence for an error of MySQL or MariaDB, of their driver, or of the way to them. */
export function mysqlError(error: unknown, address: ServerAddress): unknown {
  if (error instanceof AuditToolError) return error;
  // What was said by a part of ours inside the driver.
  if (error instanceof Error && error.cause instanceof AuditToolError) return error.cause;
  concealPassword(error, address);
  const message = error instanceof Error ? error.message : '';
  const place = addressText(address);
  const make = (code: string, sentence: string) => new DatabaseError(code, sentence, { cause: error });
  switch (codeOf(error)) {
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
    case 'ER_NOT_SUPPORTED_AUTH_MODE':
      return make(
        'WRONG_PASSWORD',
        `The server at ${place} refuses the account "${address.user}": check user, password and the hosts it may come from${demands(address)}.`,
      );
    case 'ER_SECURE_TRANSPORT_REQUIRED':
      return make('TLS_REQUIRED', `The server at ${place} accepts encrypted connections only: ${ASK_FOR_TLS}.`);
    case 'ER_SERVER_IS_IN_SECURE_AUTH_MODE':
      return unknownLogin(error, address, 'mysql_old_password');
    case 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED':
      return unknownLogin(error, address, 'mysql_clear_password');
    case 'ER_DBACCESS_DENIED_ERROR':
      return make(
        'NO_PRIVILEGE',
        `The account "${address.user}" may not use the database "${address.database}" (${place}): check the name, and grant the account SELECT on it as docs/databases.md shows; a role that has it must be the account’s default role (SET DEFAULT ROLE).`,
      );
    case 'ER_BAD_DB_ERROR':
      return make('NO_SUCH_DATABASE', `The server has no database "${address.database}" (${place}): check the last part of the URL.`);
    case 'ER_HOST_NOT_PRIVILEGED':
    case 'ER_HOST_IS_BLOCKED':
      return make('NO_PRIVILEGE', `The server at ${place} accepts no connection from this machine: allow it there.`);
    case 'ER_CON_COUNT_ERROR':
      return make('SERVER_FULL', `The server at ${place} has no connection left: try again later, or raise max_connections.`);
    case 'ER_TOO_MANY_USER_CONNECTIONS':
    case 'ER_USER_LIMIT_REACHED':
      return make(
        'SERVER_FULL',
        `The account "${address.user}" has reached a limit of its own at ${place} (${sentenceOf(error)}): raise it with ALTER USER … WITH …, or max_user_connections, or try again later.`,
      );
    case 'ER_TABLEACCESS_DENIED_ERROR':
    case 'ER_COLUMNACCESS_DENIED_ERROR':
      return make(
        'NO_PRIVILEGE',
        `The account "${address.user}" lacks a privilege on ${place} (${message}): grant it SELECT, as docs/databases.md shows.`,
      );
    case 'ER_UNKNOWN_COM_ERROR':
      // What a node of a cluster says to everything; no server of today has another use for it.
      return make(
        'NODE_NOT_READY',
        `The node at ${place} does not belong to the part of its cluster that is in charge: name another node, or wait until it is back.`,
      );
    case 'ER_CANT_AGGREGATE_2COLLATIONS':
    case 'ER_CANT_AGGREGATE_NCOLLATIONS':
      return make(
        'MIXED_COLLATIONS',
        `The tables of ${place} hold texts of collations that do not compare (${message}): convert them to one (ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4 COLLATE …).`,
      );
    case 'ER_QUERY_INTERRUPTED':
      return make('CANCELLED', `The query on ${place} was cancelled.`);
    case 'ER_QUERY_TIMEOUT':
      return make('STATEMENT_TIMEOUT', statementTimeout(place));
    case 'ER_DISK_FULL':
    case 'ER_RECORD_FILE_FULL':
      return make(
        'DISK_FULL',
        `The server ${place} has no room left for a temporary table (${message}): free some space in its tmpdir, or raise tmp_disk_table_size.`,
      );
    case 'ER_SERVER_SHUTDOWN':
    case 'ER_CLIENT_INTERACTION_TIMEOUT':
      return connectionLost(make, place);
  }
  // The driver has no names for errors that only MariaDB knows.
  switch ((error as { errno?: unknown } | null)?.errno) {
    case MARIADB_STATEMENT_TIMEOUT:
      return make('STATEMENT_TIMEOUT', statementTimeout(place));
    case MARIADB_CONNECTION_KILLED:
      return connectionLost(make, place);
  }
  const plugin = /unknown plugin (\w+)/.exec(message)?.[1];
  if (plugin !== undefined) return unknownLogin(error, address, plugin);
  // The second is what the driver says where it knows already that the connection has ended.
  if (/Connection lost|connection is in closed state/.test(message)) {
    return connectionLost(make, place);
  }
  return networkError(error, address) ?? otherError(error, address, 'MySQL', 'The database');
}

/** What the server does not tell apart from a wrong password: an account that demands more of the connection. */
function demands({ tls }: ServerAddress): string {
  if (tls.mode === 'disable') return `; where the account demands TLS (REQUIRE SSL), ${ASK_FOR_TLS}`;
  return tls.certFile === null ? '; where it demands a certificate (REQUIRE X509), name it with sslcert and sslkey' : '';
}

function unknownLogin(error: unknown, address: ServerAddress, plugin: string): DatabaseError {
  return new DatabaseError(
    'UNKNOWN_LOGIN',
    `The server at ${addressText(address)} wants the account "${address.user}" to log in by ${plugin}, which this tool does not do: give it a password of mysql_native_password or caching_sha2_password (ALTER USER), or name another account.`,
    { cause: error },
  );
}

const statementTimeout = (place: string): string =>
  `The server ${place} ended a query that took longer than it allows, though this session asked for no limit: raise max_statement_time (MariaDB) or max_execution_time (MySQL), or what stands between this program and the server.`;

function connectionLost(make: (code: string, sentence: string) => DatabaseError, place: string): DatabaseError {
  return make('CONNECTION_LOST', `The connection to ${place} was cut: check the server's log, then run the audit again.`);
}

/** The sentence for a statement of a repair that the server refused, with a code that says whether to try again. */
export function writeError(error: unknown, address: ServerAddress): unknown {
  if (error instanceof AuditToolError) return error;
  concealPassword(error, address);
  const make = (code: string, sentence: string) => new DatabaseError(code, sentence, { cause: error });
  const place = addressText(address);
  switch (codeOf(error)) {
    case 'ER_LOCK_DEADLOCK':
      return make('DEADLOCK', `${place}: the application and the repair waited for each other.`);
    case 'ER_LOCK_WAIT_TIMEOUT':
      return make('LOCK_TIMEOUT', `${place}: another program holds a row that the repair needs.`);
    case 'ER_UNKNOWN_COM_ERROR':
      return make('CONNECTION_LOST', `The node at ${place} has left its cluster: check its log, then run the repair again.`);
    case 'ER_TABLE_DEF_CHANGED':
    case 'ER_CHECKREAD':
      return make('TABLE_CHANGED', `${place}: a table was changed at the same time.`);
    case 'ER_TABLEACCESS_DENIED_ERROR':
    case 'ER_COLUMNACCESS_DENIED_ERROR':
      return make(
        'NO_PRIVILEGE',
        `The account "${address.user}" lacks a privilege that a repair needs on ${place} (${sentenceOf(error)}): grant it what docs/repair.md lists.`,
      );
    case 'ER_OPTION_PREVENTS_STATEMENT':
    case 'ER_READ_ONLY_MODE':
    case 'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION':
      return make('READ_ONLY', `${place} accepts no writes (${sentenceOf(error)}): name the primary server.`);
    case 'ER_RECORD_FILE_FULL':
    case 'ER_DISK_FULL':
      return make('DISK_FULL', `The disk of the server ${place} is full: free some space, then run the repair again.`);
  }
  const known = mysqlError(error, address);
  // A constraint or a trigger speaks for itself.
  return known instanceof DatabaseError && known.code === 'DATABASE_FAILED'
    ? make('REFUSED_BY_DATABASE', sentenceOf(error).replace(/\s+/g, ' ').trim())
    : known;
}

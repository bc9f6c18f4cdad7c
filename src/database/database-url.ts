import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { mayHoldCredentials } from '../credentials.ts';
import { UsageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { withoutQuotes } from './address-parts.ts';
import type { DatabaseAddress, ServerAddress } from './address.ts';
import { MYSQL_PARAMETERS } from './mysql/url-parameters.ts';
import { POSTGRES_PARAMETERS } from './postgres/url-parameters.ts';
import { serverAddress } from './server-address.ts';
import { readParameters } from './url-parameters.ts';

/** Schemes by the engine that answers behind them; Django's names for geographic and time-series variants are the same servers. */
const SCHEMES: Readonly<Record<string, DatabaseAddress['engine']>> = {
  postgres: 'postgresql',
  postgresql: 'postgresql',
  pgsql: 'postgresql',
  postgis: 'postgresql',
  timescale: 'postgresql',
  timescalegis: 'postgresql',
  mysql: 'mysql',
  mysql2: 'mysql',
  mysqlgis: 'mysql',
  'mysql-connector': 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  spatialite: 'sqlite',
};

/** Schemes of other engines, and what to say of them. */
const OTHER_SCHEMES: Readonly<Record<string, string>> = {
  redshift: 'Amazon Redshift is no PostgreSQL: it has no snapshot and no locks that an audit or a repair could rest on',
  cockroach: 'CockroachDB is no PostgreSQL, though it can be reached as postgresql://…: docs/databases.md says what then holds',
  cockroachdb: 'CockroachDB is no PostgreSQL, though it can be reached as postgresql://…: docs/databases.md says what then holds',
  oracle: 'Oracle',
  oraclegis: 'Oracle',
  mssql: 'SQL Server',
  mssqlms: 'SQL Server',
  sqlserver: 'SQL Server',
  mongodb: 'MongoDB',
  'mongodb+srv': 'MongoDB',
};

const FORM =
  'scheme://user:password@host:port/name, with special characters of the password percent-encoded (@ is %40, / is %2F, # is %23)';

/**
 * Reads a database URL as dj-database-url does: `sqlite:///relative.db`, `sqlite:////absolute.db`, a bare path,
 * `postgres(ql)://`, `mysql://`, `mariadb://` and their variants. User, password and database are percent-decoded.
 *
 * @throws UsageError naming the part that is wrong, never the password
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  const url = withoutQuotes(text);
  if (url === '') throw new UsageError('NO_DATABASE', 'The database URL is empty.');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return { engine: 'sqlite', file: sqliteFile(url.replace(/^(?:sqlite3?|spatialite):/i, '')) };
  const engine = SCHEMES[scheme];
  const rest = url.slice(scheme.length + 3);
  if (engine === 'sqlite') return { engine, file: sqliteFile(sqlitePath(rest)) };
  if (engine === undefined) throw unknownScheme(scheme);
  return fromUrl(engine, rest);
}

function unknownScheme(scheme: string): UsageError {
  const use = 'use sqlite:///FILE, postgresql://… or mysql://…';
  const other = OTHER_SCHEMES[scheme];
  const [near] = nearest(scheme.replace(/\+.*$/s, ''), ['postgresql', 'postgres', 'mysql', 'mariadb', 'sqlite']);
  const sentence =
    other !== undefined
      ? `Databases of the scheme "${scheme}://" are not supported (${other}): ${use}.`
      : near !== undefined
        ? `Databases of the scheme "${scheme}://" are not supported: did you mean "${near}://"?`
        : // What stands before the first :// may be anything, also the beginning of a password.
          `The database URL begins with a scheme that is not supported: ${use}.`;
  return new UsageError('UNKNOWN_SCHEME', sentence);
}

function sqlitePath(rest: string): string {
  const path = rest.replace(/[?#].*$/s, '');
  if (!path.startsWith('/')) {
    if (path === ':memory:') return path;
    refuse(
      'A SQLite URL has three slashes before a relative path (sqlite:///db.sqlite3) and four before an absolute one (sqlite:////var/db.sqlite3).',
    );
  }
  const decoded = decode(path.slice(1), 'path');
  // sqlite:////C:/x and sqlite:///C:/x both mean C:/x.
  return decoded.replace(/^\/([a-z]:[/\\])/i, '$1');
}

function sqliteFile(path: string): string {
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

function fromUrl(engine: ServerAddress['engine'], rest: string): ServerAddress {
  const [, authority = '', path = '', query = '', fragment] = /^([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?(#.*)?$/s.exec(rest) ?? [];
  // A special character of the password that is not percent-encoded cuts the URL in the wrong place: what then looks like a name is a part of it.
  // eslint-disable-next-line no-control-regex -- a line break in the middle of a URL is a slip in pasting it
  if (fragment !== undefined || `${path}${query}`.includes('@') || /[\u0000-\u001f\u007f\\]/.test(rest)) {
    refuse(`The database URL cannot be read: it has the form ${FORM}. An @ in the name or behind the ? is written %40 too.`);
  }
  const at = authority.lastIndexOf('@');
  const [, user = '', password] = /^([^:]*)(?::(.*))?$/s.exec(authority.slice(0, Math.max(at, 0))) ?? [];
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1)) ?? severalOrNone(authority.slice(at + 1));
  const part = (value: string | undefined, what: string): string | null =>
    value === undefined || value === '' ? null : decode(value, what);
  return serverAddress({
    engine,
    user: part(user, 'user'),
    password: part(password, 'password'),
    host: part(host, 'host'),
    port: port === undefined || port === '' ? null : port,
    database: part(path.slice(1), 'database name'),
    said: readParameters(query, engine === 'postgresql' ? POSTGRES_PARAMETERS : MYSQL_PARAMETERS),
  });
}

/** Several hosts with a port each are told as such; anything else cannot be read. */
function severalOrNone(hosts: string): readonly string[] {
  return hosts.includes(',') ? ['', hosts] : refuse(`The database URL cannot be read: it has the form ${FORM}.`);
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(`The ${what} in the database URL is not percent-encoded correctly: write a literal % as %25.`);
  }
}

function refuse(sentence: string): never {
  throw new UsageError('BAD_DATABASE_URL', sentence);
}

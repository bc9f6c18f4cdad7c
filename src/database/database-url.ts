import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { DatabaseAddress, ServerAddress, Tls } from './address.ts';

const SCHEMES: Readonly<Record<string, ServerAddress['engine']>> = {
  postgres: 'postgresql',
  postgresql: 'postgresql',
  pgsql: 'postgresql',
  mysql: 'mysql',
  mysql2: 'mysql',
  mariadb: 'mysql',
};

const DEFAULT_PORT = { postgresql: 5432, mysql: 3306 } as const;
const DEFAULT_USER = { postgresql: 'postgres', mysql: 'root' } as const;

/**
 * Reads a database URL as dj-database-url does: `sqlite:///relative.db`, `sqlite:////absolute.db`, a bare path,
 * `postgres(ql)://`, `mysql://`, `mysql2://`, `mariadb://`. User, password and database are percent-decoded.
 *
 * @throws UsageError naming the part that is wrong, never the password
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  const url = text.trim();
  if (url === '') throw new UsageError('NO_DATABASE', 'The database URL is empty.');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return { engine: 'sqlite', file: sqliteFile(url.replace(/^sqlite3?:/i, '')) };
  if (scheme === 'sqlite' || scheme === 'sqlite3') {
    return { engine: 'sqlite', file: sqliteFile(sqlitePath(url.slice(scheme.length + 3))) };
  }
  const engine = SCHEMES[scheme];
  if (engine === undefined) {
    throw new UsageError(
      'UNKNOWN_SCHEME',
      `Databases of the scheme "${scheme}://" are not supported: use sqlite:///FILE, postgresql://… or mysql://….`,
    );
  }
  return serverAddress(engine, url);
}

function sqlitePath(rest: string): string {
  const path = rest.replace(/[?#].*$/s, '');
  if (!path.startsWith('/')) {
    if (path === ':memory:') return path;
    throw new UsageError(
      'BAD_DATABASE_URL',
      'A SQLite URL has three slashes before a relative path (sqlite:///db.sqlite3) and four before an absolute one (sqlite:////var/db.sqlite3).',
    );
  }
  const decoded = decode(path.slice(1), 'path');
  // sqlite:////C:/x and sqlite:///C:/x both mean C:/x.
  return decoded.replace(/^\/([a-z]:[/\\])/i, '$1');
}

function sqliteFile(path: string): string {
  if (path === '' || path === ':memory:') {
    throw new UsageError('BAD_DATABASE_URL', 'A database in memory cannot be audited from outside: give the path of a SQLite file.');
  }
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}

function serverAddress(engine: ServerAddress['engine'], url: string): ServerAddress {
  // A socket's folder stands percent-encoded in the place of the host (libpq). Unknown schemes are parsed as http,
  // because a URL of another scheme may have no empty host.
  const [, credentials = '', host = ''] = /^[^:]+:\/\/([^/?#]*@)?([^/?#]*)/.exec(url) ?? [];
  const socketHost = /^%2f/i.test(host) ? decode(host, 'host') : null;
  let parsed: URL;
  try {
    const rest = url.slice(url.indexOf('://') + 3 + credentials.length + host.length);
    parsed = new URL(`http://${credentials}${host === '' || socketHost !== null ? 'localhost' : host}${rest}`);
  } catch {
    throw new UsageError(
      'BAD_DATABASE_URL',
      'The database URL cannot be read: it has the form scheme://user:password@host:port/name, with special characters of the password percent-encoded (@ is %40, / is %2F, # is %23).',
    );
  }
  const query = new Map([...parsed.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const hostParameter = query.get('host') ?? null;
  const isSocket = hostParameter?.startsWith('/') === true;
  const hostName = hostParameter !== null && !isSocket ? hostParameter : decode(parsed.hostname.replace(/^\[|\]$/g, ''), 'host');
  const socketPath = query.get('unix_socket') ?? query.get('socket') ?? socketHost ?? (isSocket ? hostParameter : null);
  const database = decode(parsed.pathname.slice(1), 'database name');
  if (database === '') {
    throw new UsageError(
      'BAD_DATABASE_URL',
      'The database URL names no database: it ends in /NAME, as in postgresql://user@host:5432/peerquest.',
    );
  }
  const local = socketPath !== null || isLocal(hostName);
  return {
    engine,
    host: hostName,
    port: parsed.port === '' ? portOf(url, engine) : Number(parsed.port),
    user: parsed.username === '' ? DEFAULT_USER[engine] : decode(parsed.username, 'user'),
    password: parsed.password === '' ? null : decode(parsed.password, 'password'),
    database,
    socketPath,
    tls: tlsOptions(query, local),
    serverOptions: serverOptions(query),
    connectTimeoutSeconds: positive(query.get('connect_timeout')) ?? 10,
  };
}

function portOf(url: string, engine: ServerAddress['engine']): number {
  // A URL read as http loses an explicit :80.
  return /:80(?=[/?#]|$)/.test(url.replace(/^[^:]+:\/\//, '').split(/[/?#]/)[0] ?? '') ? 80 : DEFAULT_PORT[engine];
}

function positive(value: string | undefined): number | null {
  const number = Number(value);
  return Number.isFinite(number) && number > 0 ? number : null;
}

function serverOptions(query: ReadonlyMap<string, string>): string | null {
  const options = query.get('options') ?? null;
  const schema = query.get('currentschema') ?? query.get('schema');
  return schema === undefined ? options : `${options === null ? '' : `${options} `}-c search_path=${schema.replace(/([\\ ])/g, '\\$1')}`;
}

/** True for this machine, and for Railway's private network, which encrypts by itself (WireGuard). */
function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host) || host.endsWith('.railway.internal');
}

const TLS_MODES: Readonly<Record<string, Tls['mode']>> = {
  disable: 'disable',
  disabled: 'disable',
  false: 'disable',
  require: 'verify-full',
  required: 'verify-full',
  true: 'verify-full',
  'verify-full': 'verify-full',
  'verify-identity': 'verify-full',
  'verify-ca': 'verify-ca',
  'no-verify': 'no-verify',
};

function tlsOptions(query: ReadonlyMap<string, string>, local: boolean): Tls {
  const settings = new Map<string, string>();
  for (const [name, value] of query) {
    if (name.startsWith('ssl')) settings.set(name.replace(/[-_]/g, ''), value);
  }
  const take = (...names: string[]): string | null => {
    for (const name of names) {
      const value = settings.get(name);
      settings.delete(name);
      if (value !== undefined) return value;
    }
    return null;
  };
  const asked = take('sslmode', 'ssl');
  const caFile = take('sslca', 'sslrootcert');
  const certFile = take('sslcert');
  const keyFile = take('sslkey');
  const [unknown] = settings.keys();
  if (unknown !== undefined) {
    throw new UsageError(
      'BAD_DATABASE_URL',
      `The database URL has an unknown TLS setting "${unknown}": known are sslmode, sslca, sslcert and sslkey.`,
    );
  }
  if (asked === null) {
    return { mode: local && caFile === null ? 'disable' : 'verify-full', caFile, certFile, keyFile };
  }
  const mode = TLS_MODES[asked.toLowerCase().replace(/_/g, '-')];
  if (mode === undefined) {
    throw new UsageError(
      'BAD_DATABASE_URL',
      `sslmode=${asked} is not supported, because it may fall back to an unencrypted connection in silence or is unknown: use disable, verify-full, verify-ca or no-verify.`,
    );
  }
  return { mode, caFile, certFile, keyFile };
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError('BAD_DATABASE_URL', `The ${what} in the database URL is not percent-encoded correctly: write a literal % as %25.`);
  }
}

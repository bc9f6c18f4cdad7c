import { describe, expect, it } from 'vitest';
import { addressText, parseDatabaseUrl } from '../../src/database/index.ts';

describe('SQLite addresses', () => {
  it.each([
    ['db.sqlite3', 'db.sqlite3'],
    ['/var/db.sqlite3', '/var/db.sqlite3'],
    ['C:\\data\\db.sqlite3', 'C:\\data\\db.sqlite3'],
    ['sqlite:///relative.db', 'relative.db'],
    ['sqlite:////absolute/a%20b.db', '/absolute/a b.db'],
    ['sqlite:///C:/data/db.sqlite3', 'C:/data/db.sqlite3'],
    ['sqlite:////C:/data/db.sqlite3', 'C:/data/db.sqlite3'],
    ['sqlite:///x.db?timeout=5', 'x.db'],
  ])('%s is the file %s', (url, file) => {
    expect(parseDatabaseUrl(url)).toEqual({ engine: 'sqlite', file });
  });
});

describe('server addresses', () => {
  it.each([
    ['postgres://u@h/d', 'postgresql', 5432],
    ['postgresql://u@h:6000/d', 'postgresql', 6000],
    ['mysql://u@h/d', 'mysql', 3306],
    ['mysql2://u@h/d', 'mysql', 3306],
    ['mariadb://u@h:80/d', 'mysql', 80],
  ])('%s is %s on port %s', (url, engine, port) => {
    expect(parseDatabaseUrl(url)).toMatchObject({ engine, port, host: 'h', user: 'u', database: 'd', password: null });
  });

  it('decodes user, password and name, and never shows the password', () => {
    const address = parseDatabaseUrl('postgres://a%40b:p%2F%3A%23%25@[::1]:5433/my%20db');
    expect(address).toMatchObject({ user: 'a@b', password: 'p/:#%', host: '::1', port: 5433, database: 'my db' });
    expect(addressText(address)).toBe('postgresql://a@b@[::1]:5433/my db');
  });

  it.each([
    ['mysql://u@localhost/d?unix_socket=/run/mysqld.sock', '/run/mysqld.sock'],
    ['postgres://u@%2Fvar%2Frun%2Fpostgresql/d', '/var/run/postgresql'],
    ['postgres:///d?host=/var/run/postgresql', '/var/run/postgresql'],
  ])('%s goes through the socket %s', (url, socketPath) => {
    expect(parseDatabaseUrl(url)).toMatchObject({ socketPath, database: 'd', tls: { mode: 'disable' } });
  });

  it.each([
    ['h', '', 'verify-full'],
    ['localhost', '', 'disable'],
    ['127.0.0.1', '', 'disable'],
    ['db.railway.internal', '', 'disable'],
    ['127.example.com', '', 'verify-full'],
    ['localhost', '?sslca=/ca.pem', 'verify-full'],
    ['h', '?sslmode=require', 'verify-full'],
    ['h', '?ssl_mode=VERIFY_IDENTITY', 'verify-full'],
    ['h', '?ssl-mode=VERIFY_CA', 'verify-ca'],
    ['h', '?sslmode=disable', 'disable'],
    ['h', '?sslmode=no-verify', 'no-verify'],
  ])('TLS to %s with "%s" is %s', (host, query, mode) => {
    expect(parseDatabaseUrl(`postgres://u@${host}/d${query}`)).toMatchObject({ tls: { mode } });
  });

  it('takes a host parameter that is no path for a host', () => {
    expect(parseDatabaseUrl('postgres://u@/d?host=db.example.com')).toMatchObject({
      host: 'db.example.com',
      socketPath: null,
      tls: { mode: 'verify-full' },
    });
  });

  it('passes a schema on to PostgreSQL', () => {
    expect(parseDatabaseUrl('postgres://u@h/d?currentSchema=app')).toMatchObject({ serverOptions: '-c search_path=app' });
    expect(parseDatabaseUrl('postgres://u@h/d?options=-c%20search_path%3Dx')).toMatchObject({ serverOptions: '-c search_path=x' });
  });
});

describe('addresses that cannot be meant', () => {
  it.each([
    ['', /is empty/],
    ['oracle://u:hunter2@h/d', /scheme "oracle:\/\/" are not supported/],
    [':memory:', /in memory/],
    ['sqlite://', /three slashes/],
    ['sqlite://relative.db', /three slashes/],
    ['postgres://u:hunter2@h', /names no database/],
    ['postgres://u:hunter2@h:port/d', /cannot be read/],
    ['postgres://u:hunter2@h/d?sslmode=prefer', /sslmode=prefer is not supported/],
    ['postgres://u:hunter2@h/d?sslmod=x', /unknown TLS setting "sslmod"/],
    ['postgres://u:hunter2%zz@h/d', /password in the database URL is not percent-encoded/],
  ])('%s is refused without its password', (url, message) => {
    expect(() => parseDatabaseUrl(url)).toThrow(message);
    expect(() => parseDatabaseUrl(url)).not.toThrow(/hunter2/);
  });
});

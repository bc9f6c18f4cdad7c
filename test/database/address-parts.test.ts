import { describe, expect, it } from 'vitest';
import { isPrivate, placeOf, portNumber, withoutQuotes } from '../../src/database/address-parts.ts';
import { addressFromVariables, isThisMachine, parseDatabaseUrl } from '../../src/database/index.ts';
import { UsageError } from '../../src/errors.ts';

describe('schemes of dj-database-url', () => {
  it.each([
    ['postgis', 'postgresql'],
    ['timescale', 'postgresql'],
    ['timescalegis', 'postgresql'],
    ['pgsql', 'postgresql'],
    ['mysql2', 'mysql'],
    ['mysqlgis', 'mysql'],
    ['mysql-connector', 'mysql'],
    ['MySQL', 'mysql'],
  ])('%s:// is %s', (scheme, engine) => {
    expect(parseDatabaseUrl(`${scheme}://u@h/d`)).toMatchObject({ engine, host: 'h', database: 'd' });
  });

  it('spatialite:// is a SQLite file', () => {
    expect(parseDatabaseUrl('spatialite:////var/x.db')).toEqual({ engine: 'sqlite', file: '/var/x.db' });
  });

  it.each([
    ['redshift', /"redshift:\/\/" are not supported \(Amazon Redshift is no PostgreSQL: /],
    ['cockroach', /"cockroach:\/\/" are not supported \(CockroachDB is no PostgreSQL/],
    ['mssqlms', /"mssqlms:\/\/" are not supported \(SQL Server\)/],
    ['mongodb+srv', /"mongodb\+srv:\/\/" are not supported \(MongoDB\)/],
    ['postgresql+psycopg2', /did you mean "postgresql:\/\/"\?/],
    ['mysql+pymysql', /did you mean "mysql:\/\/"\?/],
    ['postgers', /did you mean "postgres:\/\/"\?/],
    ['zz', /begins with a scheme that is not supported/],
  ])('%s:// is refused by a true sentence', (scheme, sentence) => {
    expect(() => parseDatabaseUrl(`${scheme}://u:hunter2@h/d`)).toThrow(sentence);
    expect(() => parseDatabaseUrl(`${scheme}://u:hunter2@h/d`)).not.toThrow(/hunter2/);
  });
});

describe('hosts', () => {
  it.each(['h1,h2', 'h1:1,h2:2', 'u:hunter2@h1,h2', 'u:hunter2@[::1]:1,h2'])('several, as in %s, get a sentence of their own', (hosts) => {
    expect(() => parseDatabaseUrl(`postgresql://${hosts}/d`)).toThrow(/is a list of several hosts: name the one server that is meant/);
    expect(() => parseDatabaseUrl(`postgresql://${hosts}/d`)).not.toThrow(/hunter2/);
  });

  it('several in a parameter too', () => {
    expect(() => parseDatabaseUrl('postgresql:///d?host=h1,h2')).toThrow(/is a list of several hosts/);
  });

  it.each([
    ['[0:0:0:0:0:0:0:1]', '::1', 'disable'],
    ['127.1', '127.0.0.1', 'disable'],
    ['LOCALHOST', 'localhost', 'disable'],
    ['127.0.0.1.evil.com', '127.0.0.1.evil.com', 'verify-full'],
    ['localhost.evil', 'localhost.evil', 'verify-full'],
    ['evil-localhost', 'evil-localhost', 'verify-full'],
    ['127.0.0.1evil', '127.0.0.1evil', 'verify-full'],
    ['railway.internal.evil.com', 'railway.internal.evil.com', 'verify-full'],
    ['evilrailway.internal', 'evilrailway.internal', 'verify-full'],
    ['[::ffff:127.0.0.1]', '::ffff:7f00:1', 'verify-full'],
  ])('%s is %s, TLS %s', (host, canonical, mode) => {
    expect(parseDatabaseUrl(`mysql://u@${host}/d`)).toMatchObject({ host: canonical, tls: { mode } });
    expect(isThisMachine(canonical)).toBe(mode === 'disable');
  });
});

describe('a text that names a host', () => {
  it.each([
    ['db.example', { host: 'db.example' }],
    ['a_b-c.d1', { host: 'a_b-c.d1' }],
    ['/run/mysqld.sock', { socketPath: '/run/mysqld.sock' }],
    ['::1', { host: '::1' }],
    ['[::1]', { host: '::1' }],
    ['2001:DB8:0:0:0:0:0:1', { host: '2001:db8::1' }],
    ['::ffff:127.0.0.1', { host: '::ffff:7f00:1' }],
    ['1::', { host: '1::' }],
    ['bücher.example', { host: 'xn--bcher-kva.example' }],
  ])('"%s" is %j', (text, place) => {
    expect(placeOf(text, 'It')).toEqual(place);
  });

  it.each([
    ['', /no name of a host/],
    ['a b', /no name of a host/],
    ['x::1', /no name of a host/],
    ['::1x', /no name of a host/],
    ['1:2:3', /no name of a host/],
    ['::1]/x', /no name of a host/],
    ['db.example/x[a]', /no name of a host/],
    ['[::1]x', /no name of a host/],
    ['db.example:80', /holds a port too/],
    ['a:b:80', /no name of a host/],
    ['a,b', /a list of several hosts/],
  ])('"%s" is none', (text, sentence) => {
    expect(() => placeOf(text, 'It')).toThrow(sentence);
    expect(() => placeOf(text, 'It')).toThrow(expect.objectContaining({ code: 'BAD_DATABASE_URL' }) as UsageError);
  });

  it.each([
    ['1', 1],
    ['65535', 65_535],
    ['00080', 80],
    ['0', null],
    ['65536', null],
    ['123456', null],
    ['x80', null],
    ['80x', null],
    ['-1', null],
    ['', null],
  ])('"%s" as a port is %s', (text, port) => {
    expect(portNumber(text)).toBe(port);
  });

  it.each([
    ['localhost', true, true],
    ['::1', true, true],
    ['127.0.0.1', true, true],
    ['127.255.10.254', true, true],
    ['10.127.0.0.1', false, false],
    ['127.0.0', false, false],
    ['127.0.0.1.evil.com', false, false],
    ['db.railway.internal', false, true],
    ['railway.internal', false, false],
    ['db.railway.internal.evil.com', false, false],
    ['h', false, false],
  ])('%s is this machine: %s, on a private way: %s', (host, own, onPrivateWay) => {
    expect([isThisMachine(host), isPrivate(host)]).toEqual([own, onPrivateWay]);
  });

  it.each([
    [' "a b" ', 'a b'],
    ["'a'", 'a'],
    ['" a "', 'a'],
    ['a\n', 'a'],
    ['"a\nb"', 'a\nb'],
    ['"a\'', '"a\''],
    ['"', '"'],
    ['x"a"', 'x"a"'],
    ['"a"x', '"a"x'],
    ['', ''],
  ])('%j is meant as %j', (text, meant) => {
    expect(withoutQuotes(text)).toBe(meant);
  });
});

describe('the variables MYSQL*', () => {
  const read = (variables: Record<string, string>) => addressFromVariables(variables, 'the environment')?.address ?? null;

  it.each([
    [{ MYSQLHOST: '::1' }, { host: '::1', port: 3306, user: 'root', database: 'railway', password: null }],
    [
      { MYSQLHOST: '[::1]', MYSQLPORT: '3307' },
      { host: '::1', port: 3307 },
    ],
    [
      { MYSQLHOST: '/run/mysqld/mysqld.sock', MYSQLDATABASE: 'd' },
      { socketPath: '/run/mysqld/mysqld.sock', database: 'd', tls: { mode: 'disable' } },
    ],
    [
      { MYSQLHOST: 'db.example ', MYSQLUSER: ' zoe\n' },
      { host: 'db.example', user: 'zoe', tls: { mode: 'verify-full' } },
    ],
    [
      { MYSQLHOST: '"db.example"', MYSQLPORT: "'3307'" },
      { host: 'db.example', port: 3307 },
    ],
    [{ MYSQLPASSWORD: ' a:b/c?d#e%41@"\'' }, { host: 'mysql.railway.internal', password: ' a:b/c?d#e%41@"\'' }],
    [{ MYSQLPASSWORD: 'secret\r\n' }, { password: 'secret' }],
    [
      { MYSQLUSER: 'a@b', MYSQLDATABASE: 'x/y?z#%41' },
      { user: 'a@b', database: 'x/y?z#%41' },
    ],
  ] as const)('%j', (variables, expected) => {
    expect(read(variables)).toMatchObject(expected);
  });

  it.each([
    [{ MYSQLHOST: '127.0.0.1:15902/mysql?x=' }, /^MYSQLHOST in the environment is no name of a host/],
    [{ MYSQLHOST: 'db.example:3306' }, /^MYSQLHOST in the environment holds a port too/],
    [{ MYSQLHOST: 'a,b' }, /^MYSQLHOST in the environment is a list of several hosts/],
    [{ MYSQLHOST: 'mysql://u:hunter2@h/d' }, /^MYSQLHOST in the environment is no name of a host/],
    [{ MYSQLHOST: 'h#x' }, /^MYSQLHOST in the environment is no name of a host/],
    [{ MYSQLPORT: 'tcp://u:hunter2@h' }, /^MYSQLPORT in the environment is not a port number/],
    [{ MYSQLPORT: '0' }, /^MYSQLPORT in the environment is "0": it must be a port number/],
    [{ MYSQLPORT: '65536' }, /^MYSQLPORT in the environment is "65536"/],
  ])('%j is refused', (variables: Record<string, string>, sentence) => {
    expect(() => read(variables)).toThrow(sentence);
    expect(() => read(variables)).not.toThrow(/hunter2/);
  });

  it('none of them is no address', () => {
    expect(read({ MYSQLHOST: '', MYSQLPASSWORD: '' })).toBeNull();
  });
});

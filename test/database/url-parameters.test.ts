import { describe, expect, it } from 'vitest';
import type { ServerAddress } from '../../src/database/address.ts';
import { clearPasswordRefusal } from '../../src/database/clear-password.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { UsageError } from '../../src/errors.ts';

const postgres = (query: string) => parseDatabaseUrl(`postgresql://u@h/d?${query}`);
const mysql = (query: string) => parseDatabaseUrl(`mysql://u@h/d?${query}`);

describe('parameters that other clients obey are obeyed', () => {
  it.each([
    [
      'postgresql:///?host=h&port=6000&user=a%40b&password=p%26w&dbname=x',
      { host: 'h', port: 6000, user: 'a@b', password: 'p&w', database: 'x' },
    ],
    ['postgresql:///?PGHOST=h&PGPORT=6000&PGDBNAME=x', { host: 'h', port: 6000, database: 'x' }],
    ['postgresql://h/d?user=u&password=secret1', { user: 'u', password: 'secret1' }],
    ['mysql:///?host=h&port=3307&user=u&passwd=p%2Bw&db=x', { host: 'h', port: 3307, user: 'u', password: 'p+w', database: 'x' }],
    ['mysql:///x?socketPath=/run/s', { socketPath: '/run/s', host: 'localhost' }],
    ['postgresql://u@h:6000/d?host=H&port=6000&user=u&dbname=d', { host: 'h', port: 6000, user: 'u', database: 'd' }],
    ['postgresql://u@localhost:5433/d?host=/run/pg', { socketPath: '/run/pg', port: 5433 }],
  ])('%s', (url, expected) => {
    expect(parseDatabaseUrl(url)).toMatchObject(expected);
  });

  it.each([
    ['postgresql://u@h/d?user=v', 'user'],
    ['postgresql://u:a@h/d?password=b', 'password'],
    ['postgresql://u@h/d?host=i', 'host'],
    ['postgresql://u@h/d?host=a&host=b', 'host'],
    ['postgresql://u@h:1/d?port=2', 'port'],
    ['postgresql://u@h/d?dbname=e', 'database'],
    ['mysql://u@h/d?db=e', 'database'],
    ['mysql://u@localhost/d?socket=/a&unix_socket=/b', 'socket'],
  ])('%s says two things: it is refused rather than guessed', (url, what) => {
    expect(() => parseDatabaseUrl(url)).toThrow(new RegExp(`names its ${what} twice`));
  });

  it('a socket does not take the place of another machine', () => {
    expect(() => mysql('unix_socket=/run/s')).toThrow(/names the host "h" and a socket/);
    expect(() => postgres('host=/run/pg')).toThrow(/names the host "h" and a socket/);
  });
});

describe('parameters that cannot be obeyed', () => {
  it.each([
    'target_session_attrs=read-write',
    'hostaddr=10.0.0.1',
    'service=other',
    'passfile=/x',
    'assume_role=admin',
    'replication=database',
    'require_auth=scram-sha-256',
    'requirepeer=postgres',
    'gssencmode=require',
    'sslcrl=/x',
    'sslnegotiation=direct',
    'ssl_min_protocol_version=TLSv1.3',
    'sslfactory=org.postgresql.ssl.NonValidatingFactory',
    'socketFactory=x',
    'targetServerType=primary',
  ])('PostgreSQL: %s is refused by its name, without its value', (parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    expect(() => postgres(parameter)).toThrow(UsageError);
    expect(() => postgres(parameter)).toThrow(`The parameter "${name}" of the database URL is not supported`);
    expect(() => postgres(parameter)).not.toThrow(`=${value}`);
  });

  it.each([
    'read_default_file=/etc/my.cnf',
    'init_command=SET ROLE admin',
    'init_command=set  default role admin',
    'init_command=set names utf8;drop table x',
    'verifyServerCertificate=false',
    'ssl_verify_cert=false',
    'trustServerCertificate=true',
    'ssl-cipher=x',
    'tls_version=TLSv1.3',
    'password2=x',
    'localAddress=10.0.0.1',
  ])('MySQL: %s is refused', (parameter) => {
    expect(() => mysql(parameter)).toThrow(/^The parameter ".*" of the database URL is not supported with its value: /);
  });

  it.each([
    'target_session_attrs=any&targetServerType=any&replication=false&gssencmode=prefer&sslnegotiation=postgres',
    'ssl_min_protocol_version=TLSv1.2&sslcertmode=allow&hostaddr=',
    'application_name=x&keepalives=1&conn_max_age=600&pool=5&pgbouncer=true&connection_limit=1&CONN-MAX-AGE=0',
    'ApplicationName=x&prepareThreshold=0&statement_timeout=5&supa=base-pooler.x',
  ])('what asks for nothing may stand: %s', (query) => {
    expect(postgres(query)).toEqual(parseDatabaseUrl('postgresql://u@h/d'));
  });

  it.each([
    "charset=utf8mb4&init_command=SET sql_mode='STRICT_TRANS_TABLES'&conn_max_age=60",
    'serverTimezone=UTC&zeroDateTimeBehavior=convertToNull&allowPublicKeyRetrieval=true&connectionLimit=10',
    'tls_version=TLSv1.2,TLSv1.3&ssl_verify_cert=true&sslaccept=strict&ssl_disabled=false',
  ])('what asks for nothing may stand: %s', (query) => {
    expect(mysql(query)).toEqual(parseDatabaseUrl('mysql://u@h/d'));
  });

  it.each([
    ['pasword=x', /unknown parameter "pasword": did you mean "password"\?/],
    ['usr=x', /unknown parameter "usr": did you mean "user"\?/],
    ['sslmod=x', /unknown TLS setting "sslmod": did you mean "sslmode"\?/],
    ['curentSchema=x', /unknown parameter "curentSchema": did you mean "currentSchema"\?/],
    ['frobnicate=x', /unknown parameter "frobnicate": leave it out, or see docs\/databases\.md/],
    ['%zz=x', /not percent-encoded correctly/],
    ['password=a+b', /write %2B for the sign, or %20/],
    // The rest of a password with an & in it.
    ['password=a&b3cret=1', /^(?!.*b3cret).*no known parameter/],
    ['b3cret%2Fx=1', /^(?!.*b3cret).*no known parameter/],
  ])('an unknown one is refused: %s', (query, sentence) => {
    expect(() => postgres(query)).toThrow(sentence);
  });
});

describe('a password that others on the way can read', () => {
  it.each([
    ['h', 'sslmode=disable', false],
    ['127.0.0.1.evil.com', 'sslmode=disable', false],
    ['192.168.1.7', 'sslmode=disable&allowCleartextPasswords=false', false],
    ['h', 'sslmode=disable&allow_cleartext_passwords=true', true],
    ['h', '', true],
    ['127.0.0.1', '', true],
    ['h.railway.internal', '', true],
  ])('goes to %s with "%s": %s', (host, query, goes) => {
    for (const scheme of ['postgresql', 'mysql']) {
      const address = parseDatabaseUrl(`${scheme}://u:n0t-for-print@${host}/d?${query}`) as ServerAddress;
      expect(clearPasswordRefusal(address) === null).toBe(goes);
    }
  });

  it('is asked for with a word that says so', () => {
    expect(() => postgres('allowCleartextPasswords=maybe')).toThrow(/are true or false/);
  });
});

describe('TLS as it is written elsewhere', () => {
  it.each([
    ['ssl=true', 'verify-full', null],
    ['ssl=1', 'verify-full', null],
    ['ssl=true&sslmode=require', 'verify-full', null],
    ['ssl=true&sslmode=verify-ca&sslrootcert=ca.pem', 'verify-ca', 'ca.pem'],
    ['ssl=false', 'disable', null],
    ['ssl_require=True', 'verify-full', null],
    ['sslrootcert=system', 'verify-full', null],
    ['sslmode=verify-full&sslrootcert=system', 'verify-full', null],
    ['sslmode=require&channel_binding=require', 'verify-full', null],
    ['sslrootcert=./system', 'verify-full', './system'],
  ])('PostgreSQL: %s is %s', (query, mode, caFile) => {
    expect(postgres(query)).toMatchObject({ tls: { mode, caFile } });
    if (query.includes('system')) expect(parseDatabaseUrl(`postgresql://localhost/d?${query}`)).toMatchObject({ tls: { mode } });
  });

  it.each([
    ['ssl={"rejectUnauthorized":true}', 'verify-full'],
    ['ssl=%7B%22rejectUnauthorized%22%3A%20false%7D', 'no-verify'],
    ['useSSL=true', 'verify-full'],
    ['useSSL=false', 'disable'],
    ['sslMode=VERIFY_IDENTITY', 'verify-full'],
    ['useSSL=true&requireSSL=true&verifyServerCertificate=true', 'verify-full'],
  ])('MySQL: %s is %s', (query, mode) => {
    expect(mysql(query)).toMatchObject({ tls: { mode } });
  });

  it.each([
    ['ssl=true&sslmode=disable', /asks for TLS and for none/],
    ['ssl=false&sslmode=require', /asks for TLS and for none/],
    ['sslmode=verify-ca&sslrootcert=system', /safe only with sslmode=verify-full/],
    ['sslmode=no-verify&channel_binding=require', /asks for a server that proves who it is/],
    ['ssl={"ca":"x"}', /^ssl is not supported/],
    ['ssl=prefer', /^ssl=prefer is not supported/],
  ])('%s is refused', (query, sentence) => {
    const read = query.startsWith('ssl={') ? mysql : postgres;
    expect(() => read(query)).toThrow(sentence);
  });
});

describe('schemas', () => {
  it.each([
    ['app', 'app'],
    ['a,b', 'a,b'],
    ['a%2C%20b', 'a,b'],
    ['PeerQuest App', '"PeerQuest\\ App"'],
    ['"PeerQuest"', '"PeerQuest"'],
    ['PeerQuest', 'PeerQuest'],
    ['"a,b",c', '"a,b",c'],
    ['x"y', '"x""y"'],
    ['back\\\\slash'.replace('\\\\', '%5C'), '"back\\\\slash"'],
    ['"$user",public', '"$user",public'],
    ['x -c role%3Dadmin', '"x\\ -c\\ role=admin"'],
  ])('currentSchema=%s', (schemas, path) => {
    expect(postgres(`currentSchema=${schemas}`)).toMatchObject({ serverOptions: `-c search_path=${path}` });
    expect(postgres(`options=-c%20geqo%3Doff&schema=${schemas}`)).toMatchObject({ serverOptions: `-c geqo=off -c search_path=${path}` });
  });
});

describe('the time to wait for a connection', () => {
  it.each([
    ['connect_timeout=3', 3],
    ['connectTimeout=3', 3],
    ['connect_timeout=0', 10],
    ['connect_timeout=-1', 10],
    ['connect_timeout=9999999', 2_147_483],
    ['connect_timeout=', 10],
  ])('PostgreSQL: %s is %s s', (query, seconds) => {
    expect(postgres(query)).toMatchObject({ connectTimeoutSeconds: seconds });
  });

  it.each([
    ['connect_timeout=3', 3],
    ['connectTimeout=2500', 3],
    ['connectTimeout=99999999999', 2_147_483],
  ])('MySQL: %s is %s s', (query, seconds) => {
    expect(mysql(query)).toMatchObject({ connectTimeoutSeconds: seconds });
  });

  it.each(['soon', '1e9', '2.5', 'Infinity', '0x10', '10s'])('%s is refused', (text) => {
    expect(() => postgres(`connect_timeout=${text}`)).toThrow(/no whole number: connect_timeout=10 is ten seconds/);
  });
});

describe('the time to wait for an answer', () => {
  it.each([
    ['', 3600],
    ['answer_timeout=5', 5],
    ['answer_timeout=99999999999', 2_147_483],
  ])('"%s" is %s s', (query, seconds) => {
    for (const read of [postgres, mysql]) expect(read(query)).toMatchObject({ answerTimeoutSeconds: seconds });
  });

  it.each(['0', '-1', '+5', '2.5', 'x5', '5x', '1000000000000000'])('answer_timeout=%s is refused', (text) => {
    expect(() => postgres(`answer_timeout=${text}`)).toThrow(/no whole number of seconds: answer_timeout=3600 is an hour/);
  });
});

describe('what an address is where the URL says nothing of it', () => {
  const tls = { mode: 'verify-full', caFile: null, certFile: null, keyFile: null };
  const rest = { host: 'h', password: null, database: 'd', socketPath: null, serverOptions: null, primary: null, tls };
  const times = { connectTimeoutSeconds: 10, answerTimeoutSeconds: 3600 };

  it('is PostgreSQL’s own', () => {
    expect(parseDatabaseUrl('postgresql://h/d')).toEqual({ engine: 'postgresql', port: 5432, user: 'postgres', ...rest, ...times });
  });

  it('is MySQL’s own', () => {
    expect(parseDatabaseUrl('mysql://h/d')).toEqual({ engine: 'mysql', port: 3306, user: 'root', ...rest, ...times });
  });

  it('is as the URL has it where it says everything', () => {
    const url = 'mysql://u:p@h:1/d?sslca=/ca&sslcert=/cert&sslkey=/key&connect_timeout=1&answer_timeout=2';
    expect(parseDatabaseUrl(url)).toEqual({
      ...{ engine: 'mysql', ...rest, port: 1, user: 'u', password: 'p', connectTimeoutSeconds: 1, answerTimeoutSeconds: 2 },
      tls: { mode: 'verify-full', caFile: '/ca', certFile: '/cert', keyFile: '/key' },
    });
  });

  it.each(['u%3Apassword@h', 'u%2Fx@h'])('%s, a user that holds more than a name, is refused', (authority) => {
    expect(() => parseDatabaseUrl(`mysql://${authority}/d`)).toThrow(/^The user in the database URL holds a ":" or "\/"/);
    expect(parseDatabaseUrl(`mysql://${authority.replace('@', ':p@')}/d`)).toMatchObject({ password: 'p' });
  });

  it.each(['0', '65536', '99999'])('port %s is refused', (port) => {
    expect(() => parseDatabaseUrl(`mysql://h:${port}/d`)).toThrow('The port in the database URL is no number from 1 to 65535.');
  });
});

it('clear passwords are allowed in so many words only, and only where nothing is encrypted', () => {
  for (const word of ['true', '1', 'on', 'YES']) {
    expect(postgres(`sslmode=disable&allowCleartextPasswords=${word}`)).toMatchObject({ allowsClearPassword: true });
    expect(postgres(`allowCleartextPasswords=${word}`)).not.toHaveProperty('allowsClearPassword');
  }
  for (const word of ['false', '0', 'off', 'no', '']) {
    expect(postgres(`sslmode=disable&allowCleartextPasswords=${word}`)).not.toHaveProperty('allowsClearPassword');
  }
  for (const word of ['xtrue', 'truex', '10']) expect(() => postgres(`allowCleartextPasswords=${word}`)).toThrow(/are true or false/);
});

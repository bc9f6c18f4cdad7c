import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';

const postgres = (query: string) => parseDatabaseUrl(`postgresql://u@h/d?${query}`);
const mysql = (query: string) => parseDatabaseUrl(`mysql://u@h/d?${query}`);
const names = (text: string): readonly string[] => text.trim().split(/\s+/);

describe('what clients of PostgreSQL write into their URLs', () => {
  it.each([
    ['libpq', 'application_name fallback_application_name client_encoding sslcompression sslsni krbsrvname gsslib gssdelegation'],
    ['libpq', 'keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout load_balance_hosts min_protocol_version'],
    ['Node', 'statement_timeout lock_timeout idle_in_transaction_session_timeout query_timeout timezone'],
    [
      'Django',
      'conn_max_age conn_health_checks disable_server_side_cursors server_side_binding isolation_level atomic_requests autocommit',
    ],
    ['Rails', 'pool pool_size min_size max_size max min pool_timeout reaping_frequency checkout_timeout timeout encoding'],
    ['Prisma', 'prepared_statements advisory_locks reconnect variables connection_limit socket_timeout pgbouncer statement_cache_size'],
    ['hosts', 'supa uselibpqcompat serverVersion charset'],
    ['JDBC', 'ApplicationName loginTimeout socketTimeout cancelSignalTimeout tcpKeepAlive tcpNoDelay prepareThreshold stringtype readOnly'],
    ['JDBC', 'reWriteBatchedInserts preferQueryMode defaultRowFetchSize binaryTransfer autosave loadBalanceHosts hostRecheckSeconds'],
    ['JDBC', 'assumeMinServerVersion logUnclosedConnections loggerLevel loggerFile allowEncodingChanges readOnlyMode cleanupSavepoints'],
    ['JDBC', 'preparedStatementCacheQueries preparedStatementCacheSizeMiB escapeSyntaxCallMode adaptiveFetch kerberosServerName jaasLogin'],
    ['JDBC', 'sslResponseTimeout gssResponseTimeout logServerErrorDetail disableColumnSanitiser unknownLength protocolVersion'],
  ])('%s: what changes nothing here may stand, whatever its value: %s', (_client, all) => {
    for (const name of names(all)) expect([name, postgres(`${name}=9`)]).toEqual([name, postgres('')]);
  });

  const ONE_SERVER = 'name the one that is meant';
  const TLS = 'say how to verify the certificate with sslmode, sslca, sslcert and sslkey alone';
  const OTHER_WAY = 'this tool knows no such way to log in or to connect';
  it.each([
    ['target_session_attrs targetServerType', ONE_SERVER],
    ['hostaddr', 'write the one to connect to as the host'],
    ['service servicefile', 'it takes the address from elsewhere'],
    ['passfile', 'name the file in the variable PGPASSFILE'],
    ['assume_role', 'name that account as the user'],
    ['replication', 'a connection for replication answers no queries'],
    ['requirepeer require_auth gssencmode', OTHER_WAY],
    ['socketFactory socketFactoryArg localSocketAddress authenticationPluginClassName', OTHER_WAY],
    ['sslnegotiation sslcertmode sslcrl sslcrldir sslpassword sslkeylogfile sslaccept sslidentity', TLS],
    ['sslfactory sslfactoryarg sslhostnameverifier sslpasswordcallback sslAlias ssl_max_protocol_version', TLS],
    ['ssl_min_protocol_version', 'TLS 1.2 is the least here'],
  ])('what other programs obey and this one cannot is refused, with the cure: %s', (all, cure) => {
    for (const name of names(all)) expect(() => postgres(`${name}=x`), name).toThrow(cure);
  });

  it.each([
    ...['target_session_attrs=anyone', 'target_session_attrs=many', 'targetServerType=anything'],
    ...['gssencmode=xprefer', 'gssencmode=preferred', 'sslnegotiation=xpostgres', 'sslnegotiation=postgresx'],
    ...['sslcertmode=xallow', 'sslcertmode=allowed', 'ssl_min_protocol_version=xTLSv1.2', 'ssl_min_protocol_version=TLSv1.2x'],
  ])('a value that only looks like one that asks for nothing is refused: %s', (parameter) => {
    expect(() => postgres(parameter)).toThrow(/is not supported with its value/);
  });

  it.each(['ssl_min_protocol_version=TLSv1', 'ssl_min_protocol_version=tlsv1.1', 'gssencmode=disable', 'gssencmode=allow'])(
    '%s asks for nothing',
    (parameter) => {
      expect(postgres(parameter)).toEqual(postgres(''));
    },
  );

  it('are read in each of their spellings', () => {
    const tls = { mode: 'verify-full', caFile: null, certFile: '/cert', keyFile: '/key' };
    expect(postgres('requiressl=1&sslcert=/cert&sslkey=/key')).toMatchObject({ tls });
    expect(postgres('SSL-Cert=/cert&ssl_key=/key')).toMatchObject({ tls });
  });
});

describe('what clients of MySQL and MariaDB write into their URLs', () => {
  it.each([
    ['Python', 'charset collation use_unicode sql_mode isolation_level autocommit compress client_flag multi_statements local_infile'],
    ['Django', 'conn_max_age conn_health_checks atomic_requests read_timeout write_timeout program_name binary_prefix time_zone use_pure'],
    ['Python', 'raise_on_warnings pool_name pool_size pool_reset_session allow_local_infile server_public_key_path'],
    ['JDBC', 'serverTimezone connectionTimeZone useTimezone useLegacyDatetimeCode zeroDateTimeBehavior characterEncoding useUnicode'],
    ['JDBC', 'connectionCollation rewriteBatchedStatements autoReconnect allowMultiQueries useServerPrepStmts cachePrepStmts'],
    ['JDBC', 'prepStmtCacheSize prepStmtCacheSqlLimit nullCatalogMeansCurrent tinyInt1isBit createDatabaseIfNotExist socketTimeout'],
    ['JDBC', 'permitMysqlScheme useInformationSchema maxAllowedPacket noAccessToProcedureBodies useCompression tcpKeepAlive'],
    [
      'Node',
      'sessionVariables connectionLimit waitForConnections queueLimit multipleStatements dateStrings decimalNumbers supportBigNumbers',
    ],
    ['Node', 'bigNumberStrings timezone flags debug trace typeCast stringifyObjects insecureAuth rowsAsArray nestTables jsonStrings'],
    ['Node', 'namedPlaceholders enableKeepAlive keepAliveInitialDelay maxIdle idleTimeout acquireTimeout pool pool_timeout'],
    ['Prisma', 'connection_limit socket_timeout statement_cache_size encoding reconnect timeout serverVersion'],
  ])('%s: what changes nothing here may stand, whatever its value: %s', (_client, all) => {
    for (const name of names(all)) expect([name, mysql(`${name}=9`)]).toEqual([name, mysql('')]);
  });

  const TLS = 'say how to verify the certificate with sslmode, sslca, sslcert and sslkey alone';
  const UNVERIFIED = 'write sslmode=no-verify to accept any certificate, or sslmode=verify-ca&sslca=FILE';
  const OTHER_WAY = 'this tool knows no such way to log in or to connect';
  it.each([
    ['ssl_disabled', 'write sslmode=disable'],
    ['verifyServerCertificate ssl_verify_cert ssl_verify_identity sslaccept', UNVERIFIED],
    ['trustServerCertificate disableSslHostnameVerification', UNVERIFIED],
    ['tls_version tls_versions enabledTLSProtocols enabledSslProtocolSuites', 'TLS 1.2 is the least here'],
    ['sslcapath sslcrl sslcrlpath sslcipher sslidentity sslpassword ssl_key_password tls_ciphersuites serverSslCert', TLS],
    ['trustCertificateKeyStoreUrl trustStore clientCertificateKeyStoreUrl keyStore enabledTLSCipherSuites', TLS],
    ['read_default_file read_default_group option_files option_groups', 'write them into the URL'],
    ['password2 password3 passwordSha1 auth_plugin auth_plugin_map authenticationPlugins defaultAuthenticationPlugin', OTHER_WAY],
    ['named_pipe pipe socketFactory localAddress localSocketAddress bind_address sharedMemory', OTHER_WAY],
    ['failover failoverReadOnly loadBalanceStrategy replication', 'it chooses among several servers'],
    ['init_command', 'only settings may stand there'],
  ])('what other programs obey and this one cannot is refused, with the cure: %s', (all, cure) => {
    for (const name of names(all)) expect(() => mysql(`${name}=x`), name).toThrow(cure);
  });

  it.each(['init_command=x set a=1', 'init_command=set role admin', 'init_command=SET%20%20%09DEFAULT%20%20ROLE x', 'init_command=setx'])(
    '%s is more than a setting',
    (parameter) => {
      expect(() => mysql(parameter)).toThrow(/only settings may stand there/);
    },
  );

  it.each(['init_command=%20SET%20%20names utf8', 'init_command=set roles=1', 'verifyServerCertificate=', 'failover=false'])(
    '%s asks for nothing',
    (parameter) => {
      expect(mysql(parameter)).toEqual(mysql(''));
    },
  );

  it.each([
    ['password=p', { password: 'p' }],
    ['password1=p', { password: 'p' }],
    ['connection_timeout=3', { connectTimeoutSeconds: 3 }],
    ['ssl_require=true', { tls: { mode: 'verify-full' } }],
    ['sslrootcert=/ca', { tls: { caFile: '/ca' } }],
  ])('%s is read', (parameter, expected) => {
    expect(mysql(parameter)).toMatchObject(expected);
  });

  it('a socket and a database are read in each of their spellings', () => {
    expect(parseDatabaseUrl('mysql:///?database=d&localSocket=/run/s')).toMatchObject({ database: 'd', socketPath: '/run/s' });
  });
});

describe('a parameter that is unknown', () => {
  it('is told with what it looks like, or where to find those that are known', () => {
    expect(() => postgres('usr=x')).toThrow(/^The database URL has an unknown parameter "usr": did you mean "user"\?$/);
    expect(() => postgres('frobnicate')).toThrow(/: leave it out, or see docs\/databases\.md for those that are known\.$/);
    expect(() => postgres('xssl=1')).toThrow(/unknown parameter "xssl"/);
  });

  it('may hold signs and line ends in its value without being misread', () => {
    expect(postgres('application_name=a=b%0Ac')).toEqual(postgres(''));
    expect(postgres('user=&password=a%0Ab%3Dc')).toMatchObject({ password: 'a\nb=c' });
    expect(postgres('&&conn_max_age')).toEqual(postgres(''));
  });
});

import { ignored, OFF, read, refused, type ParameterTable } from '../url-parameters.ts';

const ELSEWHERE = 'it takes the address or the account from a file, so write them into the URL';
const TLS = 'say how to verify the certificate with sslmode, sslca, sslcert and sslkey alone';
const UNVERIFIED = 'write sslmode=no-verify to accept any certificate, or sslmode=verify-ca&sslca=FILE to leave out the name';
const OTHER_WAY = 'this tool knows no such way to log in or to connect, so leave it out where a password will do';

/** What mysqlclient, Django, Connector/J, MariaDB's connectors, PyMySQL and Node's drivers know in a URL of MySQL or MariaDB. */
export const MYSQL_PARAMETERS: ParameterTable = [
  ...read('user', 'user'),
  ...read('password', 'password', 'passwd', 'password1'),
  ...read('host', 'host'),
  ...read('port', 'port'),
  ...read('database', 'database', 'db'),
  ...read('socket', 'unix_socket', 'socket', 'socketPath', 'localSocket'),
  // Seconds in Python, milliseconds in Java and Node.
  ...read('seconds', 'connect_timeout', 'connection_timeout'),
  ...read('milliseconds', 'connectTimeout'),
  ...read('answer seconds', 'answer_timeout'),
  ...read('sslmode', 'sslmode'),
  ...read('ssl', 'ssl', 'useSSL', 'requireSSL', 'ssl_require'),
  ...read('sslca', 'sslca'),
  ...read('sslrootcert', 'sslrootcert'),
  ...read('sslcert', 'sslcert'),
  ...read('sslkey', 'sslkey'),
  ...read('clear password', 'allowCleartextPasswords', 'allowPublicKeyRetrieval'),
  ...refused('ssl_disabled', 'write sslmode=disable', OFF),
  ...refused('verifyServerCertificate ssl_verify_cert ssl_verify_identity sslaccept', UNVERIFIED, /^(?:true|1|on|yes|strict)?$/i),
  ...refused('trustServerCertificate disableSslHostnameVerification', UNVERIFIED, OFF),
  ...refused('tls_version tls_versions enabledTLSProtocols enabledSslProtocolSuites', 'TLS 1.2 is the least here', /TLSv1\.2/i),
  ...refused('sslcapath sslcrl sslcrlpath sslcipher sslidentity sslpassword ssl_key_password tls_ciphersuites serverSslCert', TLS),
  ...refused('trustCertificateKeyStoreUrl trustStore clientCertificateKeyStoreUrl keyStore enabledTLSCipherSuites', TLS),
  ...refused('read_default_file read_default_group option_files option_groups', ELSEWHERE),
  ...refused('password2 password3 passwordSha1 auth_plugin auth_plugin_map authenticationPlugins defaultAuthenticationPlugin', OTHER_WAY),
  ...refused('named_pipe pipe socketFactory localAddress localSocketAddress bind_address sharedMemory', OTHER_WAY),
  ...refused(
    'failover failoverReadOnly loadBalanceStrategy replication',
    'it chooses among several servers, so name the one that is meant',
    OFF,
  ),
  ...refused(
    'init_command',
    'only settings may stand there, which this tool makes itself',
    /^\s*set\s+(?!\s|(?:default\s+)?role\b)[^;]*$/i,
  ),
  // mysqlclient, PyMySQL, Django
  ...ignored('charset collation use_unicode sql_mode isolation_level autocommit compress client_flag multi_statements local_infile'),
  ...ignored('conn_max_age conn_health_checks atomic_requests read_timeout write_timeout program_name binary_prefix time_zone use_pure'),
  ...ignored('raise_on_warnings pool_name pool_size pool_reset_session allow_local_infile server_public_key_path'),
  // Connector/J, MariaDB Connector/J
  ...ignored('serverTimezone connectionTimeZone useTimezone useLegacyDatetimeCode zeroDateTimeBehavior characterEncoding useUnicode'),
  ...ignored('connectionCollation rewriteBatchedStatements autoReconnect allowMultiQueries useServerPrepStmts'),
  ...ignored('cachePrepStmts prepStmtCacheSize prepStmtCacheSqlLimit nullCatalogMeansCurrent tinyInt1isBit createDatabaseIfNotExist'),
  ...ignored(
    'socketTimeout permitMysqlScheme useInformationSchema maxAllowedPacket noAccessToProcedureBodies useCompression tcpKeepAlive sessionVariables',
  ),
  // Node's drivers, Prisma, Rails
  ...ignored('connectionLimit waitForConnections queueLimit multipleStatements dateStrings decimalNumbers supportBigNumbers'),
  ...ignored('bigNumberStrings timezone flags debug trace typeCast stringifyObjects insecureAuth rowsAsArray nestTables jsonStrings'),
  ...ignored('namedPlaceholders enableKeepAlive keepAliveInitialDelay maxIdle idleTimeout acquireTimeout pool pool_timeout'),
  ...ignored('connection_limit socket_timeout statement_cache_size encoding reconnect timeout serverVersion'),
];

import { ignored, OFF, read, refused, type ParameterTable } from '../url-parameters.ts';

const ONE_SERVER = 'it chooses among several servers, so leave it out and name the one that is meant';
const ELSEWHERE = 'it takes the address from elsewhere, so write the address itself';
const TLS = 'say how to verify the certificate with sslmode, sslca, sslcert and sslkey alone';
const OTHER_WAY = 'this tool knows no such way to log in or to connect, so leave it out where a password will do';

/** What libpq, JDBC, Django, Prisma, Rails and Node's driver know in a URL of PostgreSQL. */
export const POSTGRES_PARAMETERS: ParameterTable = [
  ...read('user', 'user'),
  ...read('password', 'password'),
  ...read('host', 'host', 'PGHOST'),
  ...read('port', 'port', 'PGPORT'),
  ...read('database', 'dbname', 'PGDBNAME'),
  ...read('search path', 'currentSchema', 'schema'),
  ...read('options', 'options'),
  ...read('seconds', 'connect_timeout'),
  ...read('answer seconds', 'answer_timeout'),
  ...read('sslmode', 'sslmode'),
  ...read('ssl', 'ssl', 'ssl_require', 'requiressl'),
  ...read('sslca', 'sslca'),
  ...read('sslrootcert', 'sslrootcert'),
  ...read('sslcert', 'sslcert'),
  ...read('sslkey', 'sslkey'),
  ...read('channel binding', 'channel_binding'),
  ...read('clear password', 'allowCleartextPasswords'),
  ...refused('target_session_attrs targetServerType', ONE_SERVER, /^any$/i),
  ...refused('hostaddr', 'it names another host than the one in the URL, so write the one to connect to as the host'),
  ...refused('service servicefile', ELSEWHERE),
  ...refused('passfile', 'name the file in the variable PGPASSFILE'),
  ...refused('assume_role', 'it makes another account of this one, so name that account as the user'),
  ...refused('replication', 'a connection for replication answers no queries', OFF),
  ...refused('requirepeer require_auth', OTHER_WAY),
  ...refused('gssencmode', OTHER_WAY, /^(?:disable|prefer|allow)$/i),
  ...refused('sslnegotiation', TLS, /^postgres$/i),
  ...refused('sslcrl sslcrldir sslpassword sslkeylogfile sslaccept sslidentity sslfactory sslfactoryarg sslhostnameverifier', TLS),
  ...refused('sslpasswordcallback sslAlias ssl_max_protocol_version', TLS),
  ...refused('sslcertmode', TLS, /^allow$/i),
  ...refused('ssl_min_protocol_version', 'TLS 1.2 is the least here', /^TLSv1(?:\.[12])?$/i),
  ...refused('socketFactory socketFactoryArg localSocketAddress authenticationPluginClassName', OTHER_WAY),
  // libpq
  ...ignored('application_name fallback_application_name client_encoding sslcompression sslsni krbsrvname gsslib gssdelegation'),
  ...ignored('keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout load_balance_hosts min_protocol_version'),
  // Sessions of this tool set these themselves.
  ...ignored('statement_timeout lock_timeout idle_in_transaction_session_timeout query_timeout timezone'),
  // Django, Rails, Prisma and what hosts of databases put into their URLs
  ...ignored('conn_max_age conn_health_checks disable_server_side_cursors server_side_binding isolation_level atomic_requests autocommit'),
  ...ignored('pool pool_size min_size max_size max min pool_timeout reaping_frequency checkout_timeout timeout encoding'),
  ...ignored('prepared_statements advisory_locks reconnect variables connection_limit socket_timeout pgbouncer statement_cache_size'),
  ...ignored('supa uselibpqcompat serverVersion charset'),
  // JDBC
  ...ignored('ApplicationName loginTimeout socketTimeout cancelSignalTimeout tcpKeepAlive tcpNoDelay prepareThreshold stringtype readOnly'),
  ...ignored('reWriteBatchedInserts preferQueryMode defaultRowFetchSize binaryTransfer autosave loadBalanceHosts hostRecheckSeconds'),
  ...ignored('assumeMinServerVersion logUnclosedConnections loggerLevel loggerFile allowEncodingChanges readOnlyMode cleanupSavepoints'),
  ...ignored('preparedStatementCacheQueries preparedStatementCacheSizeMiB escapeSyntaxCallMode adaptiveFetch kerberosServerName jaasLogin'),
  ...ignored('sslResponseTimeout gssResponseTimeout logServerErrorDetail disableColumnSanitiser unknownLength protocolVersion'),
];

import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { mysqlError } from '../../src/database/mysql/errors.ts';
import { startMariadb } from '../servers/mariadb.ts';
import { startPostgres } from '../servers/postgres.ts';
import type { Server } from '../servers/processes.ts';
import { runAsAdministrator } from '../support/accounts.ts';
import { isOneSentence, runCli } from '../support/cli.ts';

const PASSWORD = 'pa55-w0rd';

function expectSentence(url: string, sentence: RegExp): void {
  for (const args of [
    ['--database', url],
    ['runs', '--store', url],
  ]) {
    const { code, stderr } = runCli(args);
    expect(isOneSentence(stderr), stderr).toBe(true);
    expect(code).toBe(2);
    expect(stderr).not.toContain(PASSWORD);
    if (args[0] === '--database') expect(stderr).toMatch(sentence);
    else expect(stderr).toMatch(/its (?:server|account) /);
  }
}

describe.skipIf(inject('mariadb') === null)('what an account of MariaDB demands is told', () => {
  let server: Server;
  const as = (user: string, query = ''): string =>
    Object.assign(new URL(server.url), { username: user, password: PASSWORD, search: query }).href;
  beforeAll(async () => {
    const started = await startMariadb(['--loose-secure-auth=1']);
    if (started === null) throw new Error('MariaDB is not installed.');
    server = started;
    await runAsAdministrator(server.url, [
      `create user anyhow identified by '${PASSWORD}'`,
      `create user tls identified by '${PASSWORD}' require ssl`,
      `create user certified identified by '${PASSWORD}' require x509`,
      "create user aged identified via mysql_old_password using '5d2e19393cc5ef67'",
      "install soname 'auth_ed25519'",
      `create user modern identified via ed25519 using password('${PASSWORD}')`,
      "install soname 'auth_pam'",
      'create user system identified via pam',
      'grant select on mysql.* to tls',
    ]);
  });
  afterAll(() => server.stop());

  it('TLS', () => {
    expectSentence(
      as('tls'),
      /refuses the account "tls": check user, .*; where the account demands TLS \(REQUIRE SSL\), add sslmode=verify-full/,
    );
    expect(runCli(['--database', as('tls', '?sslmode=no-verify')]).stderr).toContain('holds no table');
  });

  it('a certificate of the client', () => {
    expectSentence(
      as('certified', '?sslmode=no-verify'),
      /where it demands a certificate \(REQUIRE X509\), name it with sslcert and sslkey/,
    );
  });

  it.each([
    ['aged', 'mysql_old_password'],
    ['modern', 'client_ed25519'],
    ['system', 'dialog'],
  ])('a way to log in that the driver does not know: %s', (user, plugin) => {
    expectSentence(
      as(user),
      new RegExp(`wants the account "${user}" to log in by ${plugin}, which this tool does not do: give it a password of`),
    );
  });

  it('TLS for everybody', async () => {
    await runAsAdministrator(server.url, ['set global require_secure_transport = on']);
    // MariaDB calls it a wrong password, MySQL says what it is.
    expectSentence(as('anyhow'), /refuses the account "anyhow": .*; where the account demands TLS .* add sslmode=verify-full/);
    const address = parseDatabaseUrl(as('anyhow'));
    if (address.engine === 'sqlite') throw new Error('It is a server.');
    expect(mysqlError(Object.assign(new Error(), { code: 'ER_SECURE_TRANSPORT_REQUIRED' }), address)).toMatchObject({
      message: expect.stringMatching(/accepts encrypted connections only: add sslmode=verify-full to the URL, with sslca=FILE/) as string,
    });
  });
});

describe.skipIf(inject('postgres') === null)('what pg_hba.conf demands is told', () => {
  let server: Server;
  const as = (user: string, query = ''): string =>
    Object.assign(new URL(server.url), { username: user, password: PASSWORD, search: query }).href;
  beforeAll(async () => {
    const started = await startPostgres();
    if (started === null) throw new Error('PostgreSQL is not installed.');
    server = started;
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    for (const role of ['tls', 'rejected', 'nobody']) await client.query(`create role ${role} login password '${PASSWORD}'`);
    const { rows } = await client.query<{ hba_file: string }>('show hba_file');
    writeFileSync(
      rows[0]?.hba_file ?? '',
      [
        'host all postgres 127.0.0.1/32 scram-sha-256',
        'hostssl all tls 127.0.0.1/32 scram-sha-256',
        'hostnossl all rejected 127.0.0.1/32 reject',
        'hostssl all rejected 127.0.0.1/32 scram-sha-256',
      ].join('\n'),
    );
    await client.end();
    await server.kill();
    await server.restart();
  });
  afterAll(() => server.stop());

  it.each(['tls', 'rejected'])('TLS: %s', (user) => {
    expectSentence(as(user), new RegExp(`does not let the account "${user}" in without encryption .*: add sslmode=verify-full to the URL`));
    expect(runCli(['--database', as(user, '?sslmode=no-verify')]).stderr).toContain('holds no table');
  });

  it('an account from elsewhere', () => {
    expectSentence(as('nobody', '?sslmode=no-verify'), /does not let the account "nobody" in from this machine: add a line/);
  });
});

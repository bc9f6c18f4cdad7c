import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hashPassword } from '../../src/server/index.ts';
import { say } from '../support/asked.ts';
import { makeAuthority } from '../support/certificates.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { startService, type ServiceProcess } from '../support/service-process.ts';

const authority = makeAuthority();
const folder = temporaryFolder();
let service: ServiceProcess;
let port = 0;
beforeAll(async () => {
  runCli(['demo', '--out', 'db.sqlite3'], { cwd: folder.path });
  for (const name of ['server', 'other']) {
    const { cert, key } = authority.sign('localhost');
    writeFileSync(folder.file(`${name}.crt`), cert);
    writeFileSync(folder.file(`${name}.key`), key, { mode: 0o600 });
  }
  writeFileSync(folder.file('ca.crt'), authority.ca);
  const kept = ['-in', folder.file('server.key'), '-passout', 'pass:abcd', '-out'];
  execFileSync('openssl', ['pkey', '-aes256', ...kept, folder.file('kept.key')]);
  execFileSync('openssl', ['ec', '-aes256', ...kept, folder.file('old.key')], { stdio: 'ignore' });
  const accounts = { ada: { role: 'admin', password: await hashPassword('admin of the house') } };
  const config = { database: 'db.sqlite3', store: 'store.sqlite3', serve: { accounts, hosts: ['localhost'] } };
  writeFileSync(folder.file('peerquest-audit.config.json'), JSON.stringify(config), { mode: 0o600 });
  service = startService(['--host', '0.0.0.0', '--tls-cert', 'server.crt', '--tls-key', 'server.key'], { cwd: folder.path });
  await service.until(/"event":"service-started"/);
  port = Number(/"address":"https:[^"]+:(\d+)"/.exec(service.printed())?.[1]);
}, 60_000);
afterAll(async () => {
  await service.end('SIGKILL');
  folder.remove();
});

interface Told {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const ask = (path: string, method = 'GET', body?: object): Promise<Told> =>
  new Promise((resolve, reject) => {
    const headers = { host: `localhost:${port}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers, ca: authority.ca, servername: 'localhost', agent: false },
      (answer) => {
        answer.resume().on('end', () => resolve({ status: answer.statusCode, headers: answer.headers }));
      },
    );
    asked.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });

it('serves by TLS, to whoever trusts its authority, and says so to browsers', async () => {
  const { status, headers } = await ask('/health/live');
  expect([status, headers['strict-transport-security']]).toEqual([200, expect.stringContaining('max-age=')]);
  const signedIn = await ask('/api/v1/session', 'POST', { name: 'ada', password: 'admin of the house' });
  expect([signedIn.status, signedIn.headers['set-cookie']]).toEqual([
    200,
    [expect.stringMatching(/^__Host-peerquest_audit_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/)],
  ]);
});

it('is trusted by nobody else, speaks no older protocol, and nothing in the clear', async () => {
  const refusal = (more: object): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ...more }, () => resolve('connected'));
      socket.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => resolve(code));
    });
  expect(await refusal({})).toMatch(/UNABLE_TO|SELF_SIGNED/);
  expect(await refusal({ ca: authority.ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).not.toBe('connected');
  expect(await say(port, 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n', 500)).not.toContain('200');
  // It goes on all the same.
  expect((await ask('/health/live')).status).toBe(200);
});

it.each([
  ['another key', ['--tls-cert', 'server.crt', '--tls-key', 'other.key'], /both have to be PEM and belong together/],
  ['a key under a password', ['--tls-cert', 'server.crt', '--tls-key', 'kept.key'], /"kept\.key": it is kept under a password, which/],
  ['one of the older form', ['--tls-cert', 'server.crt', '--tls-key', 'old.key'], /"old\.key": it is kept under a password, which/],
  ['no key', ['--tls-cert', 'server.crt'], /--tls-key/],
  ['a file that is not there', ['--tls-cert', 'none.crt', '--tls-key', 'server.key'], /"none\.crt" of --tls-cert cannot be read/],
  ['what is no certificate', ['--tls-cert', 'db.sqlite3', '--tls-key', 'server.key'], /both have to be PEM and belong together/],
])('refuses to start with %s, also in a check', (_, flags, sentence) => {
  const { code, stderr } = runCli(['serve', '--check', '--host', '0.0.0.0', ...flags], { cwd: folder.path });
  expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
});

it('is asked by "health", which trusts the authority that the environment names', () => {
  const health = (env: Readonly<Record<string, string>>) =>
    runCli(['health', `https://localhost:${port}/health/live`], { cwd: folder.path, env, isOwnProcess: true });
  expect(health({ NODE_EXTRA_CA_CERTS: folder.file('ca.crt') })).toMatchObject({ code: 0 });
  expect(health({}).code).toBe(1);
});

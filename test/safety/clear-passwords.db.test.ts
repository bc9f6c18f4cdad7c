import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { runInProcess } from '../support/in-process.ts';
import { startPostgres } from '../servers/postgres.ts';
import type { Server } from '../servers/processes.ts';

const PASSWORD = 'n0t-for-print';
const ALLOWED = 'allowCleartextPasswords=true';

/** An address of this machine that others could have: what goes there is not known to stay here. */
const outer = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

function refused({ code, stdout, stderr }: Awaited<ReturnType<typeof runInProcess>>): void {
  expect(code).toBe(2);
  expect(stdout).toMatch(/asks for the password of the account "[^"]+" in a form that others [^\n]+ was not sent: add sslmode=verify-full/);
  expect(stdout + stderr).not.toContain(PASSWORD);
}

it('finds an address of this machine that is not local', () => {
  expect(outer).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
});

describe.skipIf(inject('postgres') === null)('a PostgreSQL server that wants the password itself', { timeout: 60_000 }, () => {
  let server: Server | null = null;
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-hba-'));
  const url = (host: string, user: string, parameters: string): string => {
    const { port } = new URL(server?.url ?? '');
    return `postgresql://${user}:${PASSWORD}@${host}:${port}/postgres?${parameters}`;
  };
  const doctor = (...address: Parameters<typeof url>) => runInProcess(['doctor', '--database', url(...address)]);

  beforeAll(async () => {
    const hba = join(folder, 'pg_hba.conf');
    writeFileSync(hba, 'host all in_clear all password\nhost all in_md5 all md5\nhost all all all scram-sha-256\n');
    chmodSync(folder, 0o755);
    server = await startPostgres(['fsync=off', `hba_file=${hba}`, 'listen_addresses=*']);
    const admin = new pg.Client({ connectionString: server?.url });
    await admin.connect();
    await admin.query(`create role in_clear login password '${PASSWORD}'; create role by_scram login password '${PASSWORD}'`);
    await admin.query(`set password_encryption = md5; create role in_md5 login password '${PASSWORD}'`);
    await admin.end();
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('does not get it over an open connection to another machine, unless that is asked for by name', async () => {
    refused(await doctor(String(outer), 'in_clear', 'sslmode=disable'));
    refused(await doctor(String(outer), 'in_clear', 'sslmode=disable&allowCleartextPasswords=false'));
    for (const [host, parameters] of [
      [outer, `sslmode=disable&${ALLOWED}`],
      [outer, 'sslmode=no-verify'],
      ['127.0.0.1', 'sslmode=disable'],
      ['localhost', ''],
    ]) {
      expect((await doctor(String(host), 'in_clear', String(parameters))).stdout, `${String(host)} ${String(parameters)}`).toContain(
        'PostgreSQL 15',
      );
    }
  });

  it('gets an answer to a challenge, which does not hold it', async () => {
    for (const user of ['by_scram', 'in_md5']) {
      expect((await doctor(String(outer), user, 'sslmode=disable')).stdout, user).toContain('PostgreSQL 15');
    }
  });

  it('does not get it for a store either', async () => {
    const { code, stderr } = await runInProcess(['runs', '--store', url(String(outer), 'in_clear', 'sslmode=disable')]);
    expect(code).toBe(2);
    expect(stderr).toContain('was not sent');
  });
});

describe('a MySQL server that wants the password under a key of its own', () => {
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const sockets = new Set<Socket>();
  let server: TcpServer;
  let plugin = '';
  /** What the client sent after its first answer. */
  let sent: Buffer[] = [];

  const packet = (number: number, ...parts: readonly (Buffer | string | number)[]): Buffer => {
    const body = Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))));
    return Buffer.concat([Buffer.from([body.length & 255, body.length >> 8, 0, number]), body]);
  };
  const HANDSHAKE = packet(
    0,
    ...[10, '8.0.36\0', Buffer.from([1, 0, 0, 0]), 'abcdefgh', 0, Buffer.from([0xff, 0xf7]), 45, Buffer.from([2, 0, 0xff, 0xdf]), 21],
    ...[Buffer.alloc(10), 'ijklmnopqrst\0', 'mysql_native_password\0'],
  );

  function talk(socket: Socket): void {
    sockets.add(socket);
    let said = 0;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const next = Number(data[3]) + 1;
      if (said++ === 0) return socket.write(packet(next, 0xfe, `${plugin}\0`, 'abcdefghijklmnopqrst\0'));
      sent.push(data.subarray(4));
      if (plugin === 'caching_sha2_password' && said === 2) return socket.write(packet(next, 1, 4));
      if (data.length === 5) return socket.write(packet(next, 1, publicKey));
      return socket.end(packet(next, 0xff, Buffer.from([0x15, 0x04]), '#28000Access denied'));
    });
    socket.write(HANDSHAKE);
  }
  const doctor = (host: string, parameters: string) =>
    runInProcess([
      'doctor',
      '--database',
      `mysql://ann:${PASSWORD}@${host}:${(server.address() as AddressInfo).port}/quests?${parameters}`,
    ]);

  beforeEach(async () => {
    sent = [];
    server = createServer(talk).listen(0, '0.0.0.0');
    await once(server, 'listening');
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  it.each(['caching_sha2_password', 'sha256_password'])(
    'is not asked for it over an open connection to another machine: %s',
    async (way) => {
      plugin = way;
      refused(await doctor(String(outer), 'sslmode=disable'));
      // No more than the answer to a challenge.
      expect(sent.map(({ length }) => length)).toEqual(way === 'sha256_password' ? [] : [32]);
      for (const [host, parameters] of [
        [outer, `sslmode=disable&${ALLOWED}`],
        [outer, 'sslmode=disable&allowPublicKeyRetrieval=true'],
        ['127.0.0.1', ''],
      ]) {
        sent = [];
        expect((await doctor(String(host), String(parameters))).stdout).toContain('refuses the account');
        expect(sent.map(({ length }) => length).slice(-2), `${String(host)} ${String(parameters)}`).toEqual([1, 256]);
      }
    },
  );

  it('is never given it in clear', async () => {
    plugin = 'mysql_clear_password';
    for (const parameters of ['sslmode=disable', `sslmode=disable&${ALLOWED}`]) {
      const { code, stdout } = await doctor(String(outer), parameters);
      expect({ code, sent }).toEqual({ code: 2, sent: [] });
      expect(stdout).toContain('which this tool does not do');
    }
  });
});

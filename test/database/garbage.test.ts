import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, NO_ALLOWANCES, parseDatabaseUrl, repairAccess, type DatabaseAddress } from '../../src/database/index.ts';
import { AuditToolError } from '../../src/errors.ts';
import { openStore } from '../../src/history/index.ts';
import { GREETING, packet } from '../servers/mysql-packets.ts';
import { message } from '../servers/postgres-messages.ts';
import { fakeServer } from '../support/fake-server.ts';

const READY = Buffer.concat([message('R', 0), message('Z', 'I')]);

/**
 * What no server should say; deterministic, so that a failure can be had again. A text without its end is not among it: the driver of
 * PostgreSQL looks for that end for ever, as it would wait for ever for a server that says nothing more.
 */
const NOISE: Readonly<Record<string, Buffer>> = {
  nothing: Buffer.alloc(0),
  zeros: Buffer.alloc(64),
  ones: Buffer.alloc(64, 0xff),
  'a web server': Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'),
  noise: Buffer.from(Array.from({ length: 300 }, (_, n) => (n * 7919 + (n >> 3) * 104729) & 0xff)),
};

const POSTGRES: Readonly<Record<string, Buffer>> = {
  ...NOISE,
  Kerberos: message('R', 2),
  GSSAPI: message('R', 7),
  'GSSAPI, continued': message('R', 8, 'token'),
  SSPI: message('R', 9),
  'an unknown way to authenticate': message('R', 99),
  'SASL with unknown mechanisms': message('R', 10, 'NOPE\0\0'),
  'SASL that goes on before it began': message('R', 11, 'r=x,s=eA==,i=4096'),
  'SASL that ends before it began': message('R', 12, 'v=x'),
  'an MD5 salt that is cut off': message('R', 5, 'ab'),
  'a row that nobody asked for': message('D', Buffer.from([0, 1, 0, 0, 0, 1, 65])),
  'a description of rows that is cut off': message('T', Buffer.from([0, 9, 65])),
  'a row with a length beyond its end': Buffer.concat([
    message('T', Buffer.from([0, 1]), 'a\0', 0, Buffer.from([0, 0]), 25, Buffer.from([255, 255]), -1, Buffer.from([0, 0])),
    message('D', Buffer.from([0, 1]), 1_000_000, 'x'),
  ]),
  'an error without a word': message('E', Buffer.from([0])),
  'a copy': message('G', Buffer.from([0, 0, 0])),
  'an end of nothing': message('C', 'SELECT 0\0'),
};

const OK = packet(2, [0, 0, 0, 2, 0, 0, 0]);
const MYSQL: Readonly<Record<string, Buffer>> = {
  ...NOISE,
  'a greeting that is cut off': packet(0, [10], '8.0'),
  'a greeting of another protocol': packet(0, [9], '3.20\0'),
  'an unknown way to authenticate': packet(2, [254], 'auth_gssapi_client\0', 'data\0'),
  'the old way to authenticate': packet(2, [254]),
  'more about an authentication that did not begin': packet(2, [1, 4]),
  'a second factor': packet(2, [2], 'dialog\0', 'x'),
  'an error without a word': packet(2, [255]),
  'a wish for a file': packet(1, [251], '/etc/passwd'),
  'columns that do not come': packet(1, [3]),
  'a column that is cut off': Buffer.concat([packet(1, [1]), packet(2, [3], 'de')]),
  'a row that is cut off': Buffer.concat([
    packet(1, [1]),
    packet(2, [3], 'def', [0], [0], [0], [1], 'a', [0], [12, 33, 0, 255, 0, 0, 0, 253, 0, 0, 0, 0, 0]),
    packet(3, [254, 0, 0, 2, 0]),
    packet(4, [200], 'x'),
  ]),
};

/** Where the noise comes: what the server has said, rightly, before it. */
const STAGES: Readonly<
  Record<string, { readonly scheme: string; readonly noise: typeof NOISE; readonly before: readonly (Buffer | null)[] }>
> = {
  'PostgreSQL, at the connection': { scheme: 'postgresql', noise: POSTGRES, before: [] },
  'PostgreSQL, after the start packet': { scheme: 'postgresql', noise: POSTGRES, before: [null] },
  'PostgreSQL, after the first query': { scheme: 'postgresql', noise: POSTGRES, before: [null, READY] },
  'MySQL, at the connection': { scheme: 'mysql', noise: MYSQL, before: [] },
  'MySQL, after the account': { scheme: 'mysql', noise: MYSQL, before: [GREETING] },
  'MySQL, after the first query': { scheme: 'mysql', noise: MYSQL, before: [GREETING, OK] },
};

/** How each kind of connection is made. */
const CALLS = {
  'to read': (address: DatabaseAddress): Promise<unknown> => connect(address, ['users_user']),
  'to write': async (address: DatabaseAddress): Promise<unknown> => (await repairAccess(address, NO_ALLOWANCES)).connect(),
  'to the store': (address: DatabaseAddress): Promise<unknown> => openStore(address, 'read'),
};

/** Milliseconds after which a connection is taken to wait for ever: beyond the three seconds that it may take. */
const PATIENCE = 8000;

/** What nobody caught, and how a connection ended. */
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);

beforeAll(() => {
  for (const listener of process.listeners('uncaughtException')) theirs.push(listener);
  process.removeAllListeners('uncaughtException').on('uncaughtException', note);
});
const theirs: NodeJS.UncaughtExceptionListener[] = [];
afterAll(() => {
  process.removeListener('uncaughtException', note);
  for (const listener of theirs) process.on('uncaughtException', listener);
});

describe.each(Object.entries(STAGES))('%s', (_stage, { scheme, noise, before }) => {
  it.each(Object.entries(CALLS))('what no server should say ends a connection %s with an error that can be caught', async (call, open) => {
    const endings = await Promise.all(
      Object.entries(noise).map(async ([name, bytes]) => {
        const server = await fakeServer([...before, bytes], 'close');
        const password = name.startsWith('SASL') ? ':secret' : '';
        const ended = await Promise.race([
          open(parseDatabaseUrl(`${scheme}://u${password}@127.0.0.1:${server.port}/d?sslmode=disable&connect_timeout=3`)).then(
            () => 'opened',
            (error: unknown) => error,
          ),
          sleep(PATIENCE, 'is still waiting'),
        ]);
        await server.close();
        return [name, ended] as const;
      }),
    );
    // What the driver of a store stumbles over may be told as it is.
    const kind = call === 'to the store' ? Error : AuditToolError;
    expect(endings.filter(([, ended]) => !(ended instanceof kind))).toEqual([]);
    expect(uncaught).toEqual([]);
  });
});

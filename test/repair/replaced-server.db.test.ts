import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import type { AuditEvent } from '../../src/model/index.ts';
import { startMariadb } from '../servers/mariadb.ts';
import { startPostgres } from '../servers/postgres.ts';
import type { Server } from '../servers/processes.ts';
import { runAsAdministrator } from '../support/accounts.ts';
import { temporaryFolder } from '../support/cli.ts';
import { startProxy, type Proxy } from '../support/cutting.ts';
import { createDatabase, describeEngines, serverInTurn, type TestDatabase } from '../support/databases.ts';
import { knownRows } from '../support/known-rows.ts';
import { contents } from '../support/repairing.ts';
import { repairEvents, resultOf, undoEvents } from '../support/service-runs.ts';

const REPLACED = /is another database than when this run began/;
const MOMENTS: readonly AuditEvent['type'][] = ['plan-made', 'changes', 'verification-started'];

/** Enough for findings of every kind that is repaired; each test fills two databases. */
const PEOPLE = 30;

const rowsOf = (database: TestDatabase): Promise<string> => contents((sql) => database.query(sql));

/** What a run says that met another database: thrown before anything was written, else told in its result. */
async function toldBy(events: AsyncIterable<AuditEvent>, at: AuditEvent['type'], happens: () => Promise<unknown>): Promise<string> {
  try {
    const { repair } = await resultOf(events, at, happens);
    expect(repair?.verified, at).toBeNull();
    return repair?.stoppedBy ?? '';
  } catch (error) {
    return (error as Error).message;
  }
}

describeEngines('a server behind a name that becomes another one', { oldSchema: true, engines: serverInTurn('mariadb') }, (database) => {
  const folder = temporaryFolder();
  let other: Server;
  let twin: TestDatabase;
  let proxy: Proxy;
  beforeAll(async () => {
    const { engine } = database();
    const started = await (engine === 'postgresql' ? startPostgres() : startMariadb());
    if (started === null) throw new Error('There is no server.');
    other = started;
    // The same account, the same name of the database, and the same rows: only the server is another.
    const { username, password } = new URL(database().url);
    if (engine === 'postgresql') await runAsAdministrator(other.url, [`alter role ${username} password '${decodeURIComponent(password)}'`]);
    const [own, wanted] = [new URL(other.url), new URL(database().url)];
    Object.assign(own, { username, password });
    twin = await createDatabase(engine, { server: own.href, oldSchema: true, name: wanted.pathname.slice(1) });
    await database().insert(knownRows(PEOPLE));
    await twin.insert(knownRows(PEOPLE));
  });
  afterAll(async () => {
    await twin.leave();
    await other.stop();
    folder.remove();
  });
  beforeEach(async () => {
    proxy = await startProxy(database().url);
  });
  afterEach(async () => {
    await proxy.stop();
  });

  it.each(MOMENTS)('in a repair, at %s: the other one is not written to, and nothing counts as fixed', async (moment) => {
    const store = folder.file(`${database().engine}-${moment}.sqlite3`);
    const before = await rowsOf(twin);
    const told = await toldBy(repairEvents(proxy.url, store), moment, () => proxy.leadTo(other.url));
    expect(told).toMatch(REPLACED);
    expect(await rowsOf(twin)).toBe(before);
    // The name leads back again: all is found in order, and can be taken back.
    await proxy.leadTo(database().url);
    await resultOf(repairEvents(proxy.url, store));
    const { repair } = await resultOf(repairEvents(proxy.url, store, { dryRun: true }));
    expect(repair?.plan.changes).toBe(0);
    await database().clear();
    await database().insert(knownRows(PEOPLE));
  });

  it.each(MOMENTS)('in an undo, at %s', async (moment) => {
    const store = folder.file(`${database().engine}-undo-${moment}.sqlite3`);
    await resultOf(repairEvents(proxy.url, store));
    const before = await rowsOf(twin);
    expect(await toldBy(undoEvents(proxy.url, store), moment, () => proxy.leadTo(other.url))).toMatch(REPLACED);
    expect(await rowsOf(twin)).toBe(before);
    await database().clear();
    await database().insert(knownRows(PEOPLE));
  });
});

describeEngines('a database that is dropped and made anew', { oldSchema: true, engines: serverInTurn('mariadb') }, (database) => {
  const folder = temporaryFolder();
  afterAll(() => {
    folder.remove();
  });

  it.each(MOMENTS)('in a repair, at %s', async (moment) => {
    const { engine } = database();
    const first = await createDatabase(engine, { oldSchema: true });
    await first.insert(knownRows(PEOPLE));
    const made: { readonly database: TestDatabase; readonly rows: string }[] = [];
    const anew = async (): Promise<void> => {
      // MariaDB keeps the second in which a table was made, no more: what is made anew within it is not told apart.
      await sleep(1100);
      await first.drop();
      const second = await createDatabase(engine, { oldSchema: true, name: new URL(first.url).pathname.slice(1) });
      await second.insert(knownRows(PEOPLE));
      made.push({ database: second, rows: await rowsOf(second) });
    };
    const told = await toldBy(repairEvents(first.url, folder.file(`${engine}-${moment}.sqlite3`)), moment, anew);
    expect(told).toMatch(REPLACED);
    expect(made).toHaveLength(1);
    for (const { database: second, rows } of made) {
      expect(await rowsOf(second)).toBe(rows);
      await second.drop();
    }
  });
});

it.skipIf(inject('postgres') === null)(
  'a PostgreSQL server that comes back as a promoted standby has lost what it had not received',
  async () => {
    const server = await startPostgres();
    if (server === null) throw new Error('There is no server.');
    const folder = temporaryFolder();
    try {
      const database = await createDatabase('postgresql', { server: server.url, oldSchema: true });
      await database.insert(knownRows(PEOPLE));
      const [row] = await database.query('show data_directory');
      await database.leave();
      const told = await toldBy(repairEvents(database.url, folder.file('store.sqlite3')), 'changes', async () => {
        await server.kill();
        writeFileSync(join(String(row?.['data_directory']), 'standby.signal'), '');
        await server.restart();
        await runAsAdministrator(server.url, ['select pg_promote()']);
      });
      expect(told).toMatch(REPLACED);
    } finally {
      await server.stop();
      folder.remove();
    }
  },
);

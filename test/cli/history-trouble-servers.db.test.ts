import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startMariadb } from '../servers/mariadb.ts';
import { startPostgres } from '../servers/postgres.ts';
import { freePort, type Server } from '../servers/processes.ts';
import { AS_BEFORE_HISTORY, AS_LATER, expectAside, foundBy, keptAudit, makeAudited, WITH_HISTORY } from '../support/aside.ts';
import { runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { runBeside } from '../support/fake-server.ts';
import { startRelay } from '../support/relay.ts';
import { makeSmallDisk } from '../support/small-disk.ts';
import { isThorough } from '../support/thorough.ts';

const PASSWORD = 'w0nt-tell';

/** What a server needs to be made unfit for a history. */
const servers = [
  {
    engine: 'postgresql',
    start: () => startPostgres(),
    createAccount: (name: string) => [
      `create role ${name} login password '${PASSWORD}'`,
      `grant select on all tables in schema public to ${name}`,
    ],
    createWriter: (name: string, database: string) => [
      `create role ${name} login password '${PASSWORD}'`,
      `grant all on all tables in schema public to ${name}`,
      `alter database ${database} set default_transaction_read_only = on`,
    ],
    writable: (database: string) => [`alter database ${database} set default_transaction_read_only = off`],
    lockTable: ['begin', 'lock table peerquest_audit_recording in access exclusive mode'],
    letGo: ['rollback'],
  },
  {
    engine: 'mariadb',
    start: () => startMariadb(),
    createAccount: (name: string, database: string) => [
      `create user ${name}@'%' identified by '${PASSWORD}'`,
      `grant select on ${database}.* to ${name}@'%'`,
    ],
    createWriter: (name: string, database: string) => [
      `create user ${name}@'%' identified by '${PASSWORD}'`,
      `grant all on ${database}.* to ${name}@'%'`,
      'set global read_only = 1',
    ],
    writable: () => ['set global read_only = 0'],
    lockTable: ['lock tables peerquest_audit_recording write'],
    letGo: ['unlock tables', 'rollback'],
  },
] as const;

const folder = temporaryFolder();
const audited = folder.file('db.sqlite3');
let undisturbed: unknown;
beforeAll(() => {
  undisturbed = makeAudited(audited, folder.file('good.sqlite3'));
});
afterAll(() => {
  folder.remove();
});

const audit = (store: string, database = audited): Promise<CliResult> => runBeside(keptAudit(database, store), 110_000, [], WITH_HISTORY);
/** Audits with a store behind a relay that at one of the server's answers cuts the connection, or passes nothing on from there. */
async function disturbed(
  url: string,
  { place, then }: { readonly place: number; readonly then: 'cut' | 'silence' },
): Promise<{ readonly result: CliResult; readonly answers: number }> {
  let answers = 0;
  const relay = await startRelay(url, (client, upstream) => {
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => {
      answers += 1;
      if (answers === place && then === 'cut') client.destroy();
      else if (answers < place || then === 'cut') client.write(data);
    });
  });
  try {
    return { result: await audit(relay.url), answers };
  } finally {
    await relay.stop();
  }
}

const urlWith = (url: string, changes: Partial<URL>): string => Object.assign(new URL(url), changes).href;

for (const { engine, ...server } of servers) {
  const provided = inject(engine === 'postgresql' ? 'postgres' : 'mariadb') !== null;
  describe.skipIf(!provided)(`an audit stands, whatever becomes of its history on ${engine}`, { timeout: 300_000 }, () => {
    let running: Server;
    let store: TestDatabase;
    let name = '';
    beforeAll(async () => {
      const started = await server.start();
      if (started === null) throw new Error('There is no server.');
      running = started;
    });
    afterAll(async () => {
      await running.stop();
    });
    beforeEach(async () => {
      store = await createDatabase(engine, { server: running.url, empty: true });
      name = new URL(store.url).pathname.slice(1);
      expect(await audit(store.url)).toMatchObject({ code: 1, stderr: '' });
    });
    afterEach(async () => {
      await store.drop();
    });

    const execute = async (statements: readonly string[]): Promise<void> => {
      for (const statement of statements) await store.execute(statement);
    };
    const recorded = async (): Promise<number> =>
      Number((await store.query('select count(*) as n from peerquest_audit_recording'))[0]?.['n']);
    const expectAuditAside = async (url: string, clause: RegExp): Promise<void> => {
      const result = await audit(url);
      expectAside(result, undisturbed, clause);
      for (const secret of [PASSWORD, 's3cret']) expect(result.stderr).not.toContain(secret);
    };

    it('by an account that may only read', async () => {
      await execute(server.createAccount('reader', name));
      const reader = { username: 'reader', password: PASSWORD };
      await expectAuditAside(urlWith(store.url, reader), /its account lacks a right there \(.+\); grant it CREATE, .*DELETE\.$/m);
      expect(await recorded()).toBe(1);
    });

    it('on a server that takes no writes', async () => {
      await execute(server.createWriter('writer', name));
      try {
        const url = urlWith(store.url, { username: 'writer', password: PASSWORD });
        await expectAuditAside(url, /its server accepts no writes; name the primary server with --store\.$/m);
      } finally {
        await execute(server.writable(name));
      }
      expect(await recorded()).toBe(1);
    });

    it('on a server that is away', async () => {
      await expectAuditAside(urlWith(store.url, { port: String(await freePort()) }), /nothing answers there; check that .* right\.$/m);
    });

    it('on a server that goes away, or falls silent, at any of its answers', async () => {
      const { answers } = await disturbed(store.url, { place: Infinity, then: 'cut' });
      const every = Array.from({ length: answers }, (_, index) => index + 1);
      for (const place of isThorough ? every : every.filter((each) => each % 8 === 4)) {
        const before = await recorded();
        const { result } = await disturbed(store.url, { place, then: 'cut' });
        const isAside = result.stderr !== '';
        if (isAside) expectAside(result, undisturbed, /the connection was cut; check the server's log, then run the command again\.$/m);
        else expect({ code: result.code, found: foundBy(result) }).toEqual({ code: 1, found: undisturbed });
        // Where the answer to the commit is lost, the run is there, and nobody here knows.
        expect([...(isAside ? [before] : []), before + 1]).toContain(await recorded());
      }
      const { result } = await disturbed(`${store.url}?answer_timeout=2`, { place: Math.ceil(answers / 2), then: 'silence' });
      // Where the silence falls into the beginning of a connection, nobody knows yet what is at its other end.
      const silence =
        /it does not answer(?: as a database server does; check host and port|; check the host, the port and any firewall between here and there)\.$/m;
      expectAside(result, undisturbed, silence);
      const before = await recorded();
      expect(await audit(store.url)).toMatchObject({ code: 1, stderr: '' });
      expect(await recorded()).toBe(before + 1);
    });

    it('on a full disk', async ({ skip }) => {
      const disk = await makeSmallDisk(store);
      if (disk === null) {
        skip('this account may not mount a small disk');
        return;
      }
      try {
        expect(await audit(disk.url)).toMatchObject({ code: 1, stderr: '' });
        const many = folder.file('many.sqlite3');
        expect(runCli(['demo', '--users', '1000', '--fault', '60%', '--old-schema', '--out', many]).code).toBe(0);
        const sound = await audit(folder.file('sound.sqlite3'), many);
        await disk.fill();
        const full = await audit(disk.url, many);
        expectAside(full, foundBy(sound), /its disk is full; free some space there, or name another store with --store\.$/m);
        if (disk.empty === null) return;
        disk.empty();
        expect(await audit(disk.url, many)).toMatchObject({ code: 1, stderr: '' });
      } finally {
        await disk.remove();
        rmSync(folder.file('many.sqlite3'), { force: true });
      }
    });

    // It takes the minute that everybody waits.
    it.skipIf(!isThorough)('in a store that another program holds locked for longer than anybody waits', async () => {
      const other = await createDatabase(engine, { server: running.url, empty: true });
      try {
        expect(await audit(other.url)).toMatchObject({ code: 1, stderr: '' });
        await execute(server.lockTable);
        await other.execute('begin');
        await other.execute('update peerquest_audit_subject set last_number = last_number');
        const clause = /another program holds it locked; try again when that has finished\.$/m;
        // Each takes its minute.
        await Promise.all([expectAuditAside(store.url, clause), expectAuditAside(other.url, clause)]);
        await execute(server.letGo);
        expect(await audit(store.url)).toMatchObject({ code: 1, stderr: '' });
        expect(await recorded()).toBe(2);
      } finally {
        await other.drop();
      }
    });

    it('in a store of a newer version', async () => {
      await execute([AS_LATER]);
      await expectAuditAside(
        store.url,
        /a newer version of peerquest-audit has made its tables; update this one, or name another store with --store\.$/m,
      );
    });

    it('and brings a store of an older version up to date', async () => {
      await execute(AS_BEFORE_HISTORY);
      expect(await audit(store.url)).toMatchObject({ code: 1, stderr: '' });
      expect(await recorded()).toBe(1);
    });
  });
}

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { openStore } from '../../src/history/index.ts';
import { freePort } from '../servers/processes.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { newRun, openedStore, sentenceFrom } from './fixtures.ts';

const PASSWORD = 'w0nt-tell';
const ACCOUNT = 'store_reader';

const servers = [
  {
    engine: 'postgresql',
    provided: inject('postgres'),
    createAccount: () => [`create role ${ACCOUNT} login password '${PASSWORD}'`],
    mayRead: () => [`grant select on all tables in schema public to ${ACCOUNT}`, `revoke create on schema public from public`],
    dropAccount: () => [`drop owned by ${ACCOUNT}`, `drop role ${ACCOUNT}`],
    cut: (name: string) => [
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and application_name = 'peerquest-audit'`,
    ],
  },
  {
    engine: 'mariadb',
    provided: inject('mariadb'),
    createAccount: (name: string) => [
      `create user ${ACCOUNT}@'%' identified by '${PASSWORD}'`,
      `grant select on \`${name}\`.* to ${ACCOUNT}@'%'`,
    ],
    mayRead: () => [],
    dropAccount: () => [`drop user ${ACCOUNT}@'%'`],
    // The only other connection to this database is the store's.
    cut: (name: string) => [
      `for one in (select id from information_schema.processlist where db = '${name}' and id <> connection_id()) do kill one.id; end for`,
    ],
  },
] as const;

for (const server of servers) {
  describe.skipIf(server.provided === null)(`trouble with a store on ${server.engine}`, () => {
    let database: TestDatabase;
    let name = '';
    beforeAll(async () => {
      database = await createDatabase(server.engine, { empty: true });
      name = new URL(database.url).pathname.slice(1);
      for (const statement of server.createAccount(name)) await database.execute(statement);
    });
    afterAll(async () => {
      for (const statement of server.dropAccount()) await database.execute(statement);
      await database.drop();
    });
    const urlWith = (changes: Partial<URL>): string => Object.assign(new URL(database.url), changes).href;
    const trouble = async (url: string): Promise<string> => {
      const sentence = await sentenceFrom(openStore(parseDatabaseUrl(url), 'create'));
      expect(sentence).toMatch(
        /^StoreError: The store of runs (?:postgresql|mysql):\/\/[^\n]+ cannot be used, and without its journal [^\n]+\.$/,
      );
      for (const secret of [PASSWORD, 's3cret']) expect(sentence).not.toContain(secret);
      return sentence;
    };

    it('is told in one sentence', async () => {
      const port = String(await freePort());
      expect(await trouble(urlWith({ port, password: PASSWORD }))).toContain('nothing answers there');
      expect(await trouble(urlWith({ username: ACCOUNT, password: `${PASSWORD}-not` }))).toContain('refuses the account');
      expect(await trouble(urlWith({ pathname: '/no_such_database' }))).toContain('has no such database');
      expect(await trouble(urlWith({ hostname: 'no-such-host.invalid' }).replace(/$/, '?sslmode=disable'))).toContain('host is not known');
      expect(await trouble(urlWith({ hostname: 'localhost', search: '?sslmode=verify-full' }))).toContain('certificate of its server');
    });

    it('with an account that may only read: it reads, and is told what it lacks', async () => {
      const reader = urlWith({ username: ACCOUNT, password: PASSWORD });
      for (const statement of server.mayRead()) await database.execute(statement);
      expect(await openStore(parseDatabaseUrl(reader), 'read')).toBeNull();
      expect(await trouble(reader)).toMatch(/its account lacks a right there \(.+\); grant it CREATE/);
      const store = await openedStore(database.url);
      await store.runs.start(newRun(1));
      await store.close();
      for (const statement of server.mayRead()) await database.execute(statement);
      const readable = await openedStore(reader);
      expect(await readable.runs.newest(null)).toHaveLength(1);
      expect(await sentenceFrom(readable.runs.start(newRun(2)))).toMatch(/lacks a right there \(.+\); grant it .*INSERT/);
      await readable.close();
    });

    it('a cut connection: the next query has a new one, or says so', async () => {
      const store = await openedStore(database.url);
      await store.runs.newest(1);
      for (const statement of server.cut(name)) await database.execute(statement);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await sentenceFrom(store.runs.newest(1))).toBe('no error');
      await store.close();
    });

    it.skipIf(server.engine !== 'postgresql')('is another store in each schema', async () => {
      for (const schema of ['one', 'two']) await database.execute(`create schema ${schema}`);
      for (const schema of ['one', 'two']) {
        const store = await openedStore(urlWith({ search: `?currentSchema=${schema}` }));
        expect(await store.runs.newest(null)).toEqual([]);
        await store.runs.start(newRun(1));
        await store.close();
      }
      expect(await trouble(urlWith({ search: '?currentSchema=three' }))).toContain('the schema that its URL names does not exist');
    });
  });
}

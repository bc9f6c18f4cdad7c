import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { isOneSentence, runCli } from '../support/cli.ts';
import { startMariadb } from '../servers/mariadb.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

const ACCOUNT = 'auditor';
const PASSWORD = 'l3ast-privilege';

/** What the two kinds of server have in common in these tests. */
interface ServerCase {
  readonly name: 'postgresql' | 'mariadb';
  readonly provided: { readonly url: string; readonly caFile: string | null } | null;
  /** Runs statements as the administrator, in the test's database. */
  admin(database: TestDatabase, statements: readonly string[]): Promise<void>;
  readonly createAccount: (database: string) => readonly string[];
  readonly grant: (database: string, table: string) => string;
  readonly grantColumns: (database: string) => string;
  readonly dropAccount: (database: string) => readonly string[];
  readonly couldWrite: (database: string) => string;
}

const cases: readonly ServerCase[] = [
  {
    name: 'postgresql',
    provided: inject('postgres'),
    async admin(database, statements) {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      for (const statement of statements) await client.query(statement);
      await client.end();
    },
    createAccount: () => [`create role ${ACCOUNT} login password '${PASSWORD}'`],
    grant: (_database, table) => `grant select on ${table} to ${ACCOUNT}`,
    grantColumns: () => `grant select (id, username) on users_user to ${ACCOUNT}`,
    dropAccount: () => [`drop owned by ${ACCOUNT}`, `drop role ${ACCOUNT}`],
    couldWrite: () => `grant insert, update, delete on quests_quest to ${ACCOUNT}`,
  },
  {
    name: 'mariadb',
    provided: inject('mariadb'),
    async admin(database, statements) {
      const { hostname, port, username, password } = new URL(database.url);
      const connection = await createConnection({ host: hostname, port: Number(port), user: username, password });
      for (const statement of statements) await connection.query(statement);
      await connection.end();
    },
    createAccount: (database) => [
      `create user ${ACCOUNT}@'%' identified by '${PASSWORD}'`,
      `create table ${database}.visible (id int)`,
      `grant select on ${database}.visible to ${ACCOUNT}@'%'`,
    ],
    grant: (database, table) => `grant select on ${database}.${table} to ${ACCOUNT}@'%'`,
    grantColumns: (database) => `grant select (id, username) on ${database}.users_user to ${ACCOUNT}@'%'`,
    dropAccount: () => [`drop user ${ACCOUNT}@'%'`],
    couldWrite: (database) => `grant insert, update, delete on ${database}.quests_quest to ${ACCOUNT}@'%'`,
  },
];

for (const server of cases) {
  describe.skipIf(server.provided === null)(`what ${server.name} refuses`, () => {
    let database: TestDatabase;
    let name = '';
    const as = (user: string, password: string): string => Object.assign(new URL(database.url), { username: user, password }).href;
    const audit = (url: string, ...args: readonly string[]) => {
      const result = runCli([...args, '--database', url]);
      for (const secret of [PASSWORD, 's3cret', 'wr0ng']) expect(result.stdout + result.stderr).not.toContain(secret);
      return result;
    };
    const expectSentence = ({ code, stderr }: ReturnType<typeof runCli>, sentence: RegExp): void => {
      expect(stderr).toMatch(sentence);
      expect(isOneSentence(stderr)).toBe(true);
      expect(code).toBe(2);
    };

    beforeAll(async () => {
      database = await createDatabase(server.name);
      await database.insert(audit001);
      name = new URL(database.url).pathname.slice(1);
      await server.admin(database, server.createAccount(name));
    });
    afterAll(async () => {
      await server.admin(database, server.dropAccount(name));
      await database.drop();
    });

    it('a wrong password', () => {
      expectSentence(audit(as(ACCOUNT, 'wr0ng')), /refuses the account "auditor": check user/);
      expectSentence(audit(as(ACCOUNT, 'wr0ng'), 'doctor'), /refuses the account "auditor"/);
    });

    it('an unknown database', () => {
      expectSentence(
        audit(Object.assign(new URL(database.url), { pathname: '/no_such_database' }).href),
        /has no database "no_such_database"/,
      );
    });

    it('an account without SELECT, table by table, until it has what it needs', async () => {
      expectSentence(audit(as(ACCOUNT, PASSWORD)), /holds no table .* may not see|may not read .*: grant it SELECT/);
      await server.admin(
        database,
        ['quests_questparticipant', 'quests_quest'].map((table) => server.grant(name, table)),
      );
      const partial = audit(as(ACCOUNT, PASSWORD));
      expectSentence(partial, /approved-without-participant, [^()]* did not run \([^()]*applications_application/);
      expect(partial.stdout).not.toContain('healthy');
      expect(partial.stdout).not.toContain('TOTAL ISSUES: 0');
      await server.admin(database, [server.grant(name, 'applications_application'), server.grantColumns(name)]);
      const whole = audit(as(ACCOUNT, PASSWORD), '--detailed');
      expect(whole).toMatchObject({ code: 1, stderr: '' });
      expect(whole.stdout).toContain('TOTAL ISSUES: 5');
    });

    if (server.name === 'mariadb') {
      it('a certificate for another host name, which the driver would accept by itself', async () => {
        const other = await startMariadb([], 'other.example');
        const url = (other?.url ?? '').replace('127.0.0.1', 'localhost');
        expectSentence(audit(`${url}?sslca=${other?.caFile}`), /is for another host name: connect by the name it was made for/);
        expectSentence(audit(`${url}?sslmode=verify-ca&sslca=${other?.caFile}`), /holds no table/);
        await other?.stop();
      });
    }

    it('nothing, but doctor says whether the account could write', async () => {
      expect(audit(as(ACCOUNT, PASSWORD), 'doctor').stdout).toContain('the account can read and cannot write');
      await server.admin(database, [server.couldWrite(name)]);
      expect(audit(as(ACCOUNT, PASSWORD), 'doctor').stdout).toContain('the account could write to quests_quest;');
    });

    it('an unknown certificate authority, until told to trust it', () => {
      const caFile = server.provided?.caFile ?? null;
      if (caFile === null) return;
      const through = (query: string, host = 'localhost') =>
        audit(`${Object.assign(new URL(database.url), { hostname: host }).href}?${query}`, '--quiet');
      expectSentence(through('sslmode=require'), /self-signed or signed by an unknown authority: add sslca=FILE .*sslmode=no-verify/);
      expect(through(`sslca=${caFile}`).code).toBe(1);
      expect(through('sslmode=no-verify', '127.0.0.1').code).toBe(1);
      expect(through(`sslmode=verify-ca&sslca=${caFile}`, '127.0.0.1').code).toBe(1);
      // The certificate is for the name, not for the number.
      expectSentence(through(`sslca=${caFile}`, '127.0.0.1'), /is for another host name|cannot be compared with the number 127.0.0.1/);
      const local = Object.assign(new URL(database.url), { hostname: 'localhost' }).href;
      expect(audit(`${local}?sslca=${caFile}`, 'doctor').stdout).toContain('TLS (verify-full)');
    });
  });
}

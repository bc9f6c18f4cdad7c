import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { isOneSentence, temporaryFolder, type CliResult } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { runBeside } from '../support/fake-server.ts';
import { startMysqlProxy } from '../support/mysql-proxy.ts';

/** What each is recognised by, in place of what MariaDB says of itself. */
const TIDB =
  "'8.0.11-TiDB-v7.5.1' as version, 'TiDB Server (Apache License 2.0) Community Edition, MySQL 8.0 compatible' as comment, 7 as id";
const VITESS = "'8.0.30-Vitess' as version, 'Version: 19.0.4 (Git revision 1a2b3c branch HEAD)' as comment, 7 as id";
const POOLER = 'version() as version, @@version_comment as comment, connection_id() + 1 as id';

describe.skipIf(inject('mariadb') === null)('what speaks MySQL’s protocol', () => {
  const folder = temporaryFolder();
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase('mariadb');
    await database.insert(audit001);
  });
  afterAll(async () => {
    await database.drop();
    folder.remove();
  });

  /** Runs the built program on the database, which says this of itself. */
  async function runAs(answer: string, ...args: readonly string[]): Promise<CliResult> {
    const statement = (sql: string): string => (sql.startsWith('select version()') ? `select ${answer}` : sql);
    const proxy = await startMysqlProxy(database.url, { statement });
    try {
      return await runBeside([...args, '--database', proxy.url], 60_000);
    } finally {
      await proxy.stop();
    }
  }
  const repair = ['--fix-issues', '--yes', '--store', folder.file('store.sqlite3')];

  it('TiDB, which would let an audit write, is not audited', async () => {
    for (const args of [[], repair, ['doctor']]) {
      const refused = await runAs(TIDB, ...args);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/ is TiDB, which is not audited: it lets writes through in a session that is READ ONLY/);
      expect(isOneSentence(refused.stderr)).toBe(true);
    }
  });

  it('Vitess is audited with a warning, and not repaired', async () => {
    const audited = await runAs(VITESS);
    expect(audited).toMatchObject({ code: 1, stderr: '' });
    expect(audited.stdout).toContain('\nWarning: This is Vitess: each shard has a snapshot of its own');
    expect(audited.stdout).toContain('TOTAL ISSUES: 5');
    const refused = await runAs(VITESS, ...repair, '--single-writer', '--promoted');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/ is Vitess, which is not repaired: no lock there holds all of its machines\.\n$/);
    expect((await runAs(VITESS, 'doctor')).stdout).toMatch(/advice {3}Distributed .*It is not repaired/);
  });

  it('a pooler is warned of, and not repaired through', async () => {
    const audited = await runAs(POOLER);
    expect(audited.code).toBe(1);
    expect(audited.stdout).toContain('\nWarning: A connection pooler answers: ');
    const refused = await runAs(POOLER, ...repair);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/ is a connection pooler, through which .*: name the primary server itself\.\n$/);
    expect((await runAs(POOLER, 'doctor')).stdout).toMatch(/advice {3}Pooler /);
    // The same way, by which nobody says anything else of himself.
    expect((await runAs('version() as version, @@version_comment as comment, connection_id() as id', ...repair)).code).toBe(0);
  });
});

import { beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { runCli } from '../support/cli.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, type TestDatabase } from '../support/databases.ts';

const PARTICIPANTS = 'quests_questparticipant';

/** Puts a view in the place of the participants, which leaves out all but one of them. */
async function hideBehindView(database: TestDatabase, kind = 'view'): Promise<void> {
  await database.execute(`alter table ${PARTICIPANTS} rename to behind`);
  await database.execute(`create ${kind} ${PARTICIPANTS} as select * from behind where id = 1`);
}

async function doctor(url: string): Promise<string> {
  return Promise.resolve(runCli(['doctor', '--database', url]).stdout);
}

describeEngines('a view where a table is expected', { engines: ['sqlite', 'postgresql', 'mariadb'] }, (database) => {
  beforeEach(async () => {
    const [there] = await tablesNamed(database(), 'behind');
    if (there !== undefined) {
      await database().execute(`drop view ${PARTICIPANTS}`);
      await database().execute(`alter table behind rename to ${PARTICIPANTS}`);
    }
    await database().clear();
    await database().insert(audit001);
    await hideBehindView(database());
  });

  it('is told by an audit, in text and in JSON', async () => {
    const { result } = await collect(database().url);
    expect(result.start.database.relations).toEqual({ [PARTICIPANTS]: 'view' });
    const { stdout } = runCli(['--database', database().url]);
    expect(stdout).toContain(`\nRelations: ${PARTICIPANTS} is a view\n`);
    expect(stdout).toContain(`\nWarning: Not a table: ${PARTICIPANTS} (view). What it leaves out is not seen here.\n`);
    const { database: told } = JSON.parse(runCli(['--format', 'json', '--database', database().url]).stdout) as { database: unknown };
    expect(told).toMatchObject({ relations: { [PARTICIPANTS]: 'view' } });
  });

  it('is told by doctor', async () => {
    expect(await doctor(database().url)).toMatch(/advice {3}Relation +quests_questparticipant is a view: what it leaves out is not seen\n/);
  });
});

async function tablesNamed(database: TestDatabase, name: string): Promise<readonly unknown[]> {
  return database.engine === 'sqlite'
    ? database.query(`select name from sqlite_master where name = '${name}'`)
    : database.query(
        `select table_name as name from information_schema.tables where table_name = '${name}'
         and table_schema = ${database.engine === 'mariadb' ? 'database()' : 'current_schema()'}`,
      );
}

describeEngines('tables that are not plain', { engines: ['postgresql'] }, (database) => {
  it('are told by their kind', async () => {
    await database().insert(audit001);
    await hideBehindView(database(), 'materialized view');
    await database().execute('alter table quests_quest rename to quests_before');
    await database().execute('create table quests_quest (like quests_before including defaults) partition by range (id)');
    await database().execute('create table quests_all partition of quests_quest default');
    await database().execute('insert into quests_quest select * from quests_before');
    const { stdout } = runCli(['--database', database().url]);
    expect(stdout).toContain('\nRelations: quests_quest is a partitioned table, quests_questparticipant is a materialized view\n');
    expect(stdout).toMatch(/\nWarning: Not a table: quests_questparticipant \(materialized view\)\./);
    const told = await doctor(database().url);
    expect(told).toMatch(/note {5}Relation +quests_quest is a partitioned table\n/);
    expect(told).toMatch(/advice {3}Relation +quests_questparticipant is a materialized view: what it leaves out is not seen\n/);
  });
});

describeEngines('a schema named after the role', { engines: ['postgresql'] }, (database) => {
  it('that holds empty copies is told to have been read, by the audit and by doctor', async () => {
    await database().insert(audit001);
    const [{ role } = { role: '' }] = await database().query('select current_user as role');
    await database().execute(`create schema "${String(role)}"`);
    for (const table of ['users_user', 'quests_quest', PARTICIPANTS, 'applications_application']) {
      await database().execute(`create table "${String(role)}".${table} (like public.${table})`);
    }
    const { stdout } = runCli(['--database', database().url]);
    expect(stdout).toContain('\nSchema: postgres\n');
    expect(stdout).toMatch(
      /\nWarning: The search path leads to further tables of the same names, which were not looked at: .*of the schema public/,
    );
    const told = await doctor(database().url);
    expect(told).toMatch(/note {5}Schema +the tables are taken from postgres/);
    expect(told).toMatch(/advice {3}Schema +The search path leads to further tables/);
  });

  it('that holds everything is named, though it is the only one', async () => {
    const { result } = await collect(`${database().url}?currentSchema=public`);
    expect(result.start.database.schemas).toBeNull();
    const only = runCli(['--database', `${database().url}?currentSchema=postgres`]).stdout;
    expect(only).toContain('\nSchema: postgres\n');
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createConnection, type FieldPacket } from 'mysql2/promise';
import { connect, parseDatabaseUrl, type Diagnostic } from '../../src/database/index.ts';
import { openStore } from '../../src/history/index.ts';
import { asSql, assess } from '../../src/prevent/index.ts';
import { describeEngines } from '../support/databases.ts';
import { headersOfMysql8, startMysqlProxy } from '../support/mysql-proxy.ts';
import type { Relay } from '../support/relay.ts';
import { apply, makePlan, requestFor, undo } from '../support/repairing.ts';
import { prepareTrials, type Trials } from '../support/same-under.ts';

/** MySQL 8 heads the columns of its information schema in upper case, unless a statement gives them an alias. */
describeEngines('the headers of MySQL 8', { oldSchema: true, engines: ['mariadb'] }, (database) => {
  let proxy: Relay;
  let trials: Trials;
  beforeAll(async () => {
    proxy = await startMysqlProxy(database().url, { header: headersOfMysql8 });
    trials = await prepareTrials(database());
  });
  afterAll(async () => {
    await proxy.stop();
  });

  it('are upper case only where there is no alias', async () => {
    const connection = await createConnection(proxy.url);
    const names = async (sql: string): Promise<readonly string[]> =>
      ((await connection.query(sql)) as [unknown, FieldPacket[]])[1].map(({ name }) => name);
    expect(await names('select extra, engine as e from information_schema.columns, information_schema.tables limit 1')).toEqual([
      'EXTRA',
      'e',
    ]);
    expect(await names('select username from users_user')).toEqual(['username']);
    await connection.end();
  });

  it('change no finding, plan, repair or undo', async () => {
    expect(await trials.differences({ url: proxy.url })).toEqual([]);
  });

  it('hide no column that the server writes by itself', async () => {
    await database().execute(`alter table quests_questparticipant
      add column changed timestamp(6) null on update current_timestamp(6), add column label varchar(20) generated always as (status) virtual`);
    const schemaBy = async (url: string) => {
      const session = await connect(parseDatabaseUrl(url), ['users_user']);
      try {
        return await session.schema(['quests_questparticipant', 'quests_quest']);
      } finally {
        await session.close();
      }
    };
    const direct = await schemaBy(database().url);
    expect(direct.flatMap(({ columns }) => columns).filter(({ generated }) => generated)).toMatchObject([{ name: 'label' }]);
    expect(direct.flatMap(({ triggers }) => triggers)).toEqual(['column changed (on update)']);
    expect(await schemaBy(proxy.url)).toEqual(direct);
  });

  it('change nothing that prevent proposes', async () => {
    const script = async (url: string): Promise<string> => asSql(await assess(parseDatabaseUrl(url)));
    expect(await script(proxy.url)).toBe(await script(database().url));
  });

  it('change nothing that doctor says, with a table that has no transactions', async () => {
    await database().execute('create table reports_report (id integer primary key) engine = MyISAM');
    const diagnostics = async (url: string): Promise<readonly Diagnostic[]> => {
      const session = await connect(parseDatabaseUrl(url), ['users_user']);
      try {
        return (await session.diagnose(['users_user', 'reports_report'])).filter(({ topic }) => topic !== 'Clock');
      } finally {
        await session.close();
      }
    };
    const direct = await diagnostics(database().url);
    expect(JSON.stringify(direct)).toContain('reports_report is MyISAM');
    expect(await diagnostics(proxy.url)).toEqual(direct);
  });

  it('let a store be made, used and read again', async () => {
    const store = await openStore(parseDatabaseUrl(proxy.url), 'create');
    if (store === null) throw new Error('No store was made.');
    const request = requestFor(proxy.url, store);
    const { changes } = await apply(await makePlan(proxy.url), request);
    expect(changes.length).toBeGreaterThan(20);
    await store.close();
    const again = await openStore(parseDatabaseUrl(proxy.url), 'read');
    if (again === null) throw new Error('The store is not found again.');
    expect(await again.runs.newest(null)).toHaveLength(1);
    expect((await undo('last', { ...request, store: again })).changes.length).toBe(changes.length);
    await again.close();
  });
});

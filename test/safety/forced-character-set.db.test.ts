import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { newRun, newTransaction, openedStore, runId } from '../history/fixtures.ts';
import { startMariadb } from '../servers/mariadb.ts';
import type { Server } from '../servers/processes.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { collect } from '../support/collect.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { ANN, rowsOf } from '../support/flows.ts';
import { startMysqlProxy } from '../support/mysql-proxy.ts';
import type { Relay } from '../support/relay.ts';
import { contents } from '../support/repairing.ts';
import { auditRequest, repairEvents, resultOf, undoEvents } from '../support/service-runs.ts';

/** No client chooses how its texts are read, and none is told. */
const STARTED_WITH = [
  '--skip-character-set-client-handshake',
  '--character-set-server=gbk',
  '--collation-server=gbk_chinese_ci',
  '--session-track-system-variables=',
];

/** A session begins as all do; by the time of its first transaction a pooler has given it what another client had set. */
const asOfAnotherClient = (statement: string): string =>
  /^(?:start transaction|begin)\b/.test(statement) ? "set session character_set_client = gbk, sql_mode = ''" : statement;

/** In GBK the last byte of the first character takes an escape with it, so that the quote ends the text. U+FFFD is what any other byte becomes. */
const NAMES = ["你' or 1=1 -- ", "誠\\' or 1=1 -- ", "\ufffd' or 1=1 -- "];

/** What would be of another person's row, were the text to end at its quote. */
const NOTE = `你', '2020-01-01', 999, 0, 0, null, null, null, 7, '${ANN}') -- `;

describe.skipIf(inject('mariadb') === null)('a MariaDB server that forces GBK on its clients', () => {
  const folder = temporaryFolder();
  let server: Server;
  let database: TestDatabase;
  let pooler: Relay;
  beforeAll(async () => {
    const started = await startMariadb(STARTED_WITH);
    if (started === null) throw new Error('MariaDB is not installed.');
    server = started;
    database = await createDatabase('mariadb', { oldSchema: true, server: server.url });
    await database.execute('set names utf8mb4');
    pooler = await startMysqlProxy(database.url, { statement: asOfAnotherClient });
  });
  afterAll(async () => {
    await pooler.stop();
    await database.drop();
    await server.stop();
    folder.remove();
  });
  beforeEach(async () => {
    await database.clear();
    // What is amiss of Ann's: nobody may take it for "healthy".
    await database.insert(
      rowsOf({
        applications: [{ id: 1, status: 'approved', applied_at: '2025-07-01 10:00:00', reviewed_at: null, applicant_id: ANN, quest_id: 7 }],
      }),
    );
  });

  it('does so', async () => {
    const fresh = await createDatabase('mariadb', { empty: true, server: server.url });
    expect(await fresh.query('select @@character_set_client as own, @@session_track_system_variables as told')).toEqual([
      { own: 'gbk', told: '' },
    ]);
    await fresh.drop();
  });

  it('takes no name for SQL from the command line', () => {
    const { code, stdout, stderr } = runCli(['--database', database.url, '--user', NAMES[0] ?? '']);
    expect(code).toBe(2);
    expect(stdout).not.toMatch(/healthy/);
    expect(isOneSentence(stderr)).toBe(true);
  });

  describe.each(['directly', 'by way of a pooler'])('%s', (way) => {
    const url = (): string => (way === 'directly' ? database.url : pooler.url);

    it('takes no name for SQL', async () => {
      expect((await collect(url(), { user: 'ann' })).findings).toHaveLength(1);
      for (const user of NAMES) await expect(collect(url(), { user })).rejects.toMatchObject({ code: 'UNKNOWN_USER' });
      await database.execute(
        `update users_user set username = _utf8mb4 x'${Buffer.from(NAMES[0] ?? '').toString('hex')}' where username = 'ann'`,
      );
      expect((await collect(url(), { user: NAMES[0] ?? '' })).findings).toHaveLength(1);
    });

    it('gets back with an undo the rows that a repair has deleted, and no others', async () => {
      await database.insert([
        ['quests_questparticipant', [1, 2].map((id) => ({ id, status: 'joined', quest_id: 7, user_id: ANN, progress_notes: NOTE }))],
      ]);
      const rows = (): Promise<string> => contents((sql) => database.query(sql));
      const before = await rows();
      const store = folder.file(`${way.replaceAll(' ', '-')}.sqlite3`);
      const duplicates = { audit: auditRequest('duplicate-participant'), duplicates: { keep: 'earliest', pairs: null } } as const;
      await resultOf(repairEvents(url(), store, duplicates));
      expect(await database.query('select id from quests_questparticipant')).toEqual([{ id: 1 }]);
      await resultOf(undoEvents(url(), store));
      expect(await rows()).toBe(before);
    });

    it('keeps a store', async () => {
      const run = way === 'directly' ? 1 : 2;
      const payload = JSON.stringify({ NOTE, NAMES });
      const store = await openedStore(url());
      await store.runs.start(newRun(run, { options: { title: NOTE } }));
      await store.journal.writeIntent(newTransaction(run, 1, { payload }));
      await store.close();
      const again = await openedStore(database.url);
      expect(await again.runs.find(runId(run))).toMatchObject({ options: { title: NOTE } });
      for await (const transaction of again.journal.transactions(runId(run), 'first')) expect(transaction.payload).toBe(payload);
      await again.close();
    });
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect, NO_ALLOWANCES, parseDatabaseUrl, repairAccess, type WriteSession } from '../../src/database/index.ts';
import { newRun, newTransaction, openedStore, runId } from '../history/fixtures.ts';
import { startMariadb } from '../servers/mariadb.ts';
import type { Server } from '../servers/processes.ts';
import { runAsAdministrator } from '../support/accounts.ts';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { startMysqlProxy } from '../support/mysql-proxy.ts';
import { prepareTrials, type Trials } from '../support/same-under.ts';

/** What a server can only be started with: no client chooses how texts are sent. */
const STARTED_WITH = ['--skip-character-set-client-handshake', '--query-cache-type=1', '--secure-timestamp=YES', '--log-bin=own'];

/** What every session then begins with, all at once. */
const HOSTILE = [
  "character_set_client = 'gbk'",
  "character_set_connection = 'gbk'",
  "character_set_results = 'gbk'",
  "character_set_server = 'gbk'",
  "sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,HIGH_NOT_PRECEDENCE'",
  "time_zone = '-11:30'",
  "tx_isolation = 'SERIALIZABLE'",
  'tx_read_only = 1',
  'autocommit = 0',
  "completion_type = 'RELEASE'",
  'group_concat_max_len = 4',
  'max_join_size = 10',
  'max_sort_length = 8',
  'div_precision_increment = 0',
  "default_regex_flags = 'EXTENDED'",
  'sort_buffer_size = 1024',
  'in_predicate_conversion_threshold = 1',
  "default_storage_engine = 'MyISAM'",
  "alter_algorithm = 'INSTANT'",
  "lc_messages = 'ja_JP'",
  'explicit_defaults_for_timestamp = 0',
  'wait_timeout = 1',
  'net_write_timeout = 1',
  'lock_wait_timeout = 1',
  'innodb_lock_wait_timeout = 1',
  'idle_transaction_timeout = 1',
  'max_statement_time = 1',
  "binlog_format = 'STATEMENT'",
  "system_versioning_asof = '2001-01-01'",
  "init_connect = 'set sql_select_limit = 1, sql_auto_is_null = 1, sql_safe_updates = 1, foreign_key_checks = 0, unique_checks = 0, insert_id = 7000, sql_log_bin = 0; start transaction'",
];

/** Every plane of Unicode, and what an escape could lose. */
const HARD_TEXT = '猫の報告 🗺️𝒳𠜎\u{e0041}\u{10fffd} \\ \' " \0';

const openForWriting = async (address: ReturnType<typeof parseDatabaseUrl>): Promise<WriteSession> =>
  (await repairAccess(address, NO_ALLOWANCES)).connect();

const ACCOUNT = 'application';

describe.skipIf(inject('mariadb') === null)('sessions on a MariaDB server that is set up against them', () => {
  let server: Server;
  let database: TestDatabase;
  /** By way of an account for which `init_connect` is run. */
  let url: string;
  let trials: Trials;
  beforeAll(async () => {
    const started = await startMariadb(STARTED_WITH);
    if (started === null) throw new Error('MariaDB is not installed.');
    server = started;
    database = await createDatabase('mariadb', { oldSchema: true, server: server.url });
    url = Object.assign(new URL(database.url), { username: ACCOUNT }).href;
    await runAsAdministrator(database.url, [
      `create user ${ACCOUNT}@'%'`,
      `grant all on ${new URL(url).pathname.slice(1)}.* to ${ACCOUNT}@'%'`,
      `grant binlog admin on *.* to ${ACCOUNT}@'%'`,
    ]);
    trials = await prepareTrials(database, 20);
    // The test's own connection keeps what it began with.
    for (const setting of HOSTILE) await database.execute(`set global ${setting}`);
  });
  afterAll(async () => {
    await database.drop();
    await server.stop();
  });

  it('give the results of a server that is left as it is', async () => {
    expect(await trials.differences({ url })).toEqual([]);
  });

  it('find a person by any name', async () => {
    const everything = { only: ['all'], skip: ['files'] };
    const nameOf = ({ user }: PrintedFinding): string => user?.username ?? '';
    const { findings } = await collect(url, everything);
    const name = nameOf(findings.find((finding) => nameOf(finding).includes('𠜎')) as PrintedFinding);
    const own = await collect(url, { ...everything, user: name });
    expect(own.findings.length).toBeGreaterThan(0);
    expect(new Set(own.findings.map(nameOf))).toEqual(new Set([name]));
    // In GBK the first character takes the quote with it.
    for (const text of ["你' or 1=1 -- ", "誠\\' or 1=1 -- "]) {
      await expect(collect(url, { ...everything, user: text })).rejects.toMatchObject({ code: 'UNKNOWN_USER' });
    }
  });

  it('outlive pauses, slow readers and locks that are longer than the server allows', async () => {
    const session = await connect(parseDatabaseUrl(url), ['users_user']);
    await sleep(2500);
    expect(await session.all(sql`select count(*) as number from users_user`)).toHaveLength(1);
    let bytes = 0;
    for await (const batch of session.stream(sql`select repeat('x', 4000) as text from information_schema.columns`)) {
      if (bytes === 0) await sleep(3000);
      bytes += batch.length * 4000;
    }
    expect(bytes).toBeGreaterThan(4_000_000);
    await database.execute('lock tables quests_quest write');
    const counting = session.all(sql`select count(*) as number from quests_quest`);
    await sleep(2500);
    await database.execute('unlock tables');
    expect(await counting).toHaveLength(1);
    await session.close();
  });

  it('keep texts exactly in a store, in tables that have transactions', async () => {
    const payload = JSON.stringify({ text: HARD_TEXT });
    const store = await openedStore(url);
    await sleep(2000);
    await store.runs.start(newRun(1, { options: { user: { username: HARD_TEXT } } }));
    await store.journal.writeIntent(newTransaction(1, 1, { payload }));
    await store.close();
    const again = await openedStore(database.url);
    expect(await again.runs.find('last')).toMatchObject({ options: { user: { username: HARD_TEXT } } });
    for await (const transaction of again.journal.transactions(runId(1), 'first')) expect(transaction.payload).toBe(payload);
    await again.close();
    const engines = await database.query('select distinct engine as e from information_schema.tables where table_schema = database()');
    expect(engines).toEqual([{ e: 'InnoDB' }]);
  });

  it('are not begun where a proxy keeps a setting from the server', async () => {
    const proxy = await startMysqlProxy(url, {
      statement: (text) => text.replace("session character_set_client = 'utf8mb4', ", ''),
    });
    const address = parseDatabaseUrl(proxy.url);
    const refusal = expect.objectContaining({
      code: 'SESSION_SETTING',
      message: expect.stringMatching(/does not let this session set character_set_client to utf8mb4 .*, and keeps gbk: /) as string,
    }) as Error;
    await expect(connect(address, ['users_user'])).rejects.toEqual(refusal);
    await expect(openForWriting(address)).rejects.toEqual(refusal);
    await expect(openedStore(proxy.url)).rejects.toEqual(refusal);
    await proxy.stop();
  });

  it('are not begun where texts are changed on the way', async () => {
    const proxy = await startMysqlProxy(url, { statement: (text) => text.replaceAll('猫', '?') });
    const address = parseDatabaseUrl(proxy.url);
    const refusal = expect.objectContaining({ code: 'TEXT_CHANGED' }) as Error;
    await expect(connect(address, ['users_user'])).rejects.toEqual(refusal);
    await expect(openForWriting(address)).rejects.toEqual(refusal);
    await expect(openedStore(proxy.url)).rejects.toEqual(refusal);
    await proxy.stop();
  });

  it('are not begun for a repair that the server could not log, unless the account may choose how', async () => {
    await database.execute("set global init_connect = ''");
    await database.execute(`create user plain@'%'`);
    await database.execute(`grant all on ${new URL(url).pathname.slice(1)}.* to plain@'%'`);
    const address = parseDatabaseUrl(Object.assign(new URL(url), { username: 'plain' }).href);
    await expect(openForWriting(address)).rejects.toThrow(/does not let this session set binlog_format to ROW .*BINLOG ADMIN/);
    await database.execute('set global binlog_format = MIXED');
    await (await openForWriting(address)).close();
  });

  it('end with the reason when a server ends them', async () => {
    const session = await connect(parseDatabaseUrl(url), ['users_user']);
    await expect(session.all(sql`set statement max_statement_time = 0.1 for select sleep(5)`)).rejects.toMatchObject({
      code: 'STATEMENT_TIMEOUT',
    });
    const [own] = await session.all(sql`select connection_id() as id`);
    const sleeping = expect(session.all(sql`select sleep(20)`)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await sleep(300);
    await database.execute(`kill ${String(own?.['id'])}`);
    await sleeping;
    await session.close();
    await database.execute(`alter user plain@'%' with max_queries_per_hour 1`);
    const address = parseDatabaseUrl(Object.assign(new URL(url), { username: 'plain' }).href);
    await expect(connect(address, ['users_user'])).rejects.toThrow(
      /The account "plain" has reached a limit of its own .*max_queries_per_hour/,
    );
  });
});

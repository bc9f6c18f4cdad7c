import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { requireRunner } from '../../src/backup/engines/mariadb-server.ts';
import { parseDatabaseUrl, type ServerAddress } from '../../src/database/index.ts';
import { audit001 } from '../../src/demo/audit-001.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { leftBehind, verdictOf, verified } from './verdict-of.ts';

const folder = temporaryFolder();
let database: TestDatabase;
let empty: TestDatabase;
let dump = '';

function written(name: string, content: string | Buffer): string {
  writeFileSync(folder.file(name), content);
  return folder.file(name);
}

function dumped(flags: readonly string[] = [], { url } = database): string {
  const { hostname, port, pathname } = new URL(url);
  const { stdout, stderr } = spawnSync(
    'mariadb-dump',
    ['--no-defaults', '-u', 'root', '-h', hostname, '-P', port, ...flags, pathname.slice(1)],
    {
      maxBuffer: 1 << 28,
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  return stdout;
}

/** Everything that stands in a database, by name. */
async function heldIn(held: TestDatabase): Promise<readonly unknown[]> {
  const rows = await held.query(
    `select table_name as name from information_schema.tables where table_schema = database()
     union all select event_name from information_schema.events where event_schema = database()
     union all select routine_name from information_schema.routines where routine_schema = database() order by 1`,
  );
  return rows.map(({ name }) => name);
}

describe.skipIf(inject('mariadb') === null)('a backup of MariaDB', () => {
  beforeAll(async () => {
    database = await createDatabase('mariadb');
    await database.insert(audit001);
    empty = await createDatabase('mariadb', { empty: true });
    dump = dumped();
  });
  afterAll(async () => {
    folder.remove();
    await database.drop();
    await empty.drop();
  });

  it('is good as a dump, packed, with what only an account may run, what says nothing and a table of another disk', async () => {
    const elsewhere = folder.file('elsewhere');
    mkdirSync(elsewhere, { mode: 0o777 });
    const placed = `\n;\n/* nothing */;\n/*!99999 nothing */;\nCREATE TABLE placed (id int) ENGINE=Aria DATA DIRECTORY='${elsewhere}';`;
    const trigger =
      "\nDELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`%`*/ /*!50003 TRIGGER t BEFORE INSERT ON users_user FOR EACH ROW BEGIN SET @a = ';;'; SET @b = 1; END */;;\nDELIMITER ;\n-- Dump completed";
    const content = gzipSync(dump.replace(/\n-- Dump completed/, () => placed + trigger));
    const { verdict, sentence, audit, restored } = await verified(written('good.sql.gz', content));
    expect([verdict, restored?.checked], sentence).toEqual(['sound', ['CHECK TABLE', 'foreign keys']]);
    expect(audit?.checks.find(({ check }) => check.id === 'approved-without-participant')?.count).toBe(3);
    expect([...readdirSync(elsewhere), ...leftBehind()]).toEqual([]);
  });

  it('waits for a scratch database whose last user is just going, and not for one in use', async () => {
    const address = parseDatabaseUrl(empty.url) as ServerAddress;
    const file = written('good.sql', dump);
    const other = await requireRunner(address);
    await other.run("do get_lock(concat('peerquest_audit_scratch.', database()), 0)");
    await expect(verified(file, null, address)).rejects.toThrow(/^Another run restores a backup into "mysql:.*": wait for it to end\.$/);
    const going = verified(file, null, address);
    await setTimeout(500);
    await other.close();
    expect((await going).verdict).toBe('sound');
  });

  describe('of an application with views, triggers, routines and events', () => {
    let application: TestDatabase;
    let whole = '';
    beforeAll(async () => {
      application = await createDatabase('mariadb');
      await application.insert(audit001);
      const name = new URL(application.url).pathname.slice(1);
      for (const statement of [
        'create view v as select id from users_user',
        'create definer=`root`@`localhost` sql security definer view w as select id from v',
        "create trigger t before insert on users_user for each row begin set @a = ';'; set @b = 'DEFINER=x@y'; end",
        `create trigger u after delete on ${name}.users_user for each row set @c = 1`,
        `create trigger ${name}.q before update on ${name}.users_user for each row set @d = 1`,
        'create sequence s',
        'create procedure p() begin select 1; select 2; end',
        'create function f() returns int deterministic return 1',
        "create event e on schedule every 1 day do update users_user set email = '' where id = 0",
      ])
        await application.execute(statement);
      whole = dumped(['--routines', '--triggers', '--events'], application);
    });
    afterAll(() => application.drop());

    it.each(['a throwaway MariaDB', 'the scratch database given'])('is good in %s', async (into) => {
      expect(whole.match(/DEFINER=/g)?.length).toBeGreaterThan(7);
      const { code, sentence, restored } = await verified(
        written('whole.sql', whole),
        null,
        into.startsWith('a') ? null : parseDatabaseUrl(empty.url),
      );
      expect([code, restored?.into], sentence).toEqual(['SOUND', expect.stringContaining(into)]);
    });

    it('runs no event on a server of somebody, and leaves none there', async () => {
      const event =
        "CREATE DEFINER=`table`@`%` EVENT e ON SCHEDULE AT CURRENT_TIMESTAMP DO SIGNAL SQLSTATE '45000';\nCREATE VIEW event AS SELECT 1 AS event;\nSET @event = (SELECT count(*) FROM information_schema.events WHERE event_schema = database());\nINSERT INTO users_user SELECT * FROM users_user WHERE @event > 0;\n";
      const { code, sentence } = await verified(
        written(
          'event.sql',
          whole.replace('\n-- Dump completed', () => `\n${event}-- Dump completed`),
        ),
        null,
        parseDatabaseUrl(empty.url),
      );
      expect(code, sentence).toBe('SOUND');
      expect(await heldIn(empty)).toEqual([]);
    });

    it('was dumped with a trigger and a sequence as their authors wrote them', () => {
      expect(whole).toMatch(/trigger \w+\.q before update on \w+\.users_user/);
      expect(whole).toContain('CREATE SEQUENCE `s`');
    });
  });

  it.each([
    'CREATE /* DEFINER=a */ DEFINER=`root`@`localhost` PROCEDURE p() SELECT 1;',
    '/*!50003 CREATE*/ /*!99999 DEFINER=a */ DEFINER=`root`@`localhost` PROCEDURE p() SELECT 1;',
    'CREATE DEFINER/**/=`root`@`localhost` PROCEDURE p() SELECT 1;',
  ])('with an account where no dump has one is not run on a server of somebody: %s', async (statement) => {
    const { code, sentence } = await verified(
      written(
        'definer.sql',
        dump.replace('\nCREATE TABLE', () => `\n${statement}\nCREATE TABLE`),
      ),
      null,
      parseDatabaseUrl(empty.url),
    );
    expect([code, sentence]).toEqual(['HOSTILE', expect.stringContaining('a DEFINER in an unusual place')]);
  });

  const cases: readonly (readonly [string, string, () => string | Buffer])[] = [
    ['is cut', 'unrestorable TRUNCATED', () => dump.slice(0, dump.length - 3000)],
    [
      'is cut and has no comments',
      'unrestorable TRUNCATED',
      () => dumped(['--compact']).replace(/(INSERT INTO `users_user` VALUES[^]{40})[^]*/, '$1'),
    ],
    [
      'has an error inside',
      'unrestorable RESTORE_ERRORS',
      () => dump.replace('\nCREATE TABLE', '\nINSERT INTO nowhere VALUES (1);\nCREATE TABLE'),
    ],
    [
      'has the complaint of its program inside',
      'unrestorable DUMP_HAS_ERRORS',
      () => dump.replace('\nCREATE TABLE', '\nmysqldump: Error 2013: Lost connection to MySQL server\nCREATE TABLE'),
    ],
    ['is of a newer server', 'unrestorable NEWER_SERVER', () => dump.replace(/Server version\t\S+/, 'Server version\t99.1.2-MariaDB')],
    [
      'is of a MySQL that MariaDB does not understand',
      'unrestorable NEWER_SERVER',
      () => dump.replace(/Server version\t\S+/, 'Server version\t8.0.36').replaceAll('utf8mb4_general_ci', 'utf8mb4_of_8_ci'),
    ],
    ['holds no tables', 'unrestorable EMPTY', () => '-- MariaDB dump 10.19\n/*!40101 SET NAMES utf8mb4 */;\n-- Dump completed\n'],
    ['holds no rows', 'unfit NO_ROWS', () => dumped(['--no-data'])],
    ['has rows without parents', 'unfit FOREIGN_KEYS', () => dump.replace(/INSERT INTO `quests_questcategory`[^;]*;/, '')],
    ['is of another application', 'unfit WRONG_APPLICATION', () => 'CREATE TABLE `orders` (id int);\nINSERT INTO `orders` VALUES (1);\n'],
    ['is of an older schema', 'unfit OLDER_SCHEMA', () => dump.replaceAll('`assigned_to_id`', '`assignee_id`')],
  ];
  it.each(cases)('%s: %s', async (name, expected, content) => {
    const { verdict, code } = await verified(written(name, content()), null, parseDatabaseUrl(empty.url));
    expect(`${verdict} ${code}`).toBe(expected);
  });

  const there = folder.file('written');
  it.each([
    ['USE mysql;', 'USE'],
    ['CREATE DATABASE other;', 'CREATE DATABASE'],
    ['/*!40000 DROP DATABASE IF EXISTS `other`*/;', 'DROP DATABASE'],
    [`\\! touch ${there}`, '\\!'],
    [`system touch ${there};`, 'SYSTEM'],
    ["LOAD DATA INFILE '/etc/passwd' INTO TABLE users_user;", 'LOAD DATA'],
    [`SELECT 1 INTO OUTFILE '${there}';`, 'INTO OUTFILE'],
    [`SELECT 1 /*!50000 INTO OUTFILE '${there}' */;`, 'INTO OUTFILE'],
    ['GRANT ALL ON *.* TO x;', 'CREATE, ALTER or DROP USER, GRANT'],
    ['/*!99999 no */ GRANT ALL ON *.* TO x;', 'CREATE, ALTER or DROP USER, GRANT'],
    ['INSERT INTO `mysql`.`user` VALUES (1);', 'a write to another schema'],
    ['CREATE TABLE IF NOT EXISTS other.t (a int);', 'a write to another schema'],
    ['CREATE DEFINER=`mariadb.sys`@`localhost` PROCEDURE p() SELECT 1;', 'DEFINER of an account of the server'],
    ['SET GLOBAL general_log = 1;', 'SET GLOBAL'],
  ])('with %s is refused by name', async (statement, name) => {
    const { code, sentence } = await verified(
      written(
        'hostile.sql',
        dump.replace('\nCREATE TABLE', () => `\n${statement}\n\nCREATE TABLE`),
      ),
    );
    expect([code, sentence]).toEqual(['HOSTILE', expect.stringContaining(`it holds ${name}, which`)]);
    expect(existsSync(there)).toBe(false);
  });

  it('is refused by the server where it reaches further than it looks, in the name of an account of the server', async () => {
    const sql = dump.replace(
      '\nCREATE TABLE',
      `
CREATE DEFINER=\`a\`@\`b\` VIEW v AS SELECT 1;
SET @a = concat('CREATE DEF', 'INER=\`mariadb.', 'sys\`@localhost PROCEDURE p() SELECT count(*) INTO @n FROM mysql.global_priv');
PREPARE s FROM @a; EXECUTE s; CALL p();
CREATE TABLE`,
    );
    expect(await verdictOf(written('prepared.sql', sql))).toBe('unrestorable HOSTILE');
  });

  it('is restored into a database that was given, if that is empty, which it is again afterwards', async () => {
    const file = written('scratch.sql', dump);
    for (const time of ['once', 'again']) {
      const { code, restored, tables } = await verified(file, null, parseDatabaseUrl(empty.url));
      expect([code, restored?.into], time).toEqual(['SOUND', expect.stringContaining('the scratch database given')]);
      expect(tables?.map(({ table }) => table)).not.toContain('peerquest_audit_scratch');
    }
    await expect(verified(file, null, parseDatabaseUrl(database.url))).rejects.toThrow(/is restored into an empty database only/);
  });

  it('is restored where a run that was killed left anything, and not where somebody keeps but a procedure', async () => {
    const file = written('scratch.sql', dump);
    for (const statement of [
      'create table peerquest_audit_scratch (restored int)',
      'create table plain (id int primary key)',
      'create table with_history (id int) with system versioning',
      'create sequence s',
      'create view v as select 1 as one',
      'create event e on schedule every 1 day do set @a = 1',
      'create procedure p() select 1',
      'create function f() returns int return 1',
    ])
      await empty.execute(statement);
    expect(await heldIn(empty)).toHaveLength(8);
    expect((await verified(file, null, parseDatabaseUrl(empty.url))).code).toBe('SOUND');
    expect(await heldIn(empty)).toEqual([]);
    await empty.execute('create procedure p() select 1');
    await expect(verified(file, null, parseDatabaseUrl(empty.url))).rejects.toThrow(/holds 1 tables, views, events or routines/);
    expect(await heldIn(empty)).toEqual(['p']);
    await empty.execute('drop procedure p');
  });
});

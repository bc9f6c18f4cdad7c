import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { openSqliteFile } from '../../src/open-sqlite-file.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

it.each(['read', 'write'] as const)(
  'what a file defines calls no function of ours, nor a virtual table, in a database that is opened to %s',
  (use) => {
    const file = folder.file(`${use}.sqlite3`);
    new Database(file)
      .exec(
        'create table t (a); insert into t values (1); create view v as select of_ours() from t; create view d as select * from dbstat;',
      )
      .close();
    const database = openSqliteFile(file, { use });
    let calls = 0;
    database.function('of_ours', () => ++calls);
    expect(() => database.prepare('select * from v').all()).toThrow(/unsafe use of of_ours/);
    expect(() => database.prepare('select * from d').all()).toThrow(/unsafe use of virtual table "dbstat"|no such table/);
    // Defensive mode and no extensions, as better-sqlite3 opens files.
    expect(() => database.prepare("select load_extension('x')").all()).toThrow(/no such function|not authorized/);
    expect(() => database.exec("pragma writable_schema = on; update sqlite_schema set sql = 'x'")).toThrow(
      /may not be modified|readonly|query_only|attempt to write/,
    );
    expect(calls).toBe(0);
    expect(database.pragma('cell_size_check', { simple: true })).toBe(1);
    const write = () => database.exec('insert into t values (2)');
    if (use === 'read') expect(write).toThrow(/readonly|query_only/);
    else expect(write).not.toThrow();
    database.close();
  },
);

it.each([
  "create view users_user as select load_extension('x') as id, 'a' as username",
  'create view users_user as select * from dbstat',
  "create table users_user (id text, username text generated always as (fts3_tokenizer('simple')))",
  'create view users_user as select * from users_user',
])('an audit of a file that defines "%s" ends in a sentence', (definition) => {
  const file = folder.file('hostile.sqlite3');
  runCli(['demo', '--out', file]);
  const database = new Database(file);
  database.pragma('foreign_keys = off');
  database.pragma('legacy_alter_table = on');
  database.exec('drop table users_user');
  try {
    database.exec(definition);
  } catch {
    // What SQLite does not even take is no danger.
  }
  database.close();
  for (const args of [[], ['--fix-issues', '--yes', '--store', folder.file('store.sqlite3')]]) {
    const { code, stderr } = runCli(['--database', file, ...args]);
    expect([2, 3]).toContain(code);
    expect(stderr).not.toMatch(/A bug in this tool|\n\s+at /);
  }
});

it('a store that was prepared so ends in a sentence, too', () => {
  const file = folder.file('planted.sqlite3');
  const database = folder.file('audited.sqlite3');
  runCli(['demo', '--out', database]);
  runCli(['--database', database, '--fix-issues', '--yes', '--store', file]);
  const planted = new Database(file);
  planted.exec(
    'alter table peerquest_audit_run rename to kept; create view peerquest_audit_run as select kept.* from kept, dbstat limit 1',
  );
  planted.close();
  const { code, stderr } = runCli(['runs', '--store', file]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^peerquest-audit: [^\n]+\n$/) as string });
});

it.skipIf(process.platform !== 'linux')('a folder where none can be made is told at once', () => {
  const { code, stderr } = runCli(['new-check', 'order-total', '--dir', '/proc/nowhere/checks'], { cwd: folder.path });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^peerquest-audit: Nothing can be written to [^\n]+\n$/) as string,
  });
});

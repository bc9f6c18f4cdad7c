import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isOneSentence } from '../support/cli.ts';
import { repairDesk } from '../support/repair-cli.ts';

const desk = repairDesk((run) => run('--fix-issues', '--yes'));
const file = (name: string): string => desk.folder.file(name);
const bytes = (): string => readFileSync(file('db.sqlite3')).toString('base64');
const edit = (sql: string, ...values: readonly unknown[]): void => void new Database(file('store.sqlite3')).prepare(sql).run(...values);
const read = (sql: string, from = 'store.sqlite3'): Record<string, unknown> =>
  new Database(file(from)).prepare(sql).get() as Record<string, unknown>;

const STORE = ['--store', 'store.sqlite3'];
const BOTH = ['--database', 'db.sqlite3', ...STORE];

/** A journal that says that the run deleted a superuser, in the words of a harmless change. */
function plantSuperuser(): void {
  const before = {
    ...read('select * from users_user limit 1', 'db.sqlite3'),
    id: 'f'.repeat(32),
    username: 'mallory',
    email: 'm@x',
    is_superuser: 1,
  };
  const change = {
    check: 'quest-status',
    table: 'users_user',
    operation: 'delete',
    key: { id: before.id },
    before,
    after: null,
    digest: null,
  };
  const payload = [{ id: 1, changes: [change], words: [['update quest "Test 1" status to in-progress']] }];
  edit('update peerquest_audit_payload set payload = ?', JSON.stringify(payload));
}

describe('a store that a hostile hand has written into', () => {
  it('does not have an undo insert a superuser, nor a preview lie', () => {
    plantSuperuser();
    const before = bytes();
    for (const args of [
      ['undo', 'last', '--yes', '--yes'],
      ['undo', 'last', '--yes', '--dry-run'],
    ]) {
      const { code, stdout, stderr } = desk.bare([...args, ...BOTH]);
      expect({ code: [2, 3].includes(code ?? 0), isSentence: isOneSentence(stderr) }).toEqual({ code: true, isSentence: true });
      expect(stdout).not.toContain('in-progress');
    }
    expect(bytes()).toBe(before);
    const shown = desk.bare(['show', 'last', ...STORE]).stdout;
    expect(shown).toContain('delete users_user');
    expect(shown).not.toContain('update quest "Test 1"');
  });

  it('does not even with the signatures taken away, as an old store has none', () => {
    plantSuperuser();
    edit('update peerquest_audit_run set seal = null, end_seal = null');
    edit('update peerquest_audit_transaction set seal = null, outcome_seal = null');
    const { code, stderr } = desk.bare(['undo', 'last', '--yes', '--dry-run', ...BOTH]);
    expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 2, isSentence: true });
    expect(stderr).toContain('a change of users_user is no delete that this tool ever makes');
  });

  it.each([
    ['a change', "update peerquest_audit_payload set payload = replace(payload, 'in-progress', 'completed')"],
    ['the database', "update peerquest_audit_run set database_name = 'other'"],
    ['the outcome', "update peerquest_audit_transaction set state = 'unknown', changes = 8"],
    ['a number', 'update peerquest_audit_transaction set entities = 3'],
    ['the signature', 'update peerquest_audit_run set seal = null'],
    ['the end', "update peerquest_audit_run set summary = '{}'"],
    ['a transaction that is gone', 'delete from peerquest_audit_payload', 'delete from peerquest_audit_transaction'],
    [
      'a place in the run',
      'pragma foreign_keys = off',
      'update peerquest_audit_transaction set number = 2',
      'update peerquest_audit_payload set number = 2',
    ],
  ])('is refused where %s was changed', (_what, ...statements) => {
    const before = bytes();
    const store = new Database(file('store.sqlite3'));
    store.exec(`pragma foreign_keys = off; ${statements.join('; ')}`);
    store.close();
    const id = String(read('select id from peerquest_audit_run')['id']);
    const { code, stderr } = desk.bare(['undo', id, '--yes', '--unknown', ...BOTH]);
    expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 3, isSentence: true });
    expect(stderr).toMatch(/may have been written by another program, because .*: nothing was undone; .*--trust-store/);
    expect(bytes()).toBe(before);
  });

  it('has its changes shown in full, and wants a person, where it has no signature', () => {
    edit('update peerquest_audit_run set seal = null');
    const { code, stdout } = desk.bare(['undo', 'last', '--yes', '--dry-run', ...BOTH]);
    expect(code).toBe(0);
    expect(stdout).toContain('The run may have been written by another program, because it is not signed: its changes are shown in full.');
    expect(stdout).toMatch(/Would update quests_quest id=4: .*assigned_to_id from "[^"]+" to null/);
    for (const yes of [['--yes'], []]) {
      const refused = desk.bare(['undo', 'last', '--yes', '--trust-store', ...yes, ...BOTH]);
      expect({ code: refused.code, stderr: refused.stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining('With --trust-store a person at a terminal has to look at each change') as string,
      });
    }
  });

  it('cannot hide the last repair behind a run of its own', () => {
    desk.bare(['undo', 'last', '--yes', '--yes', ...BOTH]);
    desk.run('--fix-issues', '--yes');
    const id = read("select id from peerquest_audit_run where mode = 'fix' order by started_at desc")['id'];
    edit(
      `insert into peerquest_audit_run select 'ffffffff-0000-4000-8000-000000000000', 'undo', state, '2099', finished_at, tool_version, operator, process_id,
        database_identity, database_engine, database_name, id, options, summary, null, null from peerquest_audit_run where id = ?`,
      id,
    );
    const { code, stderr } = desk.bare(['undo', 'last', '--yes', '--yes', ...BOTH]);
    expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 3, isSentence: true });
    expect(stderr).toContain('name the run by its id');
  });
});

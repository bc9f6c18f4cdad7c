import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isOneSentence } from '../support/cli.ts';
import { repairDesk } from '../support/repair-cli.ts';

const desk = repairDesk();

/** All rows of all tables but SQLite's own counters. */
function contents(): string {
  const database = new Database(desk.folder.file('db.sqlite3'), { readonly: true });
  const tables = database
    .prepare<[], { name: string }>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .all();
  const all = tables.map(({ name }) => [name, database.prepare(`select * from ${name} order by 1`).all()]);
  database.close();
  return JSON.stringify(all, null, 1);
}
const change = (sql: string): void => void new Database(desk.folder.file('db.sqlite3')).exec(sql).close();
const repair = (): string => desk.json('--fix-issues').report.run.id;

describe('undo', () => {
  it.each([
    ['by its whole id', (id: string) => id],
    ['by the beginning of its id', (id: string) => id.slice(0, 8)],
    ['as the last one', () => 'last'],
  ])('restores every row of a run, named %s', (_how, nameOf) => {
    const before = contents();
    const id = repair();
    const { code, stdout, stderr } = desk.run('undo', nameOf(id), '--yes');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`\nUNDO OF RUN ${id}\n✅ Undone: assign quest "Test 123" to student2\n`);
    expect(stdout.match(/^✅ Undone: /gm)).toHaveLength(11);
    expect(stdout).toContain('Undo: 8 changes to 5 records made\n');
    expect(stdout).not.toMatch(/ISSUES FIXED|REMAINING/);
    expect(contents()).toBe(before);
    expect(desk.run().stdout).toContain('TOTAL ISSUES: 5\n');
  });

  it('only looks with --dry-run, and names the command that does it', () => {
    repair();
    const before = readFileSync(desk.folder.file('db.sqlite3')).toString('base64');
    const { code, stdout } = desk.run('undo', 'last', '--yes', '--dry-run');
    expect(code).toBe(0);
    expect(stdout.match(/^🔧 \[DRY RUN\] Would undo: /gm)).toHaveLength(11);
    expect(stdout).toContain('Undo: 8 changes to 5 records\n');
    expect(stdout).toMatch(
      /\nNext: peerquest-audit undo [0-9a-f]{8} --database db\.sqlite3 --store store\.sqlite3 {3}\(makes these changes\)/,
    );
    expect(readFileSync(desk.folder.file('db.sqlite3')).toString('base64')).toBe(before);
    expect(desk.run('runs').stdout.match(/^[0-9a-f]{8} /gm)).toHaveLength(1);
  });

  it('takes back an undo by its id, and says when there is nothing left to undo', () => {
    const id = repair();
    const after = contents();
    const undone = desk.json('undo', 'last', '--yes').report.run.id;
    // The last is the last repair that stands, not the undo of it.
    const none = desk.run('undo', 'last', '--yes');
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toMatch(
      /No repair of this database is left to undo: "peerquest-audit runs" lists all runs, and an undo is undone by its id/,
    );
    expect(desk.run('undo', undone).code).toBe(0);
    expect(contents()).toBe(after);
    expect(desk.run('undo', id).code).toBe(0);
    const again = desk.run('undo', id);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain(
      'Undo: 0 changes to 0 records made, 5 records with nothing left to do\nNothing was changed: the run is undone already.\n',
    );
    expect(again.stdout).not.toMatch(/^Run: /m);
    expect(again.stdout).toMatch(/\nNext: peerquest-audit runs .*\(what else could be undone\)\n$/);
    expect(desk.run('runs').stdout.match(/^[0-9a-f]{8} /gm)).toHaveLength(4);
  });

  it('takes "last" without a person only with --yes, and only for the newest run', () => {
    const repaired = repair();
    const unasked = desk.run('undo', 'last');
    expect(unasked).toMatchObject({ code: 2, stdout: '' });
    expect(unasked.stderr).toMatch(
      /no person can be asked here: name the run by its id .*, or take back the newest with "undo last --yes"/,
    );
    change("update quests_quest set status = 'open' where id = 4");
    expect(desk.run('--fix-issues').code).toBe(0);
    expect(desk.run('undo', 'last', '--yes').code).toBe(0);
    const older = desk.run('undo', 'last', '--yes');
    expect(older).toMatchObject({ code: 3, stdout: '' });
    expect(older.stderr).toMatch(
      new RegExp(`The last repair that is not undone, ${repaired} of .*, is not the newest run .*: name it by its id`),
    );
    expect(desk.run('undo', repaired).code).toBe(1);
  });

  it('leaves alone what was changed since, names it, does the rest, and exits with 1', () => {
    repair();
    change("update quests_questparticipant set progress_notes = 'begun' where quest_id = 1");
    change("update quests_quest set title = 'Renamed' where id = 4");
    for (const dryRun of [['--dry-run'], []]) {
      const { code, stdout, stderr } = desk.run('undo', 'last', '--yes', ...dryRun);
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout).toContain(
        '  Skipped: undo: create participant for student2 in quest "Test 1" (quests_questparticipant 9 was changed since (progress_notes: written "", now "begun"))\n',
      );
      expect(stdout).toContain(
        '  Skipped: undo: assign quest "Test 4" to student1 (quests_quest 4 was changed since, in a column that the run did not write)\n',
      );
      expect(stdout).toContain('2 records left alone (changed since: a conflict)');
    }
    const left = JSON.parse(contents()) as readonly (readonly [string, readonly Record<string, unknown>[]])[];
    const quests = left.find(([table]) => table === 'quests_quest')?.[1] ?? [];
    expect(quests.filter(({ id }) => [1, 4].includes(Number(id))).map(({ status, title }) => ({ status, title }))).toEqual([
      { status: 'in-progress', title: 'Test 1' },
      { status: 'in-progress', title: 'Renamed' },
    ]);
    expect(quests.find(({ id }) => id === 2)).toMatchObject({ status: 'open', assigned_to_id: null });
  });

  it('names the columns of a conflict: what was written, what is there now, and what was there before', () => {
    repair();
    change("update quests_quest set status = 'completed' where id = 1");
    const { changes } = desk.json('undo', 'last', '--dry-run').report;
    expect(changes.find(({ key }) => key['id'] === 1)?.reason).toBe(
      'quests_quest 1 was changed since (status: written "in-progress", now "completed", before "open")',
    );
  });

  it('takes back one record, and the others later', () => {
    const before = contents();
    const id = repair();
    const repaired = contents();
    const preview = desk.run('undo', id, '--only', 'quest:1', '--dry-run');
    expect(preview.stdout).toContain(`UNDO OF RUN ${id}, only quest:1\n`);
    expect(preview.stdout).toContain('Undo: 2 changes to 1 record\n');
    expect(preview.stdout).toContain(
      `Next: peerquest-audit undo ${id.slice(0, 8)} --only quest:1 --database db.sqlite3 --store store.sqlite3`,
    );
    expect(contents()).toBe(repaired);
    const one = desk.json('undo', id, '--only', 'quest:1', '--yes');
    expect({ code: one.code, changes: one.report.changes.map(({ table, key, status }) => [table, key['id'], status]) }).toEqual({
      code: 0,
      changes: [
        ['quests_quest', 1, 'applied'],
        ['quests_questparticipant', 9, 'applied'],
      ],
    });
    // Named by a row of its own, it is taken back already.
    const again = desk.run('undo', id, '--only', 'quests_questparticipant:9', '--yes');
    expect(again.stdout).toContain('Nothing was changed: the run is undone already.\n');
    // The repair is still the last that is in effect, and the undo of the one record can be undone by itself.
    expect(desk.run('undo', 'last', '--dry-run').stdout).toContain(`UNDO OF RUN ${id}\n`);
    const record = one.report.run.id;
    expect(desk.run('undo', record, '--yes').code).toBe(0);
    expect(contents().replace(/"updated_at":"[^"]*"|"id":\d+/g, '')).toBe(repaired.replace(/"updated_at":"[^"]*"|"id":\d+/g, ''));
    expect(desk.run('undo', id, '--only', 'quest:1,quest:4', '--yes').code).toBe(0);
    const rest = desk.run('undo', id, '--yes');
    expect(rest.stdout).toContain('Undo: 5 changes to 3 records made, 2 records with nothing left to do\n');
    expect(contents()).toBe(before);
  });

  it.each([
    ['quest', /"quest" names no record of a run: give its kind and its id, such as quest:5/],
    [
      'quest:99',
      /changed no record "quest:99": it changed quest:1, quest:2, quest:3, quest:4, quest:8; "peerquest-audit show [0-9a-f]{8}"/,
    ],
    ['user:1', /changed no record "user:1"/],
  ])('takes no record back that the run did not change: %s', (name, sentence) => {
    repair();
    const before = contents();
    const { code, stdout, stderr } = desk.run('undo', 'last', '--only', name, '--yes');
    expect({ code, stdout, one: isOneSentence(stderr) }).toEqual({ code: 2, stdout: '', one: true });
    expect(stderr).toMatch(sentence);
    expect(contents()).toBe(before);
  });

  it('is held to the limit, and refuses another database', () => {
    const id = repair();
    const before = contents();
    const limited = desk.run('undo', 'last', '--yes', '--max-changes', '7');
    expect(limited).toMatchObject({ code: 3, stdout: '' });
    expect(limited.stderr).toMatch(/has 8 changes, more than the 7 that are allowed/);
    const other = desk.bare(['undo', id, '--database', 'sample.sqlite3', '--store', 'store.sqlite3']);
    expect(other).toMatchObject({ code: 3, stdout: '' });
    expect(other.stderr).toBe(
      `peerquest-audit: Run ${id} was on another database ("db.sqlite3", sqlite), not on "sample.sqlite3": name that one with --database.\n`,
    );
    expect(contents()).toBe(before);
  });

  it('needs a run that is there', () => {
    const none = desk.run('undo', 'last', '--yes');
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toMatch(/There is no store of runs at store\.sqlite3: name the one that the repair used with --store/);
    repair();
    for (const name of ['00000000', 'lats', '%', "' or 1=1"]) {
      const { code, stdout, stderr } = desk.run('undo', name);
      expect({ code, stdout, one: isOneSentence(stderr) }).toEqual({ code: 2, stdout: '', one: true });
      expect(stderr).toContain('knows no run');
    }
  });
});

describe('"runs" and "show"', () => {
  it('make no store where there is none, and say what comes next', () => {
    mkdirSync(desk.folder.file('empty'), { recursive: true });
    const cwd = desk.folder.file('empty');
    const words = 'No runs yet: an audit is the first. Next: peerquest-audit audit --database URL\n';
    expect(desk.bare(['runs'], { cwd })).toEqual({ code: 0, stdout: words, stderr: '' });
    expect(JSON.parse(desk.bare(['runs', '--format', 'json'], { cwd }).stdout)).toMatchObject({ schemaVersion: 1, runs: [] });
    const shown = desk.bare(['show', 'last'], { cwd });
    expect(shown).toMatchObject({ code: 2, stdout: '' });
    expect(shown.stderr).toMatch(/There is no run "last", as there is no store yet/);
    expect(readdirSync(cwd)).toEqual([]);
    // A store that was named and is not there is a mistake, not an empty list.
    const named = desk.run('runs');
    expect(named).toMatchObject({ code: 2, stdout: '' });
    expect(named.stderr).toMatch(/There is no store of runs at store\.sqlite3: check the name after --store/);
    expect(existsSync(desk.folder.file('store.sqlite3'))).toBe(false);
  });

  it('name an undo that works as it is pasted', () => {
    repair();
    const [, pasted = ''] = /\nNext: peerquest-audit (undo .*)\n$/.exec(desk.run('show', 'last').stdout) ?? [];
    expect(pasted).toMatch(/^undo [0-9a-f]{8} --database db\.sqlite3 --store store\.sqlite3 --dry-run$/);
    expect(desk.bare(pasted.split(' '))).toMatchObject({ code: 0, stderr: '' });
    const known = desk.bare(['show', 'last', '--store', 'store.sqlite3'], { env: { DATABASE_URL: 'db.sqlite3' } });
    expect(known.stdout).toMatch(/\nNext: peerquest-audit undo [0-9a-f]{8} --store store\.sqlite3 --dry-run\n$/);
  });

  it('list runs newest first with their ends, as many as asked for', () => {
    const id = repair();
    desk.run('undo', 'last', '--yes');
    const { stdout } = desk.run('runs');
    expect(stdout).toMatch(
      new RegExp(
        `^[0-9a-f]{8}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  undo of ${id.slice(0, 8)} +finished +8 committed +changes +db\\.sqlite3\\n${id.slice(0, 8)}  .*  fix +finished +8 committed +changes +db\\.sqlite3\\n\\nNext: peerquest-audit show `,
      ),
    );
    expect(desk.run('runs', '--limit', '1').stdout).not.toContain('  fix ');
  });

  it('show the changes that are asked for, and tell how many are not listed', () => {
    const id = repair();
    desk.run('undo', 'last', '--yes', '--only', 'quest:1');
    const shown = (...args: readonly string[]) =>
      JSON.parse(desk.run('show', ...args, '--format', 'json').stdout) as {
        run: { id: string };
        changes: readonly { check: string }[];
        notListed: number;
      };
    const assigned = shown(id, '--check', 'quest-assignment,user-level');
    expect(assigned.changes.map(({ check }) => check)).toEqual(['quest-assignment', 'quest-assignment']);
    expect(assigned.notListed).toBe(6);
    expect(shown(id, '--limit', '3')).toMatchObject({ changes: [{}, {}, {}], notListed: 5 });
    expect(desk.run('show', id, '--check', 'quest-assignment', '--limit', '1').stdout).toMatch(/\n\n1 of 8 changes are listed\.\n\nNext: /);
    expect(desk.run('show', id).stdout).not.toContain('are listed');
  });

  it('take “last” as the last run of the person and the database that are named, and no other run', () => {
    const all = repair();
    desk.run('undo', 'last', '--yes');
    const mine = desk.json('--fix-issues', '--user', 'student2').report.run.id;
    const runs = (...args: readonly string[]): readonly string[] =>
      (JSON.parse(desk.run('runs', ...args, '--format', 'json').stdout) as { runs: readonly { id: string }[] }).runs.map(({ id }) => id);
    expect(runs('--user', 'student2')).toEqual([mine]);
    for (const name of ['db.sqlite3', 'sqlite:///db.sqlite3', desk.folder.file('db.sqlite3')]) {
      expect(runs('--database', name)).toHaveLength(3);
    }
    expect(runs('--database', 'other.sqlite3')).toEqual([]);
    expect(desk.run('show', 'last', '--user', 'student2', '--database', 'db.sqlite3').stdout).toMatch(
      new RegExp(`^Run ${mine}: fix[^]*\\nNext: peerquest-audit undo \\w{8} --database db\\.sqlite3 --store store\\.sqlite3 --dry-run\\n$`),
    );
    const other = desk.run('show', all, '--user', 'student2');
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toContain(`Run ${all} is of another database or another user`);
    expect(desk.run('show', 'last', '--database', 'other.sqlite3').stderr).toMatch(/No run of the store \S+ is like this/);
  });

  it('tell of one run: what, by whom, when, with which version, and each change before and after', () => {
    const id = repair();
    for (const name of [id, id.slice(0, 6).toUpperCase(), 'last']) {
      const { code, stdout } = desk.run('show', name);
      expect(code).toBe(0);
      expect(stdout).toMatch(
        new RegExp(
          `^Run ${id}: fix, finished\\nStarted: .*\\nEnded: .*\\nBy: \\S+@\\S+, process \\d+\\nWith: peerquest-audit \\d.*\\nDatabase: db\\.sqlite3 \\(sqlite\\)\\nFound: 3 approved-without-participant, 2 quest-assignment\\nChanges: 8 committed\\nVerified: 5 issues fixed, 0 remaining, 0 newly appeared\\n\\n`,
        ),
      );
      expect(stdout).toContain(
        'Created participant for student2 in quest "Test 1"\n  insert quests_questparticipant id=9\n  after:  quest_id=1 ',
      );
      expect(stdout).toMatch(
        / {2}update quests_quest id=4\n {2}before: assigned_to_id=null updated_at="2025-06-30T09:12:44\.250000Z"\n {2}after: {2}assigned_to_id="51000000-/,
      );
    }
    desk.run('undo', id);
    expect(desk.run('show', 'last').stdout).toContain(`: undo of run ${id}, finished\n`);
  });
});

import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { isOneSentence } from '../support/cli.ts';
import { repairDesk } from '../support/repair-cli.ts';

const desk = repairDesk();
const file = (name: string): string => desk.folder.file(name);

/** Explains with these arguments, which must do. */
function explained(...args: readonly string[]): string {
  const { code, stdout, stderr } = desk.run('explain', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

function execute(sql: string): void {
  const database = new Database(file('db.sqlite3'));
  database.exec(sql);
  database.close();
}

describe('explain FINDING', () => {
  it('takes every name that a detailed report shows, and says what comes next', () => {
    const names = [...desk.run('--detailed').stdout.matchAll(/^ {5}Finding: (.+)$/gm)].map(([, name = '']) => name);
    expect(names).toHaveLength(5);
    for (const name of names) {
      const shown = explained(name);
      expect(shown).toContain(`\n  Finding: ${name}   (`);
      const next = /\nNext: peerquest-audit (.+?) {3}\(/.exec(shown)?.[1] ?? '';
      expect(next).toMatch(/^--only [a-z-]+ --database db\.sqlite3 --store store\.sqlite3 --fix-issues --dry-run$/);
    }
  });

  it('writes nothing, not even a store', () => {
    explained('quest-assignment:4');
    expect(existsSync(file('store.sqlite3'))).toBe(false);
  });

  it('explains what is acknowledged, and says so', () => {
    desk.run('ack', 'quest-assignment:4', '--reason', 'left \u001b[2J open', '--by', 'ops');
    const shown = explained('quest-assignment:4');
    expect(shown).toMatch(/\n {2}Acknowledged on \d{4}-\d\d-\d\d by ops: left \\u001b\[2J open\n/);
    expect(shown).toContain('\nRepair      none: it is acknowledged, so a repair leaves it as it is\n');
    expect(shown).toContain('\nNext: peerquest-audit unack quest-assignment:4 --database db.sqlite3 --store store.sqlite3   (');
    const { finding, repair } = JSON.parse(explained('quest-assignment:4', '--format', 'json')) as Record<string, object>;
    expect(finding).toMatchObject({ acknowledgement: { standing: 'holds', by: 'ops' } });
    expect(repair).toEqual({ changes: [], notes: [], refusal: null });
  });

  it('marks what may be no fault, and what the database does by itself', () => {
    execute(`update quests_quest set updated_at = '2025-07-02 00:00:00' where id = 1;
      create trigger touch after update on quests_quest begin select 1; end`);
    const shown = explained('approved-without-participant:1');
    expect(shown).toContain('\nCause       possibly-left: ');
    expect(shown).toContain('  Note: It may be no fault, as the person may have left: --certain-only leaves it out.\n');
    expect(shown).toContain('  Note: Trigger on quests_quest: touch (after update).\n');
  });

  it('lets no text of the database act on the terminal or pass for a line of the report', () => {
    execute(`update quests_quest set title = char(27) || '[2J' || char(10) || 'System is healthy' where id = 4;
      update users_user set username = 'a' || char(8238) || 'b' where username = 'student1';
      update quests_questparticipant set status = '${"x'; --".replaceAll("'", "''")}' || char(7) where quest_id = 4`);
    const shown = explained('quest-assignment:4');
    expect(shown).toContain('Quest "\\u001b[2J\\n\\u0053ystem is healthy" (ID: 4)\n');
    expect(shown).toContain("of a\\u202eb: joined; now status x'; --\\u0007\n");
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|System is healthy/);
  });

  it('tells a time that is none as it stands there', () => {
    execute("update quests_questparticipant set joined_at = 'yesterday' where quest_id = 4");
    expect(explained('quest-assignment:4')).toMatch(
      /\n {2}at no known time +\* participant \d+ of student1: joined at "yesterday"; now status joined\n/,
    );
  });

  it('shows the newest of many rows, and says that there are more', () => {
    execute(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 60)
      insert into applications_application (id, status, applied_at, reviewed_at, applicant_id, quest_id)
      select 1000 + i, 'rejected', '2025-08-01 00:00:' || printf('%02d', i % 60), null, '53000000000040008000000000000003', 4 from n`);
    const shown = explained('quest-assignment:4');
    expect(shown.match(/ application \d+ of /g)).toHaveLength(50);
    expect(shown).toContain('\n  … of applications_application only the 50 newest rows\n');
  });

  it('gives the row that names a file, and none for a file that no row names', () => {
    const media = file('media');
    mkdirSync(media);
    mkdirSync(`${media}/submissions`);
    writeFileSync(`${media}/submissions/left.pdf`, '%PDF-1.4');
    // A file is written before its row: a new one is not told.
    utimesSync(`${media}/submissions/left.pdf`, 1_750_000_000, 1_750_000_000);
    execute(`insert into quests_questsubmission (id, description, submission_files, status, feedback, submitted_at, quest_participant_id)
      select 1, '', '["/media/submissions/gone.pdf"]', 'pending', '', '2025-07-03 08:00:00', min(id) from quests_questparticipant`);
    const name = 'file-missing:quests_questsubmission/submission_files/1/1';
    const shown = explained(name, '--media-root', media);
    expect(shown).toContain('submission 1 of ');
    expect(shown).toContain('\nselect t.* from "quests_questsubmission" as t where "t"."id" = 1;\n');
    const left = explained('file-unreferenced:submissions/left.pdf', '--media-root', media);
    expect(left).toContain('\nSQL         none: the finding is about no row of the database\n');
    expect(desk.run('explain', name).stderr).toContain('the check did not run (neither --media-root nor --media-url');
  });
});

describe('explain FINDING is refused with one sentence', () => {
  beforeEach(() => {
    desk.run('--fix-issues', '--yes');
  });

  it.each([
    ['a finding that is mended', 'quest-assignment:4', /finds nothing that "quest-assignment:4" names: it may have been mended/],
    ['a fingerprint of none', '78bd0e90', /finds nothing that "78bd0e90" names \(\d+ checks gave no answer: file-missing, /],
    ['a mistyped check', 'quest-statu:5', /There is no check "quest-statu": did you mean "quest-status"\?/],
    ['a name that is none', 'quest-status:', /names no finding/],
    ['a mistyped check alone', 'quest-statu', /There is no check "quest-statu": did you mean "quest-status"\?/],
  ])('where it is %s', (_title, name, sentence) => {
    const { code, stdout, stderr } = desk.run('explain', name);
    expect({ code, stdout, one: isOneSentence(stderr) }).toEqual({ code: 2, stdout: '', one: true });
    expect(stderr).toMatch(sentence);
  });
});

it('a name that could mean several findings is told with these', () => {
  execute("update quests_quest set status = 'odd' where id in (5, 6)");
  const { code, stderr } = desk.run('explain', 'unknown-status:quests_quest/status');
  expect({ code, one: isOneSentence(stderr) }).toEqual({ code: 2, one: true });
  expect(stderr).toMatch(
    /could be several: unknown-status:quests_quest\/status\/5 \([0-9a-f]{32}\), unknown-status:quests_quest\/status\/6 /,
  );
  expect(explained('unknown-status:quests_quest/status/5')).toContain('now status odd,');
});

it('a check is explained for programs too', () => {
  const { check, sql } = JSON.parse(explained('quest-status', '--format', 'json')) as { check: object; sql: readonly object[] };
  expect(check).toMatchObject({ id: 'quest-status', phase: 3, severity: 'warning', source: null });
  expect(sql).toEqual(
    ['SQLite', 'PostgreSQL', 'MySQL, MariaDB'].map((engine) => ({ engine, text: expect.stringContaining('quests_quest') as string })),
  );
});

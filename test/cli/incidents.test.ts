import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';

const folder = temporaryFolder();
const run = (store: string, ...args: readonly string[]) =>
  runCli([...args, '--store', folder.file(store)], { cwd: folder.path, env: { PEERQUEST_AUDIT_HISTORY: 'on' } });
const audit = (store: string, ...args: readonly string[]) =>
  run(store, '--database', 'burst.sqlite3', '--only', 'approved-without-participant', ...args);
const incidents = (store: string) => run(store, 'summary', '--by', 'incident').stdout;
/** What is told of the only check of the only incident. */
const told = (store: string): unknown =>
  (JSON.parse(run(store, 'summary', '--by', 'incident', '--json').stdout) as { incidents: readonly { checks: readonly unknown[] }[] })
    .incidents[0]?.checks;

/** Fourteen approvals of an hour of a generated database, of which twelve came to nothing; the hour has no others. */
function plantBurst(file: string): void {
  const database = new Database(file);
  database.pragma('foreign_keys = off');
  database.exec(`
    delete from applications_application where reviewed_at like '2025-06-03 13:%';
    create temp table burst as select id, quest_id, applicant_id, row_number() over (order by id) as place
      from applications_application where status = 'approved' and (quest_id, applicant_id) in (select quest_id, user_id from quests_questparticipant)
      order by id limit 14;
    update applications_application set reviewed_at = (select printf('2025-06-03 13:%02d:00', 4 * place - 4) from burst where burst.id = applications_application.id)
      where id in (select id from burst);
    delete from quests_questparticipant where (quest_id, user_id) in (select quest_id, applicant_id from burst where place <= 12);`);
  database.close();
}

/** Makes of the runs of a store what an earlier version has kept. */
function forgetRows(file: string): void {
  const database = new Database(file);
  for (const { id, data } of database.prepare('select id, data from peerquest_audit_recording').all() as { id: string; data: Buffer }[]) {
    const { result, ...kept } = JSON.parse(brotliDecompressSync(data).toString()) as { result: Record<string, unknown> };
    delete result['datedRows'];
    const changed = brotliCompressSync(JSON.stringify({ ...kept, result }));
    database.prepare('update peerquest_audit_recording set data = ? where id = ?').run(changed, id);
  }
  database.close();
}

describe('incidents', () => {
  beforeAll(() => {
    runCli(['demo', '--users', '200', '--out', 'burst.sqlite3'], { cwd: folder.path });
    plantBurst(folder.file('burst.sqlite3'));
    expect(audit('kept.sqlite3', '--record-findings').code).toBe(1);
  });
  afterAll(() => {
    folder.remove();
  });

  it('are told with the share of the rows of their hours that are bad', () => {
    expect(incidents('kept.sqlite3')).toMatch(
      /^2025-06-03 13:00 to 2025-06-03 13:44 {2}12 findings: 12 approved-without-participant \(12 of the 14 approved applications of that hour, 86 %\); first seen /,
    );
    expect(told('kept.sqlite3')).toEqual([
      {
        check: 'approved-without-participant',
        findings: 12,
        share: { bad: 12, rows: 14, of: 'approved applications' },
        shareUnknown: null,
      },
    ]);
  });

  it('keep it when later runs count, or look at one person', () => {
    const before = incidents('kept.sqlite3');
    audit('kept.sqlite3');
    expect(audit('kept.sqlite3', '--user', nameOfSomebody(), '--record-findings').code).toBeLessThan(2);
    expect(incidents('kept.sqlite3')).toBe(before);
  });

  it('say where it is not known: never is it none', () => {
    audit('old.sqlite3', '--format', 'json');
    expect(incidents('old.sqlite3')).toContain('(12 of the 14 approved applications of that hour, 86 %)');
    forgetRows(folder.file('old.sqlite3'));
    expect(incidents('old.sqlite3')).toContain(
      '12 approved-without-participant (share not known: the last run that looked at all of it has not counted its rows)',
    );
    expect(told('old.sqlite3')).toMatchObject([
      { share: null, shareUnknown: 'the last run that looked at all of it has not counted its rows' },
    ]);
    // The same store, and a run of this version.
    audit('old.sqlite3', '--detailed');
    expect(incidents('old.sqlite3')).toContain('(12 of the 14 approved applications of that hour, 86 %)');
  });

  it('are replayed as they were told', () => {
    const live = audit('told.sqlite3', '--format', 'ndjson').stdout;
    expect(run('told.sqlite3', 'report', 'last', '--format', 'ndjson').stdout).toBe(live);
    expect(incidents('told.sqlite3')).toContain('86 %');
  });
});

function nameOfSomebody(): string {
  const database = new Database(folder.file('burst.sqlite3'), { readonly: true });
  const { username } = database.prepare('select username from users_user order by username limit 1').get() as { username: string };
  database.close();
  return username;
}

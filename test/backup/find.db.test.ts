import { afterAll, describe, expect, inject, it } from 'vitest';
import { findRecord, type RecordName } from '../../src/backup/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { audit001 } from '../../src/demo/audit-001.ts';
import { foundRecordShape } from '../../src/report/found-record-shape.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase, THREE_ENGINES } from '../support/databases.ts';
import { lacksProgram } from '../support/lacks-program.ts';
import { backedUp } from './backed-up.ts';
import { leftBehind } from './verdict-of.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const HOSTILE = 'New \u001b[31mname\u202e';

describe.each(THREE_ENGINES)('a record in a backup of %s', (engine) => {
  it.skipIf(engine === 'sqlite' ? lacksProgram('sqlite3') : inject(engine === 'postgresql' ? 'postgres' : 'mariadb') === null)(
    'is shown beside what it is now, with what belongs to it',
    async () => {
      const database = await createDatabase(engine);
      try {
        await database.insert(audit001);
        const path = backedUp(folder.file(engine), engine, database.url);
        const live = parseDatabaseUrl(database.url);
        const find = (name: RecordName, redact = false) =>
          findRecord({ source: { path }, keyFile: null, server: null, live, name, redact }, { announce: () => undefined });

        await database.execute(`update quests_quest set title = '${HOSTILE}' where id = 5`);
        await database.execute('delete from quests_questparticipant where quest_id = 5');
        await database.execute("update users_user set password = 'other' where username = 'student1'");
        const changed = await find({ quest: 5 });
        expect(changed.tables.map(({ label, rows }) => [label, rows.map(({ state, changed: columns }) => [state, columns])])).toEqual([
          ['quest', [['changed', ['title']]]],
          ['application', [['same', []]]],
          ['participant', [['gone', []]]],
        ]);
        expect(changed.tables[0]?.rows[0]).toMatchObject({ key: '5', was: { title: 'Test 1.1' }, is: { title: HOSTILE } });
        expect(changed.sentence).toBe('Quest 5 is not what it was: of 3 rows 1 changed since, 1 is gone and 0 are new.');

        expect(leftBehind()).toEqual([]);

        // A throwaway server takes seconds to come up: what no engine has to do with is tried on one.
        if (engine === 'sqlite') {
          const person = await find({ user: 'student1' });
          expect(person.tables[0]?.rows).toMatchObject([
            { state: 'changed', changed: ['password'], was: { password: '(not shown)' }, is: { password: '(not shown)' } },
          ]);
          const redacted = await find({ user: 'student1' }, true);
          expect(redacted.tables[0]?.rows[0]?.was).toMatchObject({ username: '(redacted)', password: '(not shown)', is_active: 'yes' });
          expect(JSON.stringify(redacted)).not.toContain('student1');
          await expect(find({ user: 'nobody' })).rejects.toThrow('Neither the backup nor the live database has user "nobody": check');
          const same = await find({ quest: 6 });
          expect([same.same, same.sentence]).toEqual([true, 'Quest 6 is the same in both, with what belongs to it: 3 rows.']);
          const json = runCli(['backup', 'find', path, '--quest', '5', '--against', database.url, '--json']);
          expect(foundRecordShape.parse(JSON.parse(json.stdout)).record).toEqual({ kind: 'quest', id: '5', inBackup: true, inLive: true });
          const text = runCli(['backup', 'find', path, '--quest', '5', '--against', database.url]);
          expect([json.code, text.code]).toEqual([1, 1]);
          expect(text.stdout).toContain('    title: Test 1.1, now New \\u001b[31mname\\u202e\n');
        }
      } finally {
        await database.drop();
      }
    },
    30_000,
  );
});

it.skipIf(lacksProgram('sqlite3'))('is one quest or one person, beside a live database that is named', () => {
  const run = (...args: readonly string[]) => {
    const { code, stderr } = runCli(['backup', 'find', folder.file('sqlite'), ...args]);
    return [code, stderr];
  };
  const one = 'peerquest-audit: What is to be found is one quest or one person: give --quest NUMBER or --user NAME.\n';
  expect([run(), run('--quest', '5', '--user', 'x')]).toEqual([
    [2, one],
    [2, one],
  ]);
  expect(run('--quest', '5')).toEqual([
    2,
    'peerquest-audit: No live database is named to look at beside the backup: give --against URL, or set DATABASE_URL.\n',
  ]);
});

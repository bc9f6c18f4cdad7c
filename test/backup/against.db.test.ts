import { afterAll, describe, expect, inject, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { audit001 } from '../../src/demo/audit-001.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, THREE_ENGINES } from '../support/databases.ts';
import { lacksProgram } from '../support/lacks-program.ts';
import { backedUp } from './backed-up.ts';
import { verified } from './verdict-of.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** As a copy of rows with their ids leaves a counter; SQLite's and MySQL's cannot stay behind. */
const SET_BACK = "select setval(pg_get_serial_sequence('applications_application', 'id'), 1, false)";

/** The counter of the applications, so that 1000 comes next. */
const MOVE_ON: Readonly<Record<string, string>> = {
  sqlite: "update sqlite_sequence set seq = 999 where name = 'applications_application'",
  postgresql: "select setval(pg_get_serial_sequence('applications_application', 'id'), 1000, false)",
  mariadb: 'alter table applications_application auto_increment = 1000',
};

describe.each(THREE_ENGINES)('a backup of %s beside the live database', (engine) => {
  it.skipIf(engine === 'sqlite' ? lacksProgram('sqlite3') : inject(engine === 'postgresql' ? 'postgres' : 'mariadb') === null)(
    'is compared table by table, by the rows in which nothing has happened since',
    async () => {
      const database = await createDatabase(engine);
      try {
        await database.insert(audit001);
        if (engine === 'postgresql') await database.execute(SET_BACK);
        const path = backedUp(folder.file(engine), engine, database.url);
        const compared = () => verified(path, null, null, parseDatabaseUrl(database.url));
        const of = (found: Awaited<ReturnType<typeof compared>>, table: string) =>
          found.comparison?.tables.find((each) => each.table === table);

        const same = await compared();
        expect(same.code, same.sentence).toBe('SOUND');
        expect(same.comparison?.tables.filter(({ older }) => (older?.differing ?? 0) > 0)).toEqual([]);
        expect(same.comparison?.tables.find(({ table }) => table === 'quests_quest')?.older?.ranges).toBe(1);

        await database.execute(MOVE_ON[engine] ?? '');
        await database.execute(
          "update quests_quest set title = 'by hand' where id = (select min(q.id) from (select id from quests_quest) q)",
        );
        await database.execute('create table later_table (id integer primary key)');
        await database.execute('alter table users_user add column later_column integer');
        await database.execute(
          "insert into quests_questcategory (id, name, description, created_at) select 99, 'x', description, created_at from quests_questcategory limit 1",
        );
        await database.execute('delete from quests_questparticipant where quest_id = 5');
        const changed = await compared();
        const apart = { check: 'approved-without-participant', backup: 3, live: 4, onlyBackup: 0, onlyLive: 1 };
        expect(changed.comparison?.findings).toContainEqual(apart);
        expect(of(changed, 'applications_application')?.counter).toMatchObject({ column: 'id', live: '1000' });
        expect(changed.flaws.map(({ code }) => code)).toEqual([
          'LACKS_TABLES',
          'LACKS_COLUMNS',
          'LACKS_ROWS',
          ...(engine === 'postgresql' ? ['COUNTERS_BEHIND'] : []),
        ]);
        expect(of(changed, 'quests_quest')?.older).toMatchObject({ differing: 1, lacking: 0, gone: 0, where: [{ from: '0', to: '9999' }] });
        expect([changed.code, changed.comparison?.missingTables]).toEqual(['LACKS_TABLES', ['later_table']]);
        expect(changed.flaws[1]?.sentence).toBe('it lacks columns that the live database has: users_user.later_column.');
        expect(changed.flaws[2]?.sentence).toContain('1 of quests_questcategory');
        if (engine === 'postgresql')
          expect(changed.flaws[3]?.sentence).toMatch(/: applications_application\.id would get 1 next, and \d+ is there\.$/);
      } finally {
        await database.drop();
      }
    },
    30_000,
  );
});

/** Takes numbers from a sequence as an application does, until this one comes next. */
const TAKEN: Readonly<Record<string, (name: string, next: number) => string>> = {
  postgresql: (name, next) => `select setval('${name}', ${next - 1})`,
  mariadb: (name, next) => `select setval(${name}, ${next - 1})`,
};

describe.each(['postgresql', 'mariadb'] as const)('a backup of %s with sequences that belong to no table', (engine) => {
  it.skipIf(inject(engine === 'postgresql' ? 'postgres' : 'mariadb') === null)(
    'is compared by them: one that it lacks makes it unfit, the next number of each is told',
    async () => {
      const database = await createDatabase(engine);
      try {
        await database.insert(audit001);
        for (const name of ['invoice_number', 'same_number', 'dropped_since']) await database.execute(`create sequence ${name}`);
        await database.execute('create sequence all_given maxvalue 2');
        for (const name of ['invoice_number', 'same_number']) await database.execute(TAKEN[engine]?.(name, 8) ?? '');
        const path = backedUp(folder.file(`${engine}-sequences`), engine, database.url);
        await database.execute(TAKEN[engine]?.('invoice_number', 1000) ?? '');
        await database.execute('drop sequence dropped_since');
        await database.execute('create sequence made_since');
        await database.execute(TAKEN[engine]?.('all_given', 3) ?? '');
        const { code, sentence, flaws, comparison } = await verified(path, null, null, parseDatabaseUrl(database.url));
        expect(comparison?.sequences).toEqual({
          missing: ['made_since'],
          surplus: ['dropped_since'],
          apart: [
            { name: 'all_given', backup: '1', live: null },
            { name: 'invoice_number', backup: '8', live: '1000' },
          ],
        });
        expect([code, sentence, flaws.length]).toEqual(['LACKS_SEQUENCES', expect.stringContaining('live database has: made_since.'), 1]);
      } finally {
        await database.drop();
      }
    },
    30_000,
  );
});

it.skipIf(lacksProgram('sqlite3'))('is compared with a database of its engine only', async () => {
  const database = await createDatabase('sqlite');
  try {
    await database.insert(audit001);
    const path = backedUp(folder.file('sqlite'), 'sqlite', database.url);
    const other = parseDatabaseUrl('mysql://root@127.0.0.1:1/x');
    await expect(verified(path, null, null, other)).rejects.toThrow(/The backup is of sqlite, and --against names a database of mysql/);
  } finally {
    await database.drop();
  }
});

import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { RefusedError } from '../../src/errors.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase, describeEngines, type EngineName, type TestDatabase } from '../support/databases.ts';
import { apply, makePlan, requestFor, temporaryStore } from '../support/repairing.ts';

interface Obstacle {
  readonly what: string;
  readonly create: readonly string[];
  readonly code: string;
  readonly says: RegExp;
}

const PARTICIPANTS = 'quests_questparticipant';
const ROWS = `select * from ${PARTICIPANTS} order by id`;

/** SQLite: the tables again, made otherwise. */
const remade = (table: string, definition: string): string =>
  `pragma foreign_keys = off; pragma legacy_alter_table = on; alter table ${table} rename to former; ${definition}; insert into ${table} select * from former`;

const COLUMNS =
  'status varchar(15) not null, joined_at datetime not null, completed_at datetime, progress_notes text not null, application_id bigint, application_date datetime, application_message text, review_notes text, reviewed_at datetime, quest_id bigint not null, user_id char(32) not null';

const OBSTACLES: Readonly<Partial<Record<EngineName, readonly Obstacle[]>>> = {
  sqlite: [
    {
      what: 'a view in the place of a table',
      create: [`alter table ${PARTICIPANTS} rename to former`, `create view ${PARTICIPANTS} as select * from former`],
      code: 'NO_TABLE',
      says: /^The table quests_questparticipant cannot be repaired safely, because it is a view: repair the table that holds the rows\.$/,
    },
    {
      what: 'a foreign key to a table that is gone',
      create: [
        remade(
          PARTICIPANTS,
          `create table ${PARTICIPANTS} (id integer primary key, ${COLUMNS}, foreign key (user_id) references users_user__old (id))`,
        ),
      ],
      code: 'NOT_WRITABLE',
      says: /because SQLite refuses to write to it \(no such table: main\.users_user__old\): make what is missing there again/,
    },
    {
      what: 'a foreign key to columns that are no key',
      create: [
        remade(
          PARTICIPANTS,
          `create table ${PARTICIPANTS} (id integer primary key, ${COLUMNS}, foreign key (user_id) references users_user (bio))`,
        ),
      ],
      code: 'NOT_WRITABLE',
      says: /because SQLite refuses to write to it \(foreign key mismatch/,
    },
    {
      what: 'a trigger that writes to a table that is gone',
      create: [`create trigger logging after insert on ${PARTICIPANTS} begin insert into log_of_old values (new.id); end`],
      code: 'NOT_WRITABLE',
      says: /because SQLite refuses to write to it \(no such table: main\.log_of_old\)/,
    },
    {
      what: 'an AUTOINCREMENT at its end',
      create: [
        remade(PARTICIPANTS, `create table ${PARTICIPANTS} (id integer primary key autoincrement, ${COLUMNS})`),
        `update sqlite_sequence set seq = 9223372036854775807 where name = '${PARTICIPANTS}'`,
      ],
      code: 'NO_IDS_LEFT',
      says: /^The database has no ids left for 3 new rows in quests_questparticipant\.id: nothing was repaired; give smaller ids/,
    },
  ],
  postgresql: [
    {
      what: 'a sequence behind its table',
      create: [`select setval(pg_get_serial_sequence('${PARTICIPANTS}', 'id'), 1, false)`],
      code: 'IDS_TAKEN',
      says: /^The database would give new rows ids in quests_questparticipant\.id that are taken, such as \d+: nothing was repaired; take its sequence past them with SELECT setval\(/,
    },
    {
      what: 'a sequence at its end',
      create: [`alter sequence ${PARTICIPANTS}_id_seq maxvalue 90; select setval('${PARTICIPANTS}_id_seq', 90)`],
      code: 'NO_IDS_LEFT',
      says: /^The database has no ids left for 3 new rows/,
    },
    {
      what: 'an id that is no identity',
      create: [
        `alter table ${PARTICIPANTS} alter column id drop identity if exists`,
        `alter table ${PARTICIPANTS} alter column id drop default`,
      ],
      code: 'NO_NEW_ID',
      says: /^The database chooses no value for quests_questparticipant\.id \(bigint\)/,
    },
    ...(['view', 'materialized view'] as const).map((kind) => ({
      what: `a ${kind} in the place of a table`,
      create: [`alter table quests_quest rename to former; create ${kind} quests_quest as select * from former`],
      code: 'NO_TABLE',
      says: new RegExp(`because it is a ${kind}: repair the table that holds the rows`),
    })),
    {
      what: 'a rule that does something instead',
      create: ['create rule nothing as on update to quests_quest do instead nothing'],
      code: 'REWRITTEN',
      says: /because the rule nothing does something else instead of an update \(a rule with INSTEAD\): make it a trigger, or drop it/,
    },
    {
      what: 'a publication of a table without replica identity',
      create: ['alter table quests_quest replica identity nothing', 'create publication everything for table quests_quest'],
      code: 'NO_REPLICA_IDENTITY',
      says: /because the publication everything sends its updates and deletions to subscribers, and it has no replica identity/,
    },
  ],
  mariadb: [
    {
      what: 'an id without AUTO_INCREMENT',
      create: [`alter table ${PARTICIPANTS} modify id bigint not null`],
      code: 'NO_NEW_ID',
      says: /^The database chooses no value for quests_questparticipant\.id \(bigint\(20\)\)/,
    },
    {
      what: 'an AUTO_INCREMENT at its end',
      create: [`update ${PARTICIPANTS} set id = 9223372036854775807 order by id desc limit 1`],
      code: 'NO_IDS_LEFT',
      says: /^The database has no ids left for 3 new rows in quests_questparticipant\.id: nothing was repaired; give the column a larger type\.$/,
    },
    {
      what: 'a view in the place of a table',
      create: ['rename table quests_quest to former', 'create view quests_quest as select * from former'],
      code: 'NO_TABLE',
      says: /because it is a view: repair the table that holds the rows/,
    },
  ],
};

for (const engine of ['sqlite', 'postgresql', 'mariadb'] as const) {
  describeEngines('what a database would refuse', { engines: [engine], empty: true }, () => {
    let database: TestDatabase;
    let stored: Awaited<ReturnType<typeof temporaryStore>>;
    let folder: ReturnType<typeof temporaryFolder>;
    beforeEach(async () => {
      database = await createDatabase(engine, { oldSchema: true });
      await database.insert(audit001);
      stored = await temporaryStore();
      folder = temporaryFolder();
    });
    afterEach(async () => {
      folder.remove();
      await stored.remove();
      await database.drop();
    });
    const run = (...args: readonly string[]) => runCli(args, { env: { DATABASE_URL: database.url }, cwd: folder.path });

    it.each(OBSTACLES[engine] ?? [])('is told before anything is touched: $what', async ({ create, code, says }) => {
      const plan = await makePlan(database.url);
      for (const statement of create) await database.execute(statement);
      const before = await database.query(ROWS);
      await expect(makePlan(database.url)).rejects.toBeInstanceOf(RefusedError);
      await expect(makePlan(database.url)).rejects.toMatchObject({ code, message: expect.stringMatching(says) as unknown });
      // A plan that was made before is refused as well.
      const applied = apply(plan, requestFor(database.url, stored.store));
      if (code === 'NO_NEW_ID') expect((await applied.catch(() => null))?.outcome.applied.entities ?? 0).toBeLessThan(5);
      else await expect(applied).rejects.toBeInstanceOf(RefusedError);
      const doctor = run('doctor');
      expect(doctor.stdout).toMatch(/^advice +Repair +quest: no repair is possible: /m);
      expect(doctor.stdout).toContain('Ready to audit, but not for every repair: see above.');
      const refused = run('--fix-issues', '--dry-run');
      expect({ code: refused.code, stderr: refused.stderr }).toMatchObject({
        code: 3,
        stderr: expect.stringContaining(code === 'NO_IDS_LEFT' ? 'ids left' : '') as unknown,
      });
      expect(await database.query(ROWS)).toEqual(before);
    });

    it('is nothing in a database that is in order', () => {
      const { code, stdout } = run('doctor', '--detailed');
      expect({ code, repair: stdout.match(/^\w+ +Repair .*$/gm) }).toEqual({
        code: 0,
        repair: ['quest', 'user', 'guild', 'balance', 'duplicate-participant'].map(
          (target) => expect.stringMatching(new RegExp(`^ok +Repair +${target}: nothing is known to stand in the way$`)) as unknown,
        ),
      });
      expect(stdout).toContain('\nReady. Next: ');
    });

    if (engine === 'postgresql') {
      it('is not what a sequence far below a single high number means: there is room', async () => {
        await database.execute(`update ${PARTICIPANTS} set id = 1000000 where id = (select max(id) from ${PARTICIPANTS})`);
        const ran = await apply(await makePlan(database.url), requestFor(database.url, stored.store));
        expect(ran.outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 } });
      });

      it('is not what a rule does besides, which is named', async () => {
        await database.execute(
          'create table touched (id bigint); create rule besides as on update to quests_quest do also insert into touched values (old.id)',
        );
        const plan = await makePlan(database.url);
        expect(plan.header.hazards).toEqual(['Trigger on quests_quest: besides (rule on update).']);
        const ran = await apply(plan, requestFor(database.url, stored.store));
        expect(ran.outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 } });
      });
    }
  });
}

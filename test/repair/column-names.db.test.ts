import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { createDatabase, describeEngines, THREE_ENGINES, type EngineName, type TestDatabase } from '../support/databases.ts';
import { runInProcess } from '../support/in-process.ts';
import { apply, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'];
const TABLES = ['quests_quest', 'quests_questparticipant'];

/** Has each repair of a quest change the first of these columns, too. */
const TRIGGER: Readonly<Record<EngineName, readonly string[]>> = {
  sqlite: [
    `create trigger odd after update of status, assigned_to_id on quests_quest begin
       update quests_quest set "__proto__" = 'triggered', "constructor" = null where id = new.id; end`,
  ],
  postgresql: [
    `create function odd() returns trigger language plpgsql as 'begin new."__proto__" := ''triggered''; new."constructor" := null; return new; end'`,
    'create trigger odd before update on quests_quest for each row execute function odd()',
  ],
  mariadb: ["create trigger odd before update on quests_quest for each row set new.`__proto__` = 'triggered', new.`constructor` = null"],
  'mysql char(32)': [],
};

for (const engine of THREE_ENGINES) {
  describeEngines('columns that are called like what every object has', { oldSchema: true, engines: [engine] }, () => {
    const quoted = (name: string): string => (engine === 'mariadb' ? `\`${name}\`` : `"${name}"`);
    let database: TestDatabase;
    let stored: Awaited<ReturnType<typeof temporaryStore>>;
    beforeAll(async () => {
      database = await createDatabase(engine, { oldSchema: true });
      for (const table of TABLES) {
        for (const name of NAMES) await database.execute(`alter table ${table} add column ${quoted(name)} varchar(40)`);
      }
      stored = await temporaryStore();
    });
    beforeEach(async () => {
      await database.clear();
      await database.insert(audit001);
      await database.insert([
        ['quests_questparticipant', [{ id: 90, status: 'joined', quest_id: 17, user_id: 'a0000000000040008000000000000000' }]],
      ]);
      for (const table of TABLES) {
        await database.execute(`update ${table} set ${NAMES.map((name) => `${quoted(name)} = 'of ${name}'`).join(', ')}`);
      }
    });
    afterAll(async () => {
      await stored.remove();
      await database.drop();
    });
    const request = () => requestFor(database.url, stored.store);
    /** The columns of both tables under names that no object has. */
    const columns = async (): Promise<unknown> => {
      const selected = NAMES.map((name, index) => `${quoted(name)} as c${index}`).join(', ');
      const rows: unknown[] = [];
      for (const table of TABLES) rows.push(await database.query(`select id, status, ${selected} from ${table} order by id`));
      return rows;
    };

    it('are in the image of a row that is deleted, in the journal, and in what an undo puts back', async () => {
      const before = await columns();
      const plan = await makePlan(database.url, {
        targets: ['duplicate-participant'],
        checks: ['duplicate-participant'],
        duplicates: { keep: 'latest', pairs: null },
      });
      const ran = await apply(plan, request());
      expect(ran.outcome).toMatchObject({ applied: { entities: 1 }, failed: { entities: 0 } });
      const deleted = ran.changes.find(({ operation }) => operation === 'delete');
      const wanted = NAMES.map((name) => [name, `of ${name}`]);
      expect(Object.entries(deleted?.before ?? {}).filter(([name]) => NAMES.includes(name))).toEqual(wanted);
      const undone = await undo('last', request());
      expect(undone.changes.flatMap(({ reason }) => reason ?? [])).toEqual([]);
      expect(await columns()).toEqual(before);
      // The undo has read them again, and its own undo deletes the row with them.
      expect((await undo('last', request())).outcome).toMatchObject({ applied: { entities: 1 }, failed: { entities: 0 } });
    });

    it('and that a trigger changes are seen, told in JSON, and put back', async () => {
      for (const statement of TRIGGER[engine]) await database.execute(statement);
      const before = await columns();
      const args = ['--database', database.url, '--store', stored.file, '--format', 'json'];
      const { code, stdout, stderr } = await runInProcess([...args, '--fix-issues', '--yes', '--skip', 'duplicate-participant']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { changes } = JSON.parse(stdout) as { changes: readonly { table: string; before: object; after: object }[] };
      const first = changes.find(({ table }) => table === 'quests_quest');
      for (const [row, values] of [
        [
          first?.before,
          [
            ['__proto__', 'of __proto__'],
            ['constructor', 'of constructor'],
          ],
        ],
        [
          first?.after,
          [
            ['__proto__', 'triggered'],
            ['constructor', null],
          ],
        ],
      ] as const) {
        expect(Object.entries(row ?? {}).filter(([name]) => NAMES.includes(name))).toEqual(values);
      }
      expect(await columns()).not.toEqual(before);
      await database.execute(engine === 'postgresql' ? 'drop trigger odd on quests_quest' : 'drop trigger odd');
      expect((await runInProcess(['undo', 'last', '--yes', ...args.slice(0, 4), '--yes'])).code).toBe(0);
      expect(await columns()).toEqual(before);
    });
  });
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { connect, parseDatabaseUrl } from '../../src/database/index.ts';
import { audit001, type Dataset } from '../../src/demo/audit-001.ts';
import { generate } from '../../src/demo/generate.ts';
import { audit } from '../../src/audit/index.ts';
import { describeEngines, type EngineName } from '../support/databases.ts';

const TABLES = ['users_user', 'quests_quest', 'quests_questparticipant', 'applications_application'];

/** A writer that gives up at once when another program stands in its way. */
const IMPATIENCE: Readonly<Record<EngineName, string>> = {
  sqlite: 'pragma busy_timeout = 50',
  postgresql: "set lock_timeout = '50ms'",
  mariadb: 'set innodb_lock_wait_timeout = 1, lock_wait_timeout = 1',
  'mysql char(32)': 'set innodb_lock_wait_timeout = 1, lock_wait_timeout = 1',
};

describeEngines('an audit', {}, (database) => {
  beforeAll(async () => {
    await database().insert(audit001);
  });

  it('runs in a session in which the engine refuses every write', async () => {
    const session = await connect(parseDatabaseUrl(database().url), TABLES);
    const writes = [
      sql`update quests_quest set title = 'x'`,
      sql`delete from quests_questparticipant`,
      sql`insert into quests_questcategory (name, created_at) values ('x', '2025-01-01 00:00:00')`,
      sql`create table forged (id int)`,
      sql`drop table quests_questcategory`,
    ];
    for (const write of writes) await expect(session.all(write)).rejects.toThrow(/read.?only|readonly/i);
    // The refusal did not cost the session its snapshot.
    expect(await session.all(sql`select count(*) as n from quests_quest`)).toHaveLength(1);
    await session.close();
    expect(await database().query('select count(*) as n from quests_questparticipant')).toMatchObject([
      { n: expect.anything() as unknown },
    ]);
    const [row] = await database().query("select count(*) as n from quests_quest where title = 'x'");
    expect(Number(row?.['n'])).toBe(0);
  });

  it('runs one statement of a text, whatever stands in it', async () => {
    const session = await connect(parseDatabaseUrl(database().url), TABLES);
    const write = "commit; update quests_quest set title = 'x'";
    for (const text of [`select 1 as one; ${write}`, `select $$'$$ as one; ${write}; --'`, `select E'\\'' as one; ${write}; --'`]) {
      const rows = async (): Promise<void> => {
        for await (const batch of session.stream(sql.raw(text))) expect(batch).toEqual([]);
      };
      await expect(rows()).rejects.toThrow();
      await expect(session.all(sql.raw(text))).rejects.toThrow();
    }
    expect(await session.all(sql`select count(*) as n from quests_quest`)).toHaveLength(1);
    await session.close();
    const [row] = await database().query("select count(*) as n from quests_quest where title = 'x'");
    expect(Number(row?.['n'])).toBe(0);
  });

  it('sees one snapshot, and holds up no writer wherever it stands', async () => {
    const db = database();
    await db.execute(IMPATIENCE[db.engine]);
    const counts: (number | null)[] = [];
    let writes = 0;
    for await (const event of audit(parseDatabaseUrl(db.url))) {
      if (event.type === 'run-finished') break;
      // The audit stands still here, its snapshot open: an application goes on writing, and does not even wait.
      await db.execute(`update quests_quest set status = 'open', assigned_to_id = null where id in (5, 6, 7)`);
      await db.execute('delete from quests_questparticipant where quest_id = 17');
      writes++;
      if (event.type === 'check-finished') counts.push(event.result.count);
    }
    expect(writes).toBeGreaterThan(10);
    expect(counts).toEqual([3, 0, 0, 2, 0]);
  });

  it('of a large database, in a process of its own, runs beside a busy writer', async () => {
    const db = database();
    await db.clear();
    const pending: Dataset[number][] = [];
    generate({ users: 5_000, faultRate: 0.05, seed: 1, oldSchema: false }, (table, rows) => pending.push([table, rows]));
    for (const [table, rows] of pending) {
      if (rows.length > 0) await db.insert([[table, rows]]);
    }
    await db.execute(IMPATIENCE[db.engine]);
    const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), '--database', db.url, '--format', 'json']);
    const ended = once(child, 'exit');
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    let writes = 0;
    while (child.exitCode === null) {
      const quest = 1 + (writes % 10_000);
      await db.execute(`update quests_quest set updated_at = updated_at, xp_reward = xp_reward + 1 where id = ${quest}`);
      await db.execute(`update quests_questparticipant set progress_notes = 'x' where quest_id = ${quest}`);
      writes++;
      await setImmediate();
    }
    expect((await ended)[0]).toBe(1);
    expect(writes).toBeGreaterThan(20);
    expect(JSON.parse(output)).toMatchObject({ summary: { totalQuests: 10_000 } });
  });
});

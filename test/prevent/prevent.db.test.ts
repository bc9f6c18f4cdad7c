import { expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { asSql, assess, type Prevention } from '../../src/prevent/index.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, type TestDatabase } from '../support/databases.ts';
import { ANN } from '../support/flows.ts';
import { healthyRows, ORDINARY, PLANTS } from './planting.ts';

const look = (database: TestDatabase): Promise<Prevention> => assess(parseDatabaseUrl(database.url));

/** What a person would run: every line that is no comment, each by itself. */
async function apply(database: TestDatabase, script: string): Promise<void> {
  for (const statement of script.split('\n')) if (statement !== '' && !statement.startsWith('--')) await database.execute(statement);
}

/** Back to what the application's own connections enforce. */
async function enforce(database: TestDatabase): Promise<void> {
  if (database.engine === 'postgresql') await database.execute('set session_replication_role = origin');
  if (database.engine === 'sqlite') await database.execute('pragma foreign_keys = on');
  if (database.engine.startsWith('m')) await database.execute('set foreign_key_checks = 1');
}

async function unenforced(database: TestDatabase, work: () => Promise<void>): Promise<void> {
  if (database.engine === 'postgresql') await database.execute('set session_replication_role = replica');
  if (database.engine === 'sqlite') await database.execute('pragma foreign_keys = off');
  if (database.engine.startsWith('m')) await database.execute('set foreign_key_checks = 0');
  await work();
  await enforce(database);
}

const stateOf = ({ assessments }: Prevention, name: string) => assessments.find(({ proposal }) => proposal.spec.name === name);
const counted = ({ assessments }: Prevention) => new Set(assessments.map(({ state }) => state));

it('names checks that are there, and plants a fault for each', () => {
  const known = new Set(checks.map(({ id }) => id));
  for (const { check } of PLANTS) expect(known).toContain(check);
});

describeEngines('prevent', { oldSchema: true }, (database) => {
  it('tells what each check finds as in the way, and comments that out', async () => {
    for (const { check, fault, plant } of PLANTS) {
      const db = database();
      await db.clear();
      await db.insert(healthyRows());
      try {
        await plant(db);
      } catch {
        // This engine forbids it already: MariaDB's collations ignore case.
        expect(['the same but for case']).toContain(fault);
        continue;
      }
      const prevention = await look(db);
      const blocked = prevention.assessments.filter(({ state }) => state === 'blocked');
      expect(
        blocked.map(({ proposal }) => proposal.check),
        `${check}: ${fault}`,
      ).toContain(check);
      expect(blocked.map(({ inTheWay }) => inTheWay).every((count) => count > 0)).toBe(true);
      expect(asSql(prevention)).toMatch(new RegExp(`in the way: peerquest-audit --only ${check}[a-z,-]* --detailed\\n-- `));
      const { result } = await collect(db.url, { only: [check], wish: { detail: 'counts' } });
      expect(
        result.checks.map(({ count }) => count),
        `${check}: ${fault}`,
      ).not.toEqual([0]);
    }
  });

  it('prints what a clean database accepts, and then calls everything there', async () => {
    const db = database();
    await db.clear();
    await db.insert(healthyRows());
    const before = await look(db);
    expect([...counted(before)].sort()).toEqual(['ready', 'there']);
    expect(stateOf(before, 'pqa_quests_questparticipant_once')?.state).toBe('ready');
    await apply(db, asSql(before));
    const after = await look(db);
    expect(after.assessments.filter(({ state }) => state !== 'there')).toEqual([]);
    expect(asSql(after)).not.toMatch(/^[^-\n]/m);
    await enforce(db);
  });

  it('after which every fault is refused', async () => {
    const db = database();
    for (const { check, fault, plant } of PLANTS) {
      await unenforced(db, async () => {
        await db.clear();
        await db.insert(healthyRows());
      });
      await expect(plant(db), `${check}: ${fault}`).rejects.toThrow();
    }
  });

  it('and what the application writes every day is not', async () => {
    const db = database();
    await unenforced(db, async () => {
      await db.clear();
      await db.insert(healthyRows());
    });
    for (const statement of ORDINARY) await db.execute(statement);
    // An application that goes takes its attempts along; participants forget it.
    await db.execute('update quests_questparticipant set application_id = 1');
    await db.execute('delete from applications_applicationattempt');
    await db.execute('delete from applications_application where id = 1');
    expect(await db.query('select application_id from quests_questparticipant')).toEqual([{ application_id: null }]);
  });
});

describeEngines('prevent', { engines: ['sqlite', 'postgresql', 'mariadb'] }, (database) => {
  it('makes a column of words NOT NULL where it is not', async () => {
    const db = database();
    await db.insert(healthyRows());
    const name = 'pqa_payments_paymentproof_status_set';
    expect(stateOf(await look(db), name)?.state).toBe('there');
    if (db.engine === 'postgresql') await db.execute('alter table payments_paymentproof alter column status drop not null');
    if (db.engine === 'mariadb') await db.execute('alter table payments_paymentproof modify status varchar(20) null');
    if (db.engine === 'sqlite') {
      await db.execute(
        'create table copied (id integer primary key, payment_reference text, user_id char(32), gold_package_id bigint, status text)',
      );
      await db.execute('insert into copied select id, payment_reference, user_id, gold_package_id, status from payments_paymentproof');
      await db.execute('drop table payments_paymentproof');
      await db.execute('alter table copied rename to payments_paymentproof');
    }
    await db.execute('update payments_paymentproof set status = null');
    expect(stateOf(await look(db), name)).toMatchObject({ state: 'blocked', inTheWay: 1 });
    const { findings } = await collect(db.url, { only: ['unknown-status'] });
    expect(findings.map(({ actual }) => actual)).toEqual([{ value: null }]);
    await db.execute("update payments_paymentproof set status = 'queued'");
    const ready = stateOf(await look(db), name);
    expect(ready?.state).toBe('ready');
    await apply(db, ready?.statements.join('\n') ?? '');
    await expect((async () => db.execute('update payments_paymentproof set status = null'))()).rejects.toThrow();
    expect(stateOf(await look(db), name)?.state).toBe('there');
  });
});

describeEngines('prevent', { engines: ['postgresql'] }, (database) => {
  it('validates what is there for new rows only, and clears away an index that failed', async () => {
    const db = database();
    await db.insert(healthyRows());
    await db.execute("alter table quests_quest add constraint pqa_quests_quest_status_known check (status <> 'x') not valid");
    const key = 'quests_quest_creator_id_fkey';
    await db.execute(`alter table quests_quest drop constraint ${key}`);
    await db.execute(`alter table quests_quest add constraint ${key} foreign key (creator_id) references users_user (id) not valid`);
    await db.execute(`update users_user set email = 'ANN@EXAMPLE.ORG' where id <> '${ANN}' and username = 'bob'`);
    const index = 'create unique index concurrently pqa_users_user_email_any_case on users_user (lower(email))';
    await expect(db.execute(index)).rejects.toThrow();
    await db.execute("update users_user set email = 'bob@example.org' where username = 'bob'");
    const prevention = await look(db);
    expect(stateOf(prevention, 'pqa_quests_quest_status_known')).toMatchObject({
      state: 'not-validated',
      statements: ['ALTER TABLE "quests_quest" VALIDATE CONSTRAINT "pqa_quests_quest_status_known";'],
    });
    expect(stateOf(prevention, key)?.state).toBe('not-validated');
    await apply(db, asSql(prevention));
    expect([...counted(await look(db))]).toEqual(['there']);
  });
});

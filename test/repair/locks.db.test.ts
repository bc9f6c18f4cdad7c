import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';
import { connectAs } from '../support/other-connection.ts';
import { apply, makePlan, requestFor, temporaryStore } from '../support/repairing.ts';

/** A process that holds a SQLite file for so long: in this one, the repair would stop its clock. */
async function holdFile(file: string, milliseconds: number): Promise<() => Promise<unknown>> {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { default: Database } = await import('better-sqlite3');
       const database = new Database(process.argv[1]);
       database.exec('begin immediate');
       console.log('held');
       setTimeout(() => database.exec('rollback'), Number(process.argv[2]));`,
      file,
      String(milliseconds),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return () => ended;
}

/** A connection whose transaction holds quests: all, or those of a condition. */
async function holdQuests(url: string, where = ''): ReturnType<typeof connectAs> {
  const other = await connectAs(url);
  await other.run('begin');
  await other.run(`select id from quests_quest ${where} for update`);
  return other;
}

describeEngines('a repair that meets another program’s lock', { engines: THREE_ENGINES }, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  beforeEach(async () => {
    await database().clear();
    await database().insert(audit001);
    stored = await temporaryStore();
  });
  afterEach(async () => {
    await stored.remove();
  });

  it('that is held for 1.5 s waits, tries again, and loses nothing', async () => {
    const { url, engine } = database();
    const plan = await makePlan(url);
    let release: () => Promise<unknown>;
    if (engine === 'sqlite') release = await holdFile(url, 1500);
    else {
      const other = await holdQuests(url, 'where id = 2');
      release = () => other.end();
      void sleep(1500).then(() => other.run('rollback'));
    }
    const { outcome } = await apply(plan, requestFor(url, stored.store));
    expect(outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 }, stoppedBy: null });
    await release();
  });

  it('in a circle gives way and tries again', async ({ skip }) => {
    const { url, engine } = database();
    skip(engine === 'sqlite', 'SQLite knows one writer at a time');
    const other = await holdQuests(url, 'where id = 1');
    let othersEnd: Promise<unknown> = Promise.resolve();
    let begun = false;
    const onStep = (step: string): void => {
      if (step !== 'begun' || begun) return;
      begun = true;
      // By then the repair holds the application and waits for the quest.
      othersEnd = sleep(300)
        .then(() => other.run('select id from applications_application where quest_id = 1 for update'))
        .then(() => other.run('commit'))
        .catch(() => undefined);
    };
    const { outcome } = await apply(await makePlan(url), requestFor(url, stored.store, { onStep }));
    expect(outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 }, stoppedBy: null });
    await othersEnd;
    await other.end();
  });

  it('and is interrupted, stops between two transactions and tells so', async ({ skip }) => {
    const { url, engine } = database();
    skip(engine === 'sqlite', 'a lock on a SQLite file holds it whole: the run stops at once');
    const other = await holdQuests(url, 'where id = 2');
    let begun = 0;
    const request = requestFor(url, stored.store, {
      onStep: (step) => void (begun += Number(step === 'begun')),
      interrupted: () => begun > 0,
    });
    const { changes, outcome } = await apply(await makePlan(url), request);
    await other.end();
    expect(begun).toBe(2);
    expect(changes).toEqual([]);
    expect(outcome).toMatchObject({ applied: { entities: 0 }, failed: { entities: 0 }, stoppedBy: null, interrupted: true });
  });
});

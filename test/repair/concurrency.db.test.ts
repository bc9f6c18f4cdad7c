import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { keyOf, peerquestTables } from '../../src/demo/schema.ts';
import { RefusedError } from '../../src/errors.ts';
import type { Store } from '../../src/history/index.ts';
import { expectedGold, startAppWriter } from '../support/app-writer.ts';
import { collect, countsOf } from '../support/collect.ts';
import { buildChild, runChild, type ChildProgram } from '../support/crash-process.ts';
import { describeEngines, propertyEngines, type TestDatabase } from '../support/databases.ts';
import { blindUpdates, forgetQuestHistory, keepQuestHistory } from '../support/quest-history.ts';
import { apply, makePlan, requestFor, temporaryStore, undo, type Ran } from '../support/repairing.ts';
import { troubledQuests, userIds } from '../support/troubled-quests.ts';
import { isThorough } from '../support/thorough.ts';

/** Few, so that the application and the repairs meet in them. */
const QUESTS = 24;

/** How long the application and the repairs meet, in milliseconds. */
const DURATION = isThorough ? 20_000 : 3_000;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));

let program: ChildProgram;
beforeAll(async () => {
  process.stdout.write(`Concurrency tests: SEED=${seed} repeats the application's choices.\n`);
  program = await buildChild();
});
afterAll(() => program.remove());

describeEngines('repairs while others are at work', { engines: propertyEngines('postgresql') }, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  beforeEach(async () => {
    await database().clear();
    await database().insert(troubledQuests(QUESTS));
    stored = await temporaryStore();
  });
  afterEach(async () => {
    await stored.remove();
  });

  it(
    'lose no update of the application, and account for every quest',
    async () => {
      const { url, engine } = database();
      const questIds = Array.from({ length: QUESTS }, (_, index) => index + 1);
      await keepQuestHistory(database());
      const writer = await startAppWriter(url, { connections: 4, seed, questIds, userIds });
      const tally = new Tally();
      try {
        // Where the application is ever faster, it goes on until a repair could change something.
        for (const end = Date.now() + DURATION; Date.now() < (tally.applied === 0 ? end + 60_000 : end);) {
          const { outcome } = await repair(url, stored.store, tally, tally.runs % 2 === 0 ? 3 : null);
          // Every third repair that did something is taken back while the application goes on.
          if (outcome.applied.entities > 0 && ++tally.effective % 3 === 0) await takeBack(url, stored.store, tally, outcome);
        }
      } finally {
        await writer.stop();
      }
      const result = await writer.stop();
      process.stdout.write(`${engine}: ${JSON.stringify({ actions: result.actions, retries: result.retries, repairs: tally })}\n`);
      const last = await repair(url, stored.store, tally, null);
      expect(last.outcome).toMatchObject({ conflicts: { entities: 0 }, alreadyDone: { entities: 0 } });

      expect(result.errors).toEqual([]);
      expect(tally.applied).toBeGreaterThan(0);
      expect(await blindUpdates(database(), stored.store)).toEqual([]);
      await forgetQuestHistory(database());
      await mustBeSound(database(), expectedGold(result));
    },
    DURATION + 120_000,
  );

  it('let one of two processes repair; the other is refused and told by whom', async () => {
    const { url, engine } = database();
    const release = `${stored.file}.release`;
    const task = { url, store: stored.file, work: 'apply', batchSize: 3, hold: { step: 'begun', file: release } } as const;
    // The first to have the lock holds it until the other has been sent away.
    const children = [runChild(program, task), runChild(program, task)];
    const first = await Promise.race(children);
    writeFileSync(release, '');
    const both = await Promise.all(children);
    const results = both.map(({ result }) => result);
    const finished = both.find(({ result }) => result !== null && 'outcome' in result);
    expect(first.result, JSON.stringify(both)).toHaveProperty('refused');
    expect(results.filter((result) => result !== null && 'outcome' in result)).toHaveLength(1);
    expect(finished?.result).toMatchObject({ outcome: { stoppedBy: null, failed: { entities: 0 }, conflicts: { entities: 0 } } });
    mustNameHolder(first.result, finished?.pid ?? 0);
    expect((await makePlan(url)).summary.entities, engine).toBe(0);
  });

  it('let one of two attempts of one process repair', async () => {
    const { url } = database();
    const plan = await makePlan(url);
    const attempts = await Promise.allSettled([1, 2].map(() => apply(plan, requestFor(url, stored.store, { batchSize: 3 }))));
    const refusals = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as unknown] : []));
    expect(refusals).toHaveLength(1);
    const [refusal] = refusals;
    if (!(refusal instanceof RefusedError)) throw refusal;
    mustNameHolder({ refused: { code: refusal.code, sentence: refusal.message } }, process.pid);
    const [ran] = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(ran?.outcome).toMatchObject({ applied: { entities: plan.summary.entities }, stoppedBy: null });
  });
});

/** What became of the quests of all plans. */
class Tally {
  runs = 0;
  /** Runs that changed something. */
  effective = 0;
  planned = 0;
  applied = 0;
  conflicts = 0;
  alreadyDone = 0;
  undone = 0;
  /** Quests that an undo left alone, because the application had changed them. */
  leftToOthers = 0;
}

/** Plans and applies: every quest of the plan, and every change of it, comes to one end and has a reason. */
async function repair(url: string, store: Store, tally: Tally, batchSize: number | null): Promise<Ran> {
  const plan = await makePlan(url);
  const ran = await apply(plan, requestFor(url, store, batchSize === null ? {} : { batchSize }));
  plan.drop();
  const { applied, conflicts, alreadyDone, stoppedBy } = ran.outcome;
  expect(stoppedBy).toBeNull();
  // What stands in the way goes on after a moment: nothing fails in the end.
  expect(ran.changes.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(applied.entities + conflicts.entities + alreadyDone.entities).toBe(plan.summary.entities);
  expect(ran.changes).toHaveLength(applied.changes + conflicts.changes + alreadyDone.changes);
  expect(ran.changes.filter(({ status, reason }) => status === 'skipped' && (reason ?? '') === '')).toEqual([]);
  tally.runs += 1;
  tally.planned += plan.summary.entities;
  tally.applied += applied.entities;
  tally.conflicts += conflicts.entities;
  tally.alreadyDone += alreadyDone.entities;
  return ran;
}

/** Undoes a run; what the application has changed since stays as it is. */
async function takeBack(url: string, store: Store, tally: Tally, run: Ran['outcome']): Promise<void> {
  const { outcome } = await undo(run.runId, requestFor(url, store));
  const { applied, conflicts, alreadyDone } = outcome;
  expect(outcome).toMatchObject({ stoppedBy: null, failed: { entities: 0 } });
  expect(applied.entities + conflicts.entities + alreadyDone.entities).toBe(run.applied.entities);
  tally.undone += applied.entities;
  tally.leftToOthers += conflicts.entities;
}

/** The sentence says who: process, host and since when. */
function mustNameHolder(result: unknown, pid: number): void {
  expect(result).toMatchObject({ refused: { code: 'REPAIR_RUNNING' } });
  const { sentence } = (result as { refused: { sentence: string } }).refused;
  const named = /^Another repair of ".+" is running \(process (?<pid>\d+) on (?<host>\S+), since (?<since>\S+)\): wait/.exec(
    sentence,
  )?.groups;
  expect({ sentence, pid: named?.['pid'], host: named?.['host'] }).toEqual({ sentence, pid: String(pid), host: hostname().slice(0, 35) });
  const age = Date.now() - Date.parse(named?.['since'] ?? '');
  expect(age).toBeGreaterThan(-1_500);
  expect(age).toBeLessThan(60_000);
}

/** No lost update, no duplicate participant, no row that refers to nothing, and nothing left to repair. */
async function mustBeSound(database: TestDatabase, gold: ReadonlyMap<number, number>): Promise<void> {
  const quests = await database.query('select id, gold_reward from quests_quest order by id');
  expect(new Map(quests.map((row) => [Number(row['id']), Number(row['gold_reward'])]))).toEqual(gold);
  // The process of the application that wrote a participant's status last has signed it.
  const participants = await database.query("select status, progress_notes from quests_questparticipant where progress_notes <> ''");
  expect(participants.filter((row) => row['status'] !== String(row['progress_notes']).split(':')[0])).toEqual([]);
  expect(await database.query('select quest_id from quests_questparticipant group by quest_id, user_id having count(*) > 1')).toEqual([]);
  for (const { name, columns } of peerquestTables) {
    for (const { name: column, references } of columns) {
      if (references === null) continue;
      const orphans = `from ${name} a left join ${references} b on b.${keyOf(references)} = a.${column} where a.${column} is not null and b.${keyOf(references)} is null`;
      expect(await database.query(`select a.${column} ${orphans}`), `${name}.${column}`).toEqual([]);
    }
  }
  const { result } = await collect(database.url);
  expect(countsOf(result)).toMatchObject({ 'quest-status': 0, 'quest-assignment': 0 });
  expect((await makePlan(database.url)).summary).toMatchObject({ entities: 0, changes: 0 });
}

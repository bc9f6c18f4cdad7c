import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { peerquestTables } from '../../src/demo/schema.ts';
import { RefusedError } from '../../src/errors.ts';
import { expectedGold, startAppWriter } from '../support/app-writer.ts';
import { collect, countsOf } from '../support/collect.ts';
import { buildChild, runChild } from '../support/crash-process.ts';
import { describeEngines, type TestDatabase } from '../support/databases.ts';
import { apply, makePlan, requestFor, temporaryStore, undo, type Ran } from '../support/repairing.ts';
import { troubledQuests, userIds } from '../support/troubled-quests.ts';

const QUESTS = 40;

/** How long the application and the repairs meet, in milliseconds. */
const DURATION = process.env['THOROUGH_KILLS'] === undefined ? 3_000 : 20_000;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));

let bundle = '';
beforeAll(async () => {
  process.stdout.write(`Concurrency tests: SEED=${seed} repeats the application's choices.\n`);
  bundle = await buildChild();
});

describeEngines('repairs while others are at work', {}, (database) => {
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
      const { url } = database();
      const questIds = Array.from({ length: QUESTS }, (_, index) => index + 1);
      const writer = await startAppWriter(url, { connections: 4, seed, questIds, userIds });
      const tally = { runs: 0, planned: 0, applied: 0, conflicts: 0, alreadyDone: 0, failed: 0, undone: 0, leftToOthers: 0 };
      const reasons: (string | null)[] = [];
      const repair = async (batchSize: number | null): Promise<Ran> => {
        const plan = await makePlan(url);
        const ran = await apply(plan, requestFor(url, stored.store, batchSize === null ? {} : { batchSize }));
        plan.drop();
        const { applied, conflicts, alreadyDone, failed, stoppedBy } = ran.outcome;
        expect(stoppedBy).toBeNull();
        // Every quest of the plan, and every change of it, has come to one end.
        expect(applied.entities + conflicts.entities + alreadyDone.entities + failed.entities).toBe(plan.summary.entities);
        expect(ran.changes).toHaveLength(applied.changes + conflicts.changes + alreadyDone.changes + failed.changes);
        const left = ran.changes.filter(({ status }) => status !== 'applied');
        expect(left.filter(({ reason }) => (reason ?? '') === '')).toEqual([]);
        reasons.push(...left.map(({ reason }) => reason));
        tally.runs += 1;
        tally.planned += plan.summary.entities;
        tally.applied += applied.entities;
        tally.conflicts += conflicts.entities;
        tally.alreadyDone += alreadyDone.entities;
        tally.failed += failed.entities;
        return ran;
      };

      for (const end = Date.now() + DURATION; Date.now() < end; ) {
        await repair(3);
        const { outcome } = await repair(null);
        if (tally.runs % 4 !== 0) continue;
        // What the application has changed since stays as it is.
        const undone = await undo(outcome.runId, requestFor(url, stored.store));
        expect(undone.outcome).toMatchObject({ stoppedBy: null, failed: { entities: 0 } });
        const { applied, conflicts, alreadyDone } = undone.outcome;
        expect(applied.entities + conflicts.entities + alreadyDone.entities).toBe(outcome.applied.entities);
        tally.undone += applied.entities;
        tally.leftToOthers += conflicts.entities;
      }
      const result = await writer.stop();
      process.stdout.write(
        `${database().engine}: ${JSON.stringify({ actions: result.actions, retries: result.retries, repairs: tally })}\n`,
      );
      const last = await repair(null);
      expect(last.outcome).toMatchObject({ conflicts: { entities: 0 }, alreadyDone: { entities: 0 }, failed: { entities: 0 } });

      expect(result.errors).toEqual([]);
      expect(tally.applied).toBeGreaterThan(0);
      expect({ failed: tally.failed, reasons: reasons.filter((reason) => reason?.startsWith('Transaction rolled back') === true) }).toEqual({
        failed: 0,
        reasons: [],
      });
      await mustBeSound(database(), expectedGold(result));
    },
    DURATION + 120_000,
  );

  it('let one of two processes repair; the other is refused and told by whom', async () => {
    const { url, engine } = database();
    const release = `${stored.file}.release`;
    const task = { url, store: stored.file, work: 'apply', batchSize: 3, hold: { step: 'begun', file: release } } as const;
    // The first to have the lock holds it until the other has been sent away.
    const free = (): void => writeFileSync(release, '');
    const children = [runChild(bundle, task), runChild(bundle, task)];
    const first = await Promise.race(children);
    expect(existsSync(release)).toBe(false);
    free();
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
    // The lock goes with the run.
    await sleep(100);
    expect((await apply(plan, requestFor(url, stored.store))).outcome.alreadyDone.entities).toBe(plan.summary.entities);
  });
});

/** The sentence says who: process, host and since when. */
function mustNameHolder(result: unknown, pid: number): void {
  expect(result).toMatchObject({ refused: { code: 'REPAIR_RUNNING' } });
  const { sentence } = (result as { refused: { sentence: string } }).refused;
  const named = /^Another repair of ".+" is running \(process (?<pid>\d+) on (?<host>\S+), since (?<since>\S+)\): wait/.exec(sentence)?.groups;
  expect({ sentence, pid: named?.['pid'], host: named?.['host'] }).toEqual({ sentence, pid: String(pid), host: hostname().slice(0, 35) });
  const age = Date.now() - Date.parse(named?.['since'] ?? '');
  expect(age).toBeGreaterThan(-1_500);
  expect(age).toBeLessThan(60_000);
}

/** No lost update, no duplicate participant, no row that refers to nothing, and nothing left to repair. */
async function mustBeSound(database: TestDatabase, gold: ReadonlyMap<number, number>): Promise<void> {
  const quests = await database.query('select id, gold_reward from quests_quest order by id');
  expect(new Map(quests.map((row) => [Number(row['id']), Number(row['gold_reward'])]))).toEqual(gold);
  // Whoever of the application wrote a participant's status last has signed it.
  const participants = await database.query("select status, progress_notes from quests_questparticipant where progress_notes <> ''");
  expect(participants.filter((row) => row['status'] !== String(row['progress_notes']).split(':')[0])).toEqual([]);
  expect(await database.query('select quest_id from quests_questparticipant group by quest_id, user_id having count(*) > 1')).toEqual([]);
  for (const { name, columns } of peerquestTables) {
    for (const { name: column, references } of columns) {
      if (references === null) continue;
      const orphans = `from ${name} a left join ${references} b on b.id = a.${column} where a.${column} is not null and b.id is null`;
      expect(await database.query(`select a.id ${orphans}`), `${name}.${column}`).toEqual([]);
    }
  }
  const { result } = await collect(database.url);
  expect(countsOf(result)).toMatchObject({ 'quest-status': 0, 'quest-assignment': 0 });
  expect((await makePlan(database.url)).summary).toMatchObject({ entities: 0, changes: 0 });
}

import { setImmediate } from 'node:timers';
import { afterAll, expect, it } from 'vitest';
import type { Change, RunAccount } from '../../src/model/index.ts';
import { openPlan, openPlanInTurns } from '../../src/repair/index.ts';
import { PlanWriter } from '../../src/repair/plan-file.ts';
import { changesAnswer } from '../../src/server/changes-page.ts';
import { changesOfPlan } from '../../src/service/index.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';

const ENTITIES = 2000;
const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** A plan with so many records. */
function largePlan(): string {
  runCli(['demo', '--out', 'db.sqlite3'], { cwd: folder.path });
  const made = runCli(['plan', '--database', 'db.sqlite3', '--out', 'small.json'], { cwd: folder.path });
  expect(made.code, made.stderr).toBeLessThan(2);
  const small = openPlan(folder.file('small.json'));
  const [planned] = small.planned();
  const [entity] = small.entities();
  if (planned === undefined || entity === undefined) throw new Error('There is nothing to repair.');
  const writer = new PlanWriter(small.header);
  for (let id = 0; id < ENTITIES; id++) writer.add(small.header.targets[0] ?? 'quest', { ...entity, id: String(id) });
  small.drop();
  const large = writer.finish();
  large.save(folder.file('large.json'));
  large.drop();
  return folder.file('large.json');
}

/** What comes of a work, and how often others of the same process had their turn meanwhile. */
async function withTurns<Result>(work: () => Promise<Result>): Promise<readonly [Result, number]> {
  let [turns, isOver] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const result = await work();
  isOver = true;
  return [result, turns];
}

it('a large plan is opened and paged in turns: whoever else asks the service is answered meanwhile', async () => {
  const file = largePlan();
  const [plan, opening] = await withTurns(() => openPlanInTurns(file));
  expect(plan.summary.entities).toBe(ENTITIES);
  expect(opening).toBeGreaterThanOrEqual(5);
  const changes: Change[] = [...changesOfPlan(plan)];
  for (const after of [undefined, changes.length - 10]) {
    const [answer, paging] = await withTurns(() => changesAnswer({} as RunAccount, changesOfPlan(plan), false, { limit: 100, after }));
    const { changes: page } = JSON.parse(answer.body as string) as { readonly changes: readonly object[] };
    expect([after, page.length]).toEqual([after, after === undefined ? 100 : 10]);
    expect(paging).toBeGreaterThanOrEqual(5);
  }
  plan.drop();
});

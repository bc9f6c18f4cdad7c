import fc from 'fast-check';
import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { describeEngines, PROPERTY_ENGINES } from '../support/databases.ts';
import { naiveWorkflow } from '../support/naive-workflow.ts';
import { comparable } from '../support/naive-workflow.ts';
import { ordinaryHistory } from '../support/workflow-history.ts';
import { generatedWorkflow, rowsOfWorkflow } from '../support/workflow-world.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 200 : 25;

describeEngines('the group workflow agrees with the naive model', { oldSchema: true, engines: PROPERTY_ENGINES }, (database) => {
  it(`in ${RUNS} databases, for everybody and for one user`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(generatedWorkflow, fc.boolean(), async (world, forOne) => {
        await db.clear();
        await db.insert(rowsOfWorkflow(world));
        const user = forOne ? (world.users[0]?.username ?? null) : null;
        const { findings, result } = await collect(db.url, { only: ['workflow'], user });
        expect(findings.map(comparable).sort()).toEqual(naiveWorkflow(world, user).map(comparable).sort());
        expect(findings.every(({ repair }) => repair === 'manual')).toBe(true);
        expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
        const counted = await collect(db.url, { only: ['workflow'], user, wish: { detail: 'counts' } });
        const numbers = ({ checks }: typeof result): unknown => checks.map(({ count, causes, notes }) => ({ count, causes, notes }));
        expect(numbers(counted.result)).toEqual(numbers(result));
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });
});

describeEngines('what the application writes', { engines: PROPERTY_ENGINES }, (database) => {
  it(`is no finding of the groups workflow and completion, after ${RUNS} histories of ordinary requests`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(ordinaryHistory, async (rows) => {
        await db.clear();
        await db.insert(rows);
        const { findings } = await collect(db.url, { only: ['workflow', 'completion'] });
        expect(findings).toEqual([]);
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_LEVELS } from '../../src/checks/index.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, PROPERTY_ENGINES } from '../support/databases.ts';
import { lineOf } from '../support/finding-line.ts';
import { naiveXp } from '../support/naive-xp.ts';
import { generatedXp, rowsOfXpWorld } from '../support/xp-worlds.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 200 : 25;
const rules = fc.constantFrom(DEFAULT_LEVELS, { xpPerLevel: 100, offset: 1, highest: 100 }, { xpPerLevel: 7, offset: 20, highest: 50 });

describeEngines('generated XP agrees with the naive model', { oldSchema: true, engines: PROPERTY_ENGINES }, (database) => {
  it(`in ${RUNS} databases, for everybody and for one user, listed and counted`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(generatedXp, rules, fc.boolean(), async (world, levels, forOne) => {
        const dataset = rowsOfXpWorld(world);
        for (const [table] of [...dataset].reverse()) await db.execute(`delete from ${table}`);
        await db.insert(dataset);
        const user = forOne ? (world.users[0]?.username ?? null) : null;
        const { result, findings } = await collect(db.url, { only: ['xp'], user, levels });
        expect(findings.map(lineOf).sort()).toEqual(naiveXp(world, user, levels));
        expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
        const counted = await collect(db.url, { only: ['xp'], user, levels, wish: { detail: 'counts' } });
        expect(counted.result.checks.map(({ count, causes }) => ({ count, causes }))).toEqual(
          result.checks.map(({ count, causes }) => ({ count, causes })),
        );
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });
});

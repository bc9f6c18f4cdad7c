import fc from 'fast-check';
import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { describeEngines, PROPERTY_ENGINES } from '../support/databases.ts';
import { lineOf } from '../support/finding-line.ts';
import { generatedGuilds, rowsOfGuilds } from '../support/guild-worlds.ts';
import { naiveGuild } from '../support/naive-guild.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 200 : 25;

describeEngines('the group guild agrees with the naive model', { oldSchema: true, engines: PROPERTY_ENGINES }, (database) => {
  it(`in ${RUNS} databases, for everybody and for one user, listed and counted`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(generatedGuilds, fc.boolean(), async (world, forOne) => {
        const dataset = rowsOfGuilds(world);
        for (const [table] of [...dataset].reverse()) await db.execute(`delete from ${table}`);
        await db.insert(dataset);
        const user = forOne ? (world.users[0] ?? null) : null;
        const options = { only: ['guild'], user: user?.username ?? null };
        const { result, findings } = await collect(db.url, options);
        expect(findings.map(lineOf).sort()).toEqual(
          naiveGuild(world, user?.id ?? null)
            .map(lineOf)
            .sort(),
        );
        expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
        for (const finding of findings.filter((found) => found.user !== null)) {
          const named = world.users.find(({ id }) => id === finding.user?.id.replaceAll('-', ''));
          expect(finding.user?.username).toBe(named?.username ?? null);
        }
        const counted = await collect(db.url, { ...options, wish: { detail: 'counts' } });
        expect(counted.result.checks.map(({ count, causes }) => ({ count, causes }))).toEqual(
          result.checks.map(({ count, causes }) => ({ count, causes })),
        );
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });
});

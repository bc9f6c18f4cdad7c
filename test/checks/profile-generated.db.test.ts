import fc from 'fast-check';
import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { describeEngines, PROPERTY_ENGINES } from '../support/databases.ts';
import { lineOf } from '../support/finding-line.ts';
import { naiveProfile } from '../support/naive-profile.ts';
import { allowSameNames } from '../support/profile-flows.ts';
import { generatedAccounts } from '../support/profile-worlds.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 200 : 25;

describeEngines('generated accounts agree with the naive model', { engines: PROPERTY_ENGINES }, (database) => {
  it(`in ${RUNS} databases, for everybody and for one user, listed and counted`, async () => {
    const db = database();
    await allowSameNames(db);
    await fc.assert(
      fc.asyncProperty(generatedAccounts, fc.boolean(), async (accounts, forOne) => {
        await db.execute('delete from users_user');
        await db.insert([['users_user', accounts.map((account) => ({ ...account }))]]);
        const user = forOne ? (accounts[0]?.username ?? null) : null;
        const { result, findings } = await collect(db.url, { only: ['profile'], user });
        expect(findings.map(lineOf).sort()).toEqual(naiveProfile(accounts, user, '2026'));
        expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
        const counted = await collect(db.url, { only: ['profile'], user, wish: { detail: 'counts' } });
        expect(counted.result.checks.map(({ count, causes }) => ({ count, causes }))).toEqual(
          result.checks.map(({ count, causes }) => ({ count, causes })),
        );
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });
});

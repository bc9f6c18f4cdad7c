import fc from 'fast-check';
import { expect, it } from 'vitest';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { describeEngines, PROPERTY_ENGINES } from '../support/databases.ts';
import { datasetOf, generatedTimes, naiveAhead, naiveBroken } from '../support/naive-database.ts';
import { datasetOf as referencesOf, generatedReferences } from '../support/naive-references.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 200 : 15;

const columnOf = ({ key }: PrintedFinding): string => `${String(key['table'])}.${String(key['column'])}`;

describeEngines('database: generated databases agree with the naive model', { engines: PROPERTY_ENGINES }, (database) => {
  it(`about times in ${RUNS} databases, for everybody and for one person`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(generatedTimes, fc.constantFrom(null, 'ann', 'bob', 'eve'), async (moments, user) => {
        await db.clear();
        await db.insert(datasetOf(moments));
        const { findings, result } = await collect(db.url, { only: ['clock-ahead'], user });
        expect(findings.map(columnOf).sort()).toEqual(naiveAhead(moments, user));
        const counted = await collect(db.url, { only: ['clock-ahead'], user, wish: { detail: 'counts' } });
        expect(counted.result.checks.map(({ count }) => count)).toEqual(result.checks.map(({ count }) => count));
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });

  it(`about foreign keys in ${RUNS} databases`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(generatedReferences, async (generated) => {
        const rows = referencesOf(generated);
        await db.clear();
        await db.insert(rows);
        const { findings } = await collect(db.url, { only: ['constraint-not-validated'] });
        const orphans = await collect(db.url, { only: ['orphan-reference'] });
        const places = orphans.findings.filter(({ cause }) => cause === 'not-enforced').map(columnOf);
        expect([...new Set(places)].sort()).toEqual(naiveBroken(rows));
        expect(findings).toHaveLength(naiveBroken(rows).length);
        expect(findings.map(({ key }) => key['table']).sort()).toEqual(
          naiveBroken(rows)
            .map((name) => name.replace(/\..*/, ''))
            .sort(),
        );
        expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });
});

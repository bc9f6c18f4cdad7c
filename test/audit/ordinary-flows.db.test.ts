import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { describeEngines, propertyEngines } from '../support/databases.ts';
import { FLOW_NAMES, liveFor } from '../support/ordinary-flows.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 100 : 15;
const MOST_STEPS = 400;

/** What the application itself leaves behind is known beforehand, by check and id. */
function lineOf({ check, key, actual }: PrintedFinding): string {
  const id = key['applicationId'] ?? key['requestId'];
  return `${check} ${id === undefined ? JSON.stringify({ ...key, actual }) : JSON.stringify(id)}`;
}

describeEngines('what people ordinarily do', { engines: propertyEngines('mariadb') }, (database) => {
  it(`leaves nothing to find for any check but what is known, in ${RUNS} lives`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: MOST_STEPS }), async (seed, steps) => {
        const { app } = liveFor(seed, steps);
        await db.clear();
        await db.insert(app.dataset());
        const { result, findings } = await collect(db.url, { only: ['all'] });
        expect(findings.map(lineOf).sort()).toEqual([...app.known].sort());
        expect(result.checks.filter(({ outcome }) => outcome === 'could-not-run')).toEqual([]);
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });
});

describe('the ordinary flows', () => {
  it('all take place', () => {
    const done = new Set(Array.from({ length: 30 }, (_, seed) => [...liveFor(seed, MOST_STEPS).done.keys()]).flat());
    expect([...done].sort()).toEqual([...FLOW_NAMES].sort());
  });
});

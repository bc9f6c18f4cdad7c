import fc from 'fast-check';
import { expect, it } from 'vitest';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { describeEngines, PROPERTY_ENGINES } from '../support/databases.ts';
import { datasetOf, generatedReferences, naiveOrphans, naiveUnknown } from '../support/naive-references.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 200 : 20;

/** UUIDs lose their hyphens, numbers have none. */
const bare = (value: unknown): string => String(value).replaceAll('-', '');

function lineOf({ key, actual, check }: PrintedFinding): string {
  const value = check === 'orphan-reference' ? bare(actual['missingValue']) : (actual['value'] as string);
  return `${String(key['table'])} ${bare(key['rowId'])} ${String(key['column'])} ${value}`;
}

describeEngines('references: generated databases agree with the naive model', { engines: PROPERTY_ENGINES }, (database) => {
  it(`in ${RUNS} databases, for everybody and for one user`, async () => {
    const db = database();
    await fc.assert(
      fc.asyncProperty(generatedReferences, fc.boolean(), async (generated, forOne) => {
        await db.clear();
        await db.insert(datasetOf(generated));
        const person = forOne ? generated['users_user']?.[0] : undefined;
        const id = person === undefined ? null : String(person['id']);
        const user = person === undefined ? null : String(person['username']);
        const { findings, result } = await collect(db.url, { only: ['references'], user });
        const linesOf = (check: string) => findings.filter((finding) => finding.check === check).map(lineOf);
        expect(linesOf('orphan-reference').sort()).toEqual(naiveOrphans(generated, id));
        expect(linesOf('unknown-status').sort()).toEqual(naiveUnknown(generated, id));
        expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
        const counted = await collect(db.url, { only: ['references'], user, wish: { detail: 'counts' } });
        expect(counted.result.checks.map(({ count, causes }) => ({ count, causes }))).toEqual(
          result.checks.map(({ count, causes }) => ({ count, causes })),
        );
      }),
      { numRuns: RUNS, seed: 20250701 },
    );
  });
});

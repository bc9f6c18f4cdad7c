import { beforeAll, expect, it } from 'vitest';
import type { Dataset } from '../../src/demo/audit-001.ts';
import type { CheckId } from '../../src/model/index.ts';
import { collect, type PrintedFinding } from './collect.ts';
import { describeEngines, type TestDatabase } from './databases.ts';
import { expectOfDatedRows } from './dated-rows.ts';
import { rowsOf, type Situation } from './flows.ts';
import { holdPageExample } from './page-example.ts';

/** What a check must make of one row of its truth table. */
export interface TruthRow {
  readonly when: string;
  /** Null for silence; else the finding, or what matters of it; or all findings, in their order. */
  readonly then: Partial<PrintedFinding> | readonly Partial<PrintedFinding>[] | null;
}

/**
 * Tries a check's truth table on every engine. Databases are of the old schema, so that every row can be planted.
 *
 * @param build makes the rows of a situation; those around one quest unless given
 * @param prepare changes the empty database of each engine before the first row, for what its constraints would refuse
 */
export function describeTruthTable<S extends object = Situation>(
  check: CheckId,
  rows: readonly (S & TruthRow)[],
  build: (situation: S) => Dataset = rowsOf,
  prepare: (database: TestDatabase) => Promise<void> = () => Promise.resolve(),
): void {
  const found: PrintedFinding[] = [];
  describeEngines(check, { oldSchema: true }, (database) => {
    beforeAll(() => prepare(database()));
    for (const row of rows) {
      it(`${row.then === null ? 'is silent' : 'finds it'} when ${row.when}`, async () => {
        await database().clear();
        await database().insert(build(row));
        const { findings, result } = await collect(database().url, { only: [check] });
        found.push(...findings);
        expect(result.checks.map(({ outcome }) => outcome)).toEqual([row.then === null ? 'passed' : 'found']);
        expect(findings).toMatchObject(row.then === null ? [] : Array.isArray(row.then) ? row.then : [row.then]);
        await expectOfDatedRows(database().url, findings);
      });
    }
  });
  holdPageExample(check, found);
}

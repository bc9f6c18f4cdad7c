import { expect, it } from 'vitest';
import type { Finding } from '../../src/model/index.ts';
import { collect } from './collect.ts';
import { describeEngines } from './databases.ts';
import { rowsOf, type Situation } from './flows.ts';

/** One row of a check's truth table: a situation, and the causes of the findings that the check must make of it. */
export interface TruthRow extends Situation {
  readonly when: string;
  /** Null for silence; else the finding, or what matters of it. */
  readonly then: Partial<Finding> | null;
}

/** Tries a check's truth table on every engine. Databases are of the old schema, so that every row can be planted. */
export function describeTruthTable(check: string, rows: readonly TruthRow[]): void {
  describeEngines(check, { oldSchema: true }, (database) => {
    for (const row of rows) {
      it(`${row.then === null ? 'is silent' : 'finds it'} when ${row.when}`, async () => {
        await database().clear();
        await database().insert(rowsOf(row));
        const { findings, result } = await collect(database().url, { only: [check] });
        expect(result.checks.map(({ outcome }) => outcome)).toEqual([row.then === null ? 'passed' : 'found']);
        if (row.then === null) expect(findings).toEqual([]);
        else expect(findings).toMatchObject([row.then]);
      });
    }
  });
}

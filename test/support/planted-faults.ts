import type { RunResult } from '../../src/model/index.ts';

/** A kind of fault, and how often the generator says that it planted it. */
export interface PlantedFault {
  readonly check: string;
  readonly cause: string | null;
  readonly count: number;
}

/**
 * What an audit found of planted kinds, in the same form, and after that what it found of others. A kind without a cause stands
 * for all causes of its check.
 */
export function foundIn({ checks }: RunResult, planted: readonly PlantedFault[]): readonly PlantedFault[] {
  const found = planted.map(({ check, cause }) => {
    const result = checks.find((candidate) => candidate.check.id === check);
    const count = cause === null ? result?.count : result?.causes?.find((candidate) => candidate.cause === cause)?.count;
    return { check, cause, count: count ?? 0 };
  });
  const others = checks.flatMap(({ check, count }) => {
    const rest = (count ?? 0) - sumOf(found.filter((kind) => kind.check === check.id));
    return rest === 0 ? [] : [{ check: check.id, cause: null, count: rest }];
  });
  return [...found, ...others];
}

/** How many faults there are of all kinds together. */
export function sumOf(faults: readonly PlantedFault[]): number {
  return faults.reduce((sum, { count }) => sum + count, 0);
}

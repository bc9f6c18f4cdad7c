import type { Gap } from '../model/index.ts';

/**
 * What each column of a chart shows. Runs are steps: what the last run of a column's time found holds until the next one. A column of runs
 * that did not look is a gap, and so is everything from a run that got no answer up to the next that did. Null stands before the first run.
 *
 * @param times when each run began, ascending, in milliseconds
 * @param values what each found, or why nobody knows
 */
export function stepColumns<Value>(
  times: readonly number[],
  values: readonly (Value | Gap)[],
  width: number,
): readonly (Value | Gap | null)[] {
  const [start, end] = [times[0] ?? 0, times.at(-1) ?? 0];
  const columns: (Value | Gap | null)[] = [];
  let holds: Value | Gap | null = null;
  let run = 0;
  for (let column = 0; column < width; column++) {
    const until = column === width - 1 ? Infinity : start + ((end - start) * (column + 1)) / width;
    const those: (Value | Gap)[] = [];
    for (; run < times.length && (times[run] ?? 0) < until; run++) those.push(values[run] ?? 'not-looked-at');
    const said = those.findLast((value) => value !== 'not-looked-at');
    holds = said ?? holds;
    columns.push(said === undefined && those.length > 0 ? 'not-looked-at' : holds);
  }
  return columns;
}

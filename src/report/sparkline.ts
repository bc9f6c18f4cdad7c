import type { Gap } from '../model/index.ts';
import { stepColumns } from './step-columns.ts';

const LEVELS = '▂▃▄▅▆▇█';
const NOTHING = '▁';
const GAP = '·';

/** Numbers over time in one line, on a scale of their own: `▁▁▃█·▂`. What is known to be none lies lowest, a dot is what nobody knows. */
export function sparkline(times: readonly number[], values: readonly (number | Gap)[], width: number): string {
  const highest = Math.max(1, ...values.map((value) => (typeof value === 'number' ? value : 0)));
  return stepColumns(times, values, width)
    .map((value) => {
      if (value === null) return ' ';
      if (typeof value === 'string') return GAP;
      return value === 0 ? NOTHING : (LEVELS[Math.ceil((value / highest) * LEVELS.length) - 1] ?? GAP);
    })
    .join('');
}

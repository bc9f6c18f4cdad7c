import type { Evidence, EvidenceValue, RowId } from './evidence.ts';
import { line, type Line } from './line.ts';

/** `order_id 2, line 3` */
export function keyLine(key: Readonly<Record<string, RowId>>): Line {
  const names = Object.entries(key).map(([column, value]) => line`${column} ${value}`);
  return names.reduce((all, name) => line`${all}, ${name}`);
}

/** `total: 30.00 (should be 25.00)`: a line for each member of either side. */
export function comparisonLines(expected: Evidence, actual: Evidence): readonly Line[] {
  const shown = (value: EvidenceValue | undefined): string =>
    value === null ? 'none' : typeof value === 'object' ? (value.username ?? value.id) : String(value);
  return [...new Set([...Object.keys(actual), ...Object.keys(expected)])].map((name) => {
    if (!Object.hasOwn(expected, name)) return line`${name}: ${shown(actual[name])}`;
    if (!Object.hasOwn(actual, name)) return line`${name}: should be ${shown(expected[name])}`;
    return line`${name}: ${shown(actual[name])} (should be ${shown(expected[name])})`;
  });
}

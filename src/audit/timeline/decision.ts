import type { Check } from '../../checks/index.ts';
import type { DatabaseRow } from '../../database/index.ts';
import { isInstant, type Finding, type RowId } from '../../model/index.ts';
import type { Story } from './stories.ts';

/** Which facts of a row a finding rests on. */
export interface Decision {
  /** Whether the time in this column decided it. */
  time(column: string, at: string | null): boolean;
  /** Whether how the row is now decided it. */
  state(key: RowId): boolean;
}

/**
 * Which facts of a story decided a finding: the rows that it names one by one, and what the check's query reads. Where the row that it
 * found tells times, only those columns count; where the evidence names times, only these; and of a finding about one column only that.
 */
export function decisionOf(
  check: Check,
  { key, expected, actual }: Finding,
  row: DatabaseRow,
  { table, state }: Story,
  named: readonly RowId[],
): Decision {
  const { table: ofTable, column } = key;
  const read = new Set(
    typeof ofTable === 'string' && typeof column === 'string' ? (ofTable === table ? [column] : []) : check.needs[table],
  );
  const times = new Set([...Object.values(expected), ...Object.values(actual)].filter(isTime));
  const told = Object.keys(row).filter((name) => name.endsWith('_at'));
  const isTold = (name: string): boolean => told.some((one) => one === name || one.endsWith(`_${name}`));
  return {
    time: (name, at) => read.has(name) && (told.length === 0 || isTold(name)) && (times.size === 0 || (at !== null && times.has(at))),
    state: (id) => named.includes(id) || Object.keys(state).some((name) => read.has(name)),
  };
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && isInstant(value);
}

import type { DatedFindings } from './dated-findings.ts';
import type { Incident } from './incidents.ts';

const HOUR = 3_600_000;

/** How many of the rows that a check looks at date from an hour. */
export interface DatedRows {
  readonly check: string;
  /** By the hour, `2025-07-01T13`: those that were counted, also where there are none. Null where they could not be counted. */
  readonly rows: Readonly<Record<string, number>> | null;
}

/** How many of the rows of the hours of an incident are bad; or why nobody knows. */
export type Share = { readonly bad: number; readonly rows: number } | { readonly unknown: string };

/**
 * The hours of the clock, in UTC, in which an incident lies: `2025-07-01T13`.
 *
 * @param around so many more before it, and after it
 */
export function hoursOf({ from, to }: Pick<Incident, 'from' | 'to'>, around = 0): readonly string[] {
  const [first, last] = [startOf(from) - around * HOUR, startOf(to) + around * HOUR];
  return Array.from({ length: (last - first) / HOUR + 1 }, (_, index) => new Date(first + index * HOUR).toISOString().slice(0, 13));
}

/**
 * The share of each check of an incident: of the rows that it looks at and that date from the incident's hours, how many have a finding.
 *
 * @param rowsOf what is known of the rows of a check by their hours; a sentence where nothing is
 */
export function sharesOf(
  incident: Incident,
  dated: DatedFindings,
  rowsOf: (check: string) => Readonly<Record<string, number>> | string,
): ReadonlyMap<string, Share> {
  const hours = hoursOf(incident);
  const bad = new Map<string, number>();
  for (const { check } of dated.between(startOf(incident.from), startOf(incident.to) + HOUR)) bad.set(check, (bad.get(check) ?? 0) + 1);
  return new Map(incident.checks.map(({ check }) => [check, shareOf(bad.get(check) ?? 0, hours, rowsOf(check))]));
}

function shareOf(bad: number, hours: readonly string[], known: Readonly<Record<string, number>> | string): Share {
  if (typeof known === 'string') return { unknown: known };
  let rows = 0;
  for (const hour of hours) {
    const counted = known[hour];
    if (counted === undefined) return { unknown: 'the last audit that recorded its findings saw no burst there' };
    rows += counted;
  }
  return bad > rows ? { unknown: 'its rows have changed since they were counted' } : { bad, rows };
}

function startOf(time: string): number {
  return Math.floor(Date.parse(time) / HOUR) * HOUR;
}

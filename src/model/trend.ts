import type { Entity } from './entity.ts';
import type { Severity } from './finding.ts';
import type { Outcome, RunMode } from './outcome.ts';

/** A run that looked at all users, as a trend takes it. */
export interface TrendRun {
  /** From 1, in the order of recording. */
  readonly number: number;
  readonly id: string;
  readonly mode: RunMode;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
}

/** What a run made of one check, at its end. */
export interface TrendLook {
  /** The number of its run. */
  readonly number: number;
  readonly check: string;
  readonly outcome: Outcome;
  readonly severity: Severity;
  /** Null where the check gave no answer. */
  readonly count: number | null;
  /** Rows that were looked at; null where nobody knows. */
  readonly examined: number | null;
}

/** Findings of one check that are gone, and how long they were there, together. */
export interface Resolved {
  readonly count: number;
  readonly milliseconds: number;
}

/** What a store knows of a stretch of time. */
export interface TrendSource {
  /** What it is about: the name of a database, or where it has none its identity. */
  readonly subject: string;
  /** The same for people: an identity says nothing to them. */
  readonly title: string;
  /** Runs that looked at all users, the oldest first. */
  readonly runs: readonly TrendRun[];
  /** How many more runs were narrowed to one person. */
  readonly narrowed: number;
  readonly looks: readonly TrendLook[];
  /** By check. */
  readonly resolved: ReadonlyMap<string, Resolved>;
}

/** Why a number is not there: a check could not run, it did not apply, or the run did not look at it. */
export type Gap = 'no-answer' | 'does-not-apply' | 'not-looked-at';

/** What was open when a run had ended. */
export interface TrendPoint extends TrendRun {
  /** Findings that count, by severity; null where a check of that severity is missing. */
  readonly open: Readonly<Record<Severity, number | null>>;
  /** Why a number is null. */
  readonly gap: Gap | null;
  /** The share of entities without a finding, from 0 to 1; null where it is not known. */
  readonly consistency: number | null;
}

/** One check over time. */
export interface CheckTrend {
  readonly check: string;
  readonly severity: Severity;
  /** One for each run: how many were open, or why nobody knows. */
  readonly open: readonly (number | Gap)[];
  /** The first and the last number that is known; null where there is none. */
  readonly first: number | null;
  readonly last: number | null;
  readonly resolved: number;
  readonly meanMillisecondsToResolve: number | null;
}

/** How a subject has developed. */
export interface Trend {
  readonly subject: string;
  readonly title: string;
  readonly points: readonly TrendPoint[];
  readonly narrowed: number;
  /** In the order in which they came. */
  readonly checks: readonly CheckTrend[];
  readonly resolved: number;
  readonly meanMillisecondsToResolve: number | null;
}

/** @param entityOf what a check looks at; null for what the totals of a run do not count */
export function trendOf(source: TrendSource, entityOf: (check: string) => Entity | null): Trend {
  const rows = rowsByCheck(source);
  // Of each check that has answered once: how grave its findings were when it was looked at last.
  const missed = new Map<string, Severity>();
  const points = source.runs.map((run, place) => {
    const looks: TrendLook[] = [];
    for (const [check, row] of rows) {
      const look = row[place];
      if (look === undefined) continue;
      if (look.count !== null || missed.has(check)) {
        missed.set(check, look.severity);
        looks.push(look);
      }
    }
    return pointOf(run, looks, missed, entityOf);
  });
  const resolved = [...rows.keys()].flatMap((check) => source.resolved.get(check) ?? []);
  const [count, milliseconds] = [sum(resolved, 'count'), sum(resolved, 'milliseconds')];
  return {
    subject: source.subject,
    title: source.title,
    points,
    narrowed: source.narrowed,
    checks: [...rows].map(([check, row]) => checkTrend(check, row, source.resolved.get(check))),
    resolved: count,
    meanMillisecondsToResolve: mean(milliseconds, count),
  };
}

/** Of each check, its look in each run. */
function rowsByCheck({ runs, looks }: TrendSource): ReadonlyMap<string, readonly (TrendLook | undefined)[]> {
  const places = new Map(runs.map(({ number }, place) => [number, place]));
  const rows = new Map<string, (TrendLook | undefined)[]>();
  for (const look of looks) {
    const place = places.get(look.number);
    if (place === undefined) continue;
    let row = rows.get(look.check);
    if (row === undefined) rows.set(look.check, (row = new Array<TrendLook | undefined>(runs.length).fill(undefined)));
    row[place] = look;
  }
  return rows;
}

/** @param expected the checks that have answered by now, with the severity of their findings */
function pointOf(
  run: TrendRun,
  looks: readonly TrendLook[],
  expected: ReadonlyMap<string, Severity>,
  entityOf: (check: string) => Entity | null,
): TrendPoint {
  const open: Record<Severity, number | null> = { critical: 0, warning: 0, info: 0 };
  const answers = looks.filter(({ count }) => count !== null);
  for (const { severity, count } of answers) open[severity] = (open[severity] ?? 0) + (count ?? 0);
  const answered = new Set(answers.map(({ check }) => check));
  const missing = [...expected].filter(([check]) => !answered.has(check));
  for (const [, severity] of missing) open[severity] = null;
  const gap = answers.length < looks.length ? 'no-answer' : missing.length > 0 ? 'not-looked-at' : null;
  const isKnown = missing.every(([check]) => entityOf(check) === null);
  return { ...run, open, gap, consistency: isKnown ? consistencyOf(answers, entityOf) : null };
}

/**
 * The share of applications, participants and quests of which no check that looks at them found anything. One that several checks found
 * counts once for each: the score says how many are well at least.
 *
 * @returns null where no number of rows is known
 */
export function consistencyOf(
  looks: readonly Pick<TrendLook, 'check' | 'count' | 'examined'>[],
  entityOf: (check: string) => Entity | null,
): number | null {
  const entities = new Map<Entity, { examined: number; found: number }>();
  for (const { check, count, examined } of looks) {
    const entity = entityOf(check);
    if (entity === null || examined === null || count === null) continue;
    const known = entities.get(entity) ?? { examined: 0, found: 0 };
    entities.set(entity, { examined: Math.max(known.examined, examined), found: known.found + count });
  }
  let [all, well] = [0, 0];
  for (const { examined, found } of entities.values()) {
    all += examined;
    well += Math.max(0, examined - found);
  }
  return all === 0 ? null : well / all;
}

function checkTrend(check: string, row: readonly (TrendLook | undefined)[], resolved: Resolved | undefined): CheckTrend {
  const answers = row.flatMap((look) => look?.count ?? []);
  return {
    check,
    severity: row.findLast((look) => look !== undefined)?.severity ?? 'info',
    open: row.map((look) =>
      look === undefined ? 'not-looked-at' : (look.count ?? (look.outcome === 'does-not-apply' ? 'does-not-apply' : 'no-answer')),
    ),
    first: answers[0] ?? null,
    last: answers.at(-1) ?? null,
    resolved: resolved?.count ?? 0,
    meanMillisecondsToResolve: mean(resolved?.milliseconds ?? 0, resolved?.count ?? 0),
  };
}

/** The checks whose number has changed most between the first and the last answer, the greatest change first. */
export function movers({ checks }: Trend, most: number): readonly (CheckTrend & { readonly change: number })[] {
  return checks
    .map((check) => ({ ...check, change: (check.last ?? 0) - (check.first ?? 0) }))
    .filter(({ change }) => change !== 0)
    .sort((one, other) => Math.abs(other.change) - Math.abs(one.change) || (one.check < other.check ? -1 : 1))
    .slice(0, most);
}

function mean(total: number, count: number): number | null {
  return count === 0 ? null : total / count;
}

function sum(all: readonly Resolved[], member: keyof Resolved): number {
  return all.reduce((total, one) => total + one[member], 0);
}

import { checksAtEnd, slownessOf, trendOf, type Past, type RunResult, type Trend, type TrendLook, type TrendRun } from '../model/index.ts';
import { rulesHash, type RunLike } from './comparable-runs.ts';
import type { Histories } from './histories.ts';

/** The stretch of time before a run of which its trend tells. */
const TREND_MS = 90 * 86_400_000;

/** What is known of a run besides its result, to find those that it can be compared with. */
export interface PastWish {
  /** What the history calls what it is about, or else what it was called before. */
  readonly names: readonly string[];
  readonly detail: RunLike['detail'];
  /** The settings by their hash. */
  readonly settings: string;
  /** Whether anybody asks for the trend. */
  readonly trend: boolean;
}

/** What runs before say of one that has just ended; null where there are none. */
export async function pastOfRun(history: Histories, result: RunResult, { names, detail, settings, trend }: PastWish): Promise<Past | null> {
  const newest = await history.newest(names);
  if (newest === null) return null;
  const { mode, user, checks: rules } = result.start;
  const answered = result.checks.filter(({ count }) => count !== null);
  // A run that writes takes as long as there is something to write, and waits for people.
  const isPaced = mode === 'audit' || mode === 'dry-run';
  const like = { mode, username: user?.username ?? null, detail, rules: rulesHash(rules, settings), answered: answered.length };
  const took = new Map(answered.map(({ check, durationMs }) => [check.id, durationMs]));
  return {
    upTo: newest.number,
    slower: isPaced ? slownessOf({ durationMs: result.durationMs, checks: took }, await history.comparable(newest.subject, like)) : null,
    trend: trend ? await trendOfRun(history, result, newest.subject, newest.number) : null,
  };
}

/**
 * How open findings have developed up to a run, which is the last of it; null for one that looked at one person.
 *
 * @param upTo the number of the last run that is taken into account besides
 */
export async function trendOfRun(history: Histories, result: RunResult, subject: string, upTo: number): Promise<Trend | null> {
  const { id, mode, startedAt, user, checks } = result.start;
  if (user !== null) return null;
  const source = await history.trend(subject, new Date(Date.parse(startedAt) - TREND_MS).toISOString());
  const run: TrendRun = { number: upTo + 1, id, mode, startedAt };
  const looks = checksAtEnd(result).map(({ check, outcome, count }): TrendLook => ({
    ...{ number: run.number, check: check.id, outcome, severity: check.severity, count, examined: null },
  }));
  const isBefore = ({ number }: { readonly number: number }): boolean => number <= upTo;
  const runs = [...source.runs.filter(isBefore), run].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
  const examines = new Map(checks.map((rule) => [rule.id, rule.examines ?? null]));
  return trendOf(
    { ...source, runs, narrowed: 0, looks: [...source.looks.filter(isBefore), ...looks], resolved: new Map() },
    (check) => examines.get(check) ?? null,
  );
}

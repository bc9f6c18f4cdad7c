import { movers, type CheckTrend, type Trend } from '../model/index.ts';

/** Checks that have moved most, of which programs are told. */
const MOVERS = 10;

/** What a trend says to programs. Null where the store knows no run at all. */
export function trendJson(trend: Trend | null, since: string): object {
  if (trend === null) return { subject: null, since, runs: [], narrowed: 0, checks: [], movers: [], resolved: 0, secondsToResolve: null };
  return {
    subject: trend.subject,
    since,
    runs: trend.points.map(({ id, mode, startedAt, open, gap, consistency }) => ({ id, mode, startedAt, open, gap, consistency })),
    narrowed: trend.narrowed,
    checks: trend.checks.map(checkMembers),
    movers: movers(trend, MOVERS).map(({ check, first, last, change }) => ({ check, first, last, change })),
    resolved: trend.resolved,
    secondsToResolve: seconds(trend.meanMillisecondsToResolve),
  };
}

/** Numbers stand in the order of the runs; null is a gap. */
function checkMembers({ check, severity, open, first, last, resolved, meanMillisecondsToResolve }: CheckTrend): object {
  return {
    id: check,
    severity,
    open: open.map((value) => (typeof value === 'number' ? value : null)),
    unanswered: open.filter((value) => value === 'no-answer').length,
    first,
    last,
    resolved,
    secondsToResolve: seconds(meanMillisecondsToResolve),
  };
}

function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds / 1000);
}

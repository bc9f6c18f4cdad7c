import { trendOf, type RunMode, type Trend } from '../../src/model/index.ts';

/** What a run that is made up found, critical and warning; null where its check could not run. */
export type MadePoint = readonly [day: number, critical: number | null, warning: number, mode?: RunMode];

/** A trend of such runs. */
export function madeTrend(points: readonly MadePoint[]): Trend {
  const runs = points.map(([day, , , mode = 'audit'], index) => ({
    number: index + 1,
    id: `0000000${index}`,
    mode,
    startedAt: new Date(Date.UTC(2026, 0, day, 9)).toISOString(),
  }));
  const looks = points.flatMap(([, critical, warning], index) =>
    [['one', 'critical', critical] as const, ['two', 'warning', warning] as const].map(([check, severity, count]) => ({
      ...{ number: index + 1, check, severity, count, examined: null },
      outcome: count === null ? ('could-not-run' as const) : ('found' as const),
    })),
  );
  return trendOf({ subject: 's', title: 's', runs, narrowed: 0, looks, resolved: new Map() }, () => null);
}

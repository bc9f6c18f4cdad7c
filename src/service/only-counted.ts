import type { Store, Subject } from '../history/index.ts';

/** What the newest audit of all users counted without saying which findings they are, where that is not what the history knows one by one. */
export interface OnlyCounted {
  readonly run: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** Findings that it counted in these checks, and those of them that the history knows; without acknowledged ones. */
  readonly counted: number;
  readonly known: number;
}

/** Runs among which that audit is looked for: those of single users lie between. */
const NEWEST = 50;

/**
 * Whether the list of open findings lags behind what was counted since: an audit without `--detailed` keeps numbers, and what nobody listed is not
 * "nothing there". Null where the list says all that is known.
 */
export async function onlyCounted({ history }: Store, subject: Subject): Promise<OnlyCounted | null> {
  const runs = await history.runs({ subject: subject.name, limit: NEWEST });
  const run = runs.find(({ username, state }) => username === null && state === 'finished');
  if (run === undefined) return null;
  // Those after a repair come behind those before it.
  const last = new Map((await history.looks([run])).get(run.id)?.map((look) => [look.check, look]));
  const unlisted = [...last.values()].flatMap(({ check, extent, count }) =>
    count !== null && (extent === 'none' || extent === 'part') ? [{ check, count }] : [],
  );
  if (unlisted.length === 0) return null;
  const open = new Map((await history.countOpenBy(subject, 'check')).counts.map((one) => [one.name, one.open]));
  const lagging = unlisted
    .map(({ check, count }) => ({ count, known: open.get(check) ?? 0 }))
    .filter(({ count, known }) => count !== known);
  if (lagging.length === 0) return null;
  const sum = (member: 'count' | 'known'): number => lagging.reduce((total, one) => total + one[member], 0);
  return { run: run.id, startedAt: run.startedAt, counted: sum('count'), known: sum('known') };
}

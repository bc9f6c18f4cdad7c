import picocolors from 'picocolors';
import { allChecks } from '../../checks/index.ts';
import { UsageError } from '../../errors.ts';
import type { Store } from '../../history/index.ts';
import { printable, trendOf, type Trend, type TrendSource } from '../../model/index.ts';
import { nearest } from '../../nearest.ts';
import { answerJson, trendJson, trendLines } from '../../report/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { databaseHint } from '../database-hint.ts';
import { withStoreIfThere, type StoreFlags } from '../history-options.ts';
import { repeatedFlags } from '../resolve-options.ts';
import { since } from '../since.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `trend`. */
export interface TrendFlags extends StoreFlags {
  /** ISO 8601 UTC. */
  readonly since?: string;
  readonly check?: string;
  readonly subject?: string;
}

/** What is looked at, unless another stretch of time is asked for. */
export const DEFAULT_SINCE = '90d';

/** Prints how the findings of a subject have developed, from the store alone. */
export async function printTrend(flags: TrendFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  await withStoreIfThere(workspace, async (store) => {
    const from = flags.since ?? since(DEFAULT_SINCE);
    const trend = store === null ? null : await trendSince(store, from, flags, workspace);
    if (flags.format === 'json') terminal.print(answerJson(trendJson(trend, from)), 'data');
    else for (const line of linesOf(trend, from, flags, await hintsOf(flags, workspace), terminal)) terminal.print(line);
  });
}

/** Null where no run is kept. */
async function trendSince({ history }: Store, from: string, flags: TrendFlags, workspace: Workspace): Promise<Trend | null> {
  const subjects = await history.subjects();
  if (subjects.length === 0) return null;
  const { name } = await history.subject(flags.subject ?? null);
  return trendOf(narrowed(await sourceOf(history, name, from, flags.check), flags.check), entities(workspace));
}

/** What is asked for of one check is all that is read; of one that nobody knows, what else there is. */
async function sourceOf(history: Store['history'], subject: string, from: string, check: string | undefined): Promise<TrendSource> {
  const source = await history.trend(subject, from, check);
  return check === undefined || source.looks.length > 0 ? source : history.trend(subject, from);
}

/** The commands that may come next, as this one was called. */
interface Hints {
  readonly audit: string;
  readonly longer: string;
  readonly report: string;
}

async function hintsOf(flags: TrendFlags, workspace: Workspace): Promise<Hints> {
  const { config, store } = repeatedFlags(flags);
  const [program, where] = [calledAs(), `${config}${store}`];
  return {
    audit: `${program} audit${await databaseHint(workspace, null)}${where}`,
    longer: `${program} trend${where} --since 365d`,
    report: `${program} report${where}`,
  };
}

function linesOf(trend: Trend | null, from: string, flags: TrendFlags, hints: Hints, terminal: Terminal): readonly string[] {
  if (trend === null) return [`No run is kept yet: an audit is the first. Next: ${hints.audit}`];
  const day = from.slice(0, 10);
  if (trend.points.length === 0) {
    const narrowedRuns =
      trend.narrowed === 0 ? '' : ` (${trend.narrowed} that looked at one person only ${trend.narrowed === 1 ? 'is' : 'are'} left out)`;
    return [printable(`No run of ${trend.title} since ${day} looked at all users${narrowedRuns}. Next: ${hints.longer}`)];
  }
  const colors = picocolors.createColors(flags.color && terminal.hasColors);
  const next =
    trend.points.length === 1 ? `${hints.audit}   (a second run makes a trend of it)` : `${hints.report}   (the newest run once more)`;
  return [...trendLines(trend, { colors, width: terminal.columns }), '', `Next: ${next}`];
}

/** What is known of one check; all where none is named. */
function narrowed(source: TrendSource, check: string | undefined): TrendSource {
  if (check === undefined) return source;
  const known = [...new Set(source.looks.map((look) => look.check))];
  if (!known.includes(check)) {
    const [near] = nearest(check, known);
    const meant = near === undefined ? '' : ` (did you mean ${near}?)`;
    throw new UsageError(
      'UNKNOWN_CHECK',
      `No run of that time has looked at a check "${check}"${meant}: give the id of one, or a longer --since.`,
    );
  }
  return { ...source, looks: source.looks.filter((look) => look.check === check) };
}

/** What each check looks at, of what the totals of a run count. */
function entities({ settings: { checks = [] } }: Workspace): Parameters<typeof trendOf>[1] {
  const known = new Map(allChecks(checks).map(({ id, examines }) => [id, examines]));
  return (check) => known.get(check) ?? null;
}

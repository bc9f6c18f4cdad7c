import type { Check } from '../checks/index.ts';
import type { OpenFinding, Store, Subject } from '../history/index.ts';
import { incidentsOf, OpenGroups, type DatedFinding, type Grouping, type Incident, type OpenGroup } from '../model/index.ts';
import { redactOpen } from './history-answers.ts';

/** What a summary is made of. */
export interface SummarySource {
  readonly store: Store;
  readonly subject: Subject;
  /** Every check, with its overrides. */
  readonly checks: readonly Check[];
  /** Milliseconds. */
  readonly now: number;
  readonly redact: boolean;
}

/** The open findings of a subject, counted by what they have in common. */
export async function openGroups(
  { store, subject, checks, now, redact }: SummarySource,
  by: Exclude<Grouping, 'incident'>,
): Promise<readonly OpenGroup[]> {
  const known = new Map(checks.map((check) => [check.id, check]));
  const groups = new OpenGroups(by, now);
  for await (const page of store.history.open(subject, {}))
    for (const one of page) groups.add(groupedOf(redact ? redactOpen(one) : one, known));
  return groups.all;
}

/** Bursts among the open findings whose rows have a date, and how many of these there are. */
export async function openIncidents({
  store,
  subject,
  checks,
  now,
}: SummarySource): Promise<{ readonly dated: number; readonly incidents: readonly Incident[] }> {
  const known = new Map(checks.map((check) => [check.id, check]));
  const dated: DatedFinding[] = [];
  for await (const page of store.history.open(subject, { acknowledged: false })) for (const one of page) dated.push(...datedOf(one, known));
  return { dated: dated.length, incidents: incidentsOf(dated, now) };
}

function groupedOf(
  { check, said, acknowledged, since, lookedAt }: OpenFinding,
  known: ReadonlyMap<string, Check>,
): Parameters<OpenGroups['add']>[0] {
  const [user, quest] = 'expected' in said ? [said.user, said.quest] : [null, null];
  const about = known.get(check);
  return {
    ...{ check, acknowledged, since, lookedAt, cause: said.cause },
    group: about?.group ?? 'unknown',
    severity: about?.severity ?? null,
    user: user === null ? null : (user.username ?? user.id),
    quest: quest === null ? null : `${quest.title ?? 'missing'} (${quest.id})`,
  };
}

/** A finding with its date; none where its check knows of none, or its row has none. */
function datedOf({ check, said, since }: OpenFinding, known: ReadonlyMap<string, Check>): readonly DatedFinding[] {
  const member = known.get(check)?.dated;
  const value = member === undefined || !('actual' in said) ? null : said.actual[member];
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? [] : [{ check, at, since }];
}

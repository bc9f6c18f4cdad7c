import type { Check } from '../checks/index.ts';
import type { OpenCount, Said, Store, Subject } from '../history/index.ts';
import { OpenGroups, type Grouping, type OpenGroup } from '../model/index.ts';
import { redactSaid } from './told-findings.ts';

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

/** Groups by their names, and those that nobody asks the names of. */
export interface ToldGroups {
  readonly groups: readonly OpenGroup[];
  readonly others: readonly Pick<OpenGroup, 'open' | 'acknowledged'>[];
}

/**
 * The open findings of a subject, counted by what they have in common.
 *
 * @param most how many of the greatest groups are told by name, where that is a person or a quest: their names stand in findings
 */
export async function openGroups(
  { store: { history }, subject, checks, now, redact }: SummarySource,
  by: Exclude<Grouping, 'incident'>,
  most = Infinity,
): Promise<ToldGroups> {
  const all = await history.countOpenBy(subject, by === 'group' || by === 'severity' ? 'check' : by === 'age' ? { agesAt: now } : by);
  const counts = by === 'user' || by === 'quest' ? all.slice(0, most) : all;
  const groups = new OpenGroups(by);
  const add = ({ open, acknowledged, since, lookedAt }: OpenCount, name: string | null): void => {
    groups.add({ name, open, acknowledged, since, lookedAt });
  };
  if (by === 'user' || by === 'quest' || (by === 'cause' && redact)) {
    const spans = counts.flatMap(({ isNamed, sample }) => (isNamed ? [sample] : []));
    const samples = await history.samples(subject, spans);
    for (const count of counts) {
      const finding = samples.get(count.sample);
      const said = finding === undefined || !redact ? finding?.said : redactSaid(finding.check, finding.fingerprint, finding.said);
      add(count, said === undefined ? null : namedIn(said, by));
    }
  } else {
    const known = new Map(checks.map((check) => [check.id, check]));
    for (const count of counts) {
      const about = known.get(count.name ?? '');
      add(count, by === 'group' ? (about?.group ?? 'unknown') : by === 'severity' ? (about?.severity ?? null) : count.name);
    }
  }
  return { groups: groups.all, others: all.slice(counts.length) };
}

function namedIn(said: Said, by: 'user' | 'quest' | 'cause'): string | null {
  if (by === 'cause') return said.cause;
  const [user, quest] = 'expected' in said ? [said.user, said.quest] : [null, null];
  if (by === 'user') return user === null ? null : (user.username ?? user.id);
  return quest === null ? null : `${quest.title ?? 'missing'} (${quest.id})`;
}

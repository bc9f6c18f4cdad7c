import type { Check } from '../checks/index.ts';
import { chunks } from '../database/index.ts';
import type { OpenCount, OpenFilter, OpenRest, Said, Store, Subject } from '../history/index.ts';
import { OpenGroups, type Grouping, type OpenGroup } from '../model/index.ts';
import { redactSaid } from './told-findings.ts';

/** Findings that are read at a time to learn what they name. */
const SAMPLES = 10_000;

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
  readonly others: OpenRest;
}

/**
 * The open findings of a subject, counted by what they have in common.
 *
 * @param filter which of them are counted
 * @param most how many of the greatest groups are told by name, where that is a person or a quest: their names stand in findings
 */
export async function openGroups(
  { store: { history }, subject, checks, now, redact }: SummarySource,
  by: Exclude<Grouping, 'incident'>,
  filter: OpenFilter = {},
  most = Infinity,
): Promise<ToldGroups> {
  const column = by === 'group' || by === 'severity' ? 'check' : by === 'age' ? { agesAt: now } : by;
  const { counts, others } = await history.countOpenBy(subject, column, filter, by === 'user' || by === 'quest' ? most : Infinity);
  const groups = new OpenGroups(by);
  const add = ({ open, acknowledged, since, lookedAt }: OpenCount, name: string | null, key = name): void => {
    groups.add({ name, key, open, acknowledged, since, lookedAt });
  };
  if (by === 'user' || by === 'quest' || (by === 'cause' && redact)) {
    // Whole findings, of which a name is all that is kept; in their order, as those that were recorded together lie together.
    for (const some of chunks(
      counts.toSorted((one, other) => one.sample - other.sample),
      SAMPLES,
    )) {
      const spans = some.flatMap(({ isNamed, sample }) => (isNamed ? [sample] : []));
      const samples = await history.samples(subject, spans);
      for (const count of some) {
        const finding = samples.get(count.sample);
        const said = finding === undefined || !redact ? finding?.said : redactSaid(finding.check, finding.fingerprint, finding.said);
        if (said === undefined) add(count, null);
        else add(count, ...namedIn(said, by));
      }
    }
  } else {
    const known = new Map(checks.map((check) => [check.id, check]));
    for (const count of counts) {
      const about = known.get(count.name ?? '');
      add(count, by === 'group' ? (about?.group ?? 'unknown') : by === 'severity' ? (about?.severity ?? null) : count.name);
    }
  }
  return { groups: groups.all, others };
}

/** What a person, a quest or a cause is called, and what it is looked for by. */
function namedIn(said: Said, by: 'user' | 'quest' | 'cause'): readonly [name: string | null, key: string | null] {
  if (by === 'cause') return [said.cause, said.cause];
  const { user, quest } = 'expected' in said ? said : { user: null, quest: null };
  if (by === 'user') {
    const name = user === null ? null : (user.username ?? user.id);
    return [name, name];
  }
  return quest === null ? [null, null] : [`${quest.title ?? 'missing'} (${quest.id})`, String(quest.id)];
}

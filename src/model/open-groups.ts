import type { Severity } from './finding.ts';

/** By what open findings can be counted. */
export const GROUPINGS = ['check', 'group', 'severity', 'cause', 'user', 'quest', 'age', 'incident'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What a finding that is there is counted by. */
export interface GroupedFinding {
  readonly check: string;
  readonly group: string;
  readonly severity: Severity | null;
  readonly cause: string | null;
  readonly user: string | null;
  readonly quest: string | null;
  readonly acknowledged: boolean;
  /** When the run began that found it first, and when its check was looked at last: ISO 8601 UTC. */
  readonly since: string;
  readonly lookedAt: string;
}

/** Findings that have something in common. */
export interface OpenGroup {
  /** Null for those that have none, such as findings without a cause. */
  readonly name: string | null;
  readonly open: number;
  readonly acknowledged: number;
  /** Since when the oldest of them is known. */
  readonly since: string;
  /** When the check of them was looked at last that was looked at longest ago. */
  readonly lookedAt: string;
}

const DAY = 86_400_000;
/** Ages, from the youngest: each up to so many days. */
const AGES = [
  ['under a day', 1],
  ['1 to 7 days', 7],
  ['7 to 30 days', 30],
  ['30 to 90 days', 90],
  ['over 90 days', Infinity],
] as const;

/** Counts findings that are there by what they have in common; a finding is added at a time, and none is kept. */
export class OpenGroups {
  readonly #by: Exclude<Grouping, 'incident'>;
  readonly #now: number;
  readonly #groups = new Map<string | null, OpenGroup>();

  /** @param now what ages are counted to, in milliseconds */
  constructor(by: Exclude<Grouping, 'incident'>, now: number) {
    this.#by = by;
    this.#now = now;
  }

  add(finding: GroupedFinding): void {
    const name = this.#by === 'age' ? this.#ageOf(finding.since) : finding[this.#by];
    const { open, acknowledged, since, lookedAt } = this.#groups.get(name) ?? { ...finding, open: 0, acknowledged: 0 };
    this.#groups.set(name, {
      name,
      open: open + (finding.acknowledged ? 0 : 1),
      acknowledged: acknowledged + (finding.acknowledged ? 1 : 0),
      since: finding.since < since ? finding.since : since,
      lookedAt: finding.lookedAt < lookedAt ? finding.lookedAt : lookedAt,
    });
  }

  /** The greatest group first; ages from the youngest. */
  get all(): readonly OpenGroup[] {
    const ages = AGES.map(([name]): string => name);
    const groups = [...this.#groups.values()];
    if (this.#by === 'age') return groups.sort((one, other) => ages.indexOf(one.name ?? '') - ages.indexOf(other.name ?? ''));
    return groups.sort(
      (one, other) => other.open - one.open || other.acknowledged - one.acknowledged || ((one.name ?? '') < (other.name ?? '') ? -1 : 1),
    );
  }

  #ageOf(since: string): string {
    const days = (this.#now - Date.parse(since)) / DAY;
    return AGES.find(([, most]) => days < most)?.[0] ?? AGES[0][0];
  }
}

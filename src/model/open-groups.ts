/** By what open findings can be counted. */
export const GROUPINGS = ['check', 'group', 'severity', 'cause', 'user', 'quest', 'age', 'incident'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Findings that have something in common. */
export interface OpenGroup {
  /** Null for those that have none, such as findings without a cause. */
  readonly name: string | null;
  /** What narrows a list to them: the check, the group, the severity, the cause, the person, the id of the quest; null for those that have none. */
  readonly key: string | null;
  readonly open: number;
  readonly acknowledged: number;
  /** Since when the oldest of them is known. */
  readonly since: string;
  /** When the check of them was looked at last that was looked at longest ago. */
  readonly lookedAt: string;
}

/** Ages, from the youngest: each up to so many days. */
export const AGES = [
  ['under a day', 1],
  ['1 to 7 days', 7],
  ['7 to 30 days', 30],
  ['30 to 90 days', 90],
  ['over 90 days', Infinity],
] as const;

/** What is there, counted: groups with the same name are one. */
export class OpenGroups {
  readonly #by: Grouping;
  readonly #groups = new Map<string | null, OpenGroup>();

  constructor(by: Grouping) {
    this.#by = by;
  }

  add(group: OpenGroup): void {
    const known = this.#groups.get(group.name);
    this.#groups.set(
      group.name,
      known === undefined
        ? group
        : {
            name: group.name,
            key: group.key,
            open: known.open + group.open,
            acknowledged: known.acknowledged + group.acknowledged,
            since: group.since < known.since ? group.since : known.since,
            lookedAt: group.lookedAt < known.lookedAt ? group.lookedAt : known.lookedAt,
          },
    );
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
}

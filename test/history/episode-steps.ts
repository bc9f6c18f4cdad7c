import fc from 'fast-check';
import type { NaiveFinding } from './naive-episodes.ts';

const USERS = ['ann', 'ben'];

/** Which rows that are wrong each choice of settings takes for wrong. */
const SHOWN = {
  plain: (id: number) => id % 3 !== 0,
  // With --include-dropped, which shows more.
  dropped: () => true,
  // With other levels, which may show some and hide others.
  levels: (id: number) => id % 2 === 0,
} as const;

/** Settings of a run that decide what is found. */
export type Settings = keyof typeof SHOWN;

/** What a step does: look, mend and look again, take back what was mended, or forget what runs before a part of those that are there said. */
type Deed =
  | { readonly is: 'audit' }
  | { readonly is: 'repair'; readonly ids: readonly number[] }
  | { readonly is: 'undo' }
  | { readonly is: 'prune'; readonly share: number };

/** What happens between two runs, and how the next one looks. */
export interface Step {
  readonly changes: readonly { readonly check: string; readonly id: number; readonly what: Change }[];
  readonly detail: 'findings' | 'counts';
  readonly only: string | null;
  readonly user: string | null;
  readonly settings: Settings;
  readonly limit: number | null;
  /** A check that could not run. */
  readonly fails: string | null;
  readonly does: Deed;
  /** Whether the run had begun long before. */
  readonly isLate: boolean;
}

type Change = (typeof CHANGES)[number];

const CHANGES = ['appears', 'goes', 'evidence', 'title', 'acknowledged'] as const;
const ids = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 });

/** Any step. */
export const step: fc.Arbitrary<Step> = fc.record({
  changes: fc.array(
    fc.record({ check: fc.constantFrom('one', 'two'), id: fc.integer({ min: 1, max: 6 }), what: fc.constantFrom(...CHANGES) }),
    { maxLength: 5 },
  ),
  detail: fc.constantFrom('findings', 'findings', 'findings', 'counts'),
  only: fc.constantFrom(null, null, 'one', 'two'),
  user: fc.constantFrom(null, null, null, ...USERS),
  settings: fc.constantFrom('plain', 'plain', 'plain', 'dropped', 'levels'),
  limit: fc.constantFrom(null, null, null, 1, 2),
  fails: fc.constantFrom(null, null, null, null, 'one'),
  does: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Deed>({ is: 'audit' }) },
    { weight: 2, arbitrary: ids.map((some): Deed => ({ is: 'repair', ids: some })) },
    { weight: 1, arbitrary: fc.constant<Deed>({ is: 'undo' }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 100 }).map((share): Deed => ({ is: 'prune', share: share / 100 })) },
  ),
  isLate: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
});

/** A step that looks at everything. */
export const plainStep = (changes: Partial<Step> = {}): Step => ({
  ...{ changes: [], detail: 'findings', only: null, user: null, settings: 'plain', limit: null, fails: null },
  does: { is: 'audit' },
  isLate: false,
  ...changes,
});

/** Rows that are wrong at the moment, by check. */
export class World {
  readonly #wrong = new Map<string, Map<number, NaiveFinding>>([
    ['one', new Map()],
    ['two', new Map()],
  ]);
  /** What each repair that is not taken back has mended. */
  readonly #mended: (readonly (readonly [check: string, finding: NaiveFinding])[])[] = [];

  change({ changes }: Step): void {
    for (const { check, id, what } of changes) {
      const wrong = this.#wrong.get(check);
      const finding = wrong?.get(id);
      if (what === 'goes') wrong?.delete(id);
      else if (finding === undefined) {
        wrong?.set(id, { id, user: USERS[id % 2] ?? '', evidence: 1, title: 'a', acknowledged: false });
      } else if (what === 'evidence') wrong?.set(id, { ...finding, evidence: finding.evidence + 1 });
      else if (what === 'title') wrong?.set(id, { ...finding, title: `${finding.title}'` });
      else if (what === 'acknowledged') wrong?.set(id, { ...finding, acknowledged: !finding.acknowledged });
    }
  }

  mend(some: readonly number[]): void {
    const mended = [...this.#wrong].flatMap(([check, wrong]) =>
      some.flatMap((id) => {
        const finding = wrong.get(id);
        wrong.delete(id);
        return finding === undefined ? [] : [[check, finding] as const];
      }),
    );
    this.#mended.push(mended);
  }

  /** Takes back the last repair; what has gone wrong since stays as it is. */
  undo(): void {
    for (const [check, finding] of this.#mended.pop() ?? []) {
      const wrong = this.#wrong.get(check);
      if (wrong?.has(finding.id) === false) wrong.set(finding.id, finding);
    }
  }

  found(check: string, { user, settings }: Pick<Step, 'user' | 'settings'>): readonly NaiveFinding[] {
    return [...(this.#wrong.get(check)?.values() ?? [])]
      .filter((finding) => (user === null || finding.user === user) && SHOWN[settings](finding.id))
      .sort((one, other) => one.id - other.id);
  }
}

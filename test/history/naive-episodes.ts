/** A finding of the naive world: its check, its key, and what it says at the moment. */
export interface NaiveFinding {
  readonly id: number;
  readonly user: string;
  readonly evidence: number;
  readonly title: string;
  readonly acknowledged: boolean;
}

/** A look as the model takes it. */
export interface NaiveLook {
  readonly check: string;
  /** 1 for what was there after a repair. */
  readonly part: 0 | 1;
  readonly lookedAt: string;
  /** What was met, in order. */
  readonly met: readonly NaiveFinding[];
  readonly extent: 'all' | 'user' | 'part' | 'none';
  readonly settings: string;
  /** The person it was narrowed to. */
  readonly user: string | null;
}

interface Life {
  readonly since: number;
  readonly evidence: number;
  readonly content: string;
  readonly settings: string;
  readonly scope: string | null;
}

/** What the history says of episodes, written down as plainly as possible: no database, no blocks, no shortcut. */
export class NaiveEpisodes {
  readonly open = new Map<string, Life>();
  /** The run in which each finding that has been there was gone last. */
  readonly #over = new Map<string, number>();
  readonly #lookedAt = new Map<string, string>();

  /** Whether a look that began later is entered already. */
  isLate({ check, lookedAt }: NaiveLook): boolean {
    return lookedAt < (this.#lookedAt.get(check) ?? '');
  }

  /** Forgets the findings that were gone by this run: who comes after that is new. */
  prune(last: number): void {
    for (const [name, number] of this.#over) if (number <= last) this.#over.delete(name);
  }

  /** Enters the looks of one run; tells what became of findings. */
  enter(number: number, looks: readonly NaiveLook[]): Readonly<Record<'appeared' | 'returned' | 'resolved' | 'changed', number>> {
    const told = { appeared: 0, returned: 0, resolved: 0, changed: 0 };
    for (const look of looks) {
      if (look.extent === 'none' || this.isLate(look)) continue;
      this.#lookedAt.set(look.check, look.lookedAt);
      const names = new Set<string>();
      for (const finding of look.met) {
        const name = `${look.check} ${finding.id}`;
        names.add(name);
        const content = `${finding.evidence} ${finding.title} ${String(finding.acknowledged)}`;
        const life = this.open.get(name);
        if (life === undefined) told[this.#over.has(name) ? 'returned' : 'appeared'] += 1;
        else if (life.evidence !== finding.evidence) told.changed += 1;
        this.open.set(name, {
          since: life?.since ?? number,
          evidence: finding.evidence,
          content,
          settings: look.settings,
          scope: look.user ?? (life?.content === content ? life.scope : null),
        });
      }
      if (look.extent === 'part') continue;
      for (const [name, life] of this.open) {
        if (!name.startsWith(`${look.check} `) || names.has(name) || life.settings !== look.settings) continue;
        if (look.extent === 'user' && life.scope !== look.user) continue;
        this.open.delete(name);
        this.#over.set(name, number);
        told.resolved += 1;
      }
    }
    return told;
  }
}

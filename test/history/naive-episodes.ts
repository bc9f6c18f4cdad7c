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
  readonly #over = new Set<string>();
  readonly #lookedAt = new Map<string, string>();

  /** Enters the looks of one run; tells what became of findings. */
  enter(number: number, looks: readonly NaiveLook[]): Readonly<Record<'appeared' | 'returned' | 'resolved' | 'changed', number>> {
    const told = { appeared: 0, returned: 0, resolved: 0, changed: 0 };
    for (const look of looks) {
      if (look.extent === 'none' || look.lookedAt < (this.#lookedAt.get(look.check) ?? '')) continue;
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
        this.#over.add(name);
        told.resolved += 1;
      }
    }
    return told;
  }
}

/** A finding whose row has a date. */
export interface DatedFinding {
  readonly check: string;
  /** When what is wrong was written, as its row says: milliseconds since 1970. */
  readonly at: number;
  /** When the run began that found it first: ISO 8601 UTC. */
  readonly since: string;
}

/** Findings whose rows have a date, of which no more is held than that: a few numbers each. */
export class DatedFindings {
  readonly #at: number[] = [];
  readonly #checks: number[] = [];
  readonly #since: number[] = [];
  /** Ids of checks and times of runs, which are few. */
  readonly #words: string[] = [];
  readonly #places = new Map<string, number>();

  constructor(findings: Iterable<DatedFinding> = []) {
    for (const finding of findings) this.add(finding);
  }

  get size(): number {
    return this.#at.length;
  }

  add({ check, at, since }: DatedFinding): void {
    this.#at.push(at);
    this.#checks.push(this.#placeOf(check));
    this.#since.push(this.#placeOf(since));
  }

  /** When those up to a time date from, in order. */
  times(now: number): Float64Array {
    return Float64Array.from(this.#at.filter((at) => at <= now)).sort();
  }

  /** Those from a time up to another, in the order of their dates. */
  between(from: number, until: number): readonly DatedFinding[] {
    const those: DatedFinding[] = [];
    for (const [index, at] of this.#at.entries()) {
      if (at >= from && at < until) {
        those.push({ check: this.#word(this.#checks[index]), at, since: this.#word(this.#since[index]) });
      }
    }
    return those.sort((one, other) => one.at - other.at);
  }

  #placeOf(word: string): number {
    const known = this.#places.get(word);
    if (known !== undefined) return known;
    this.#places.set(word, this.#words.length);
    return this.#words.push(word) - 1;
  }

  #word(place: number | undefined): string {
    return this.#words[place ?? 0] ?? '';
  }
}

/** The date of a finding's row, by the member of its evidence that says it; null where it says none. */
export function dateOf(actual: Readonly<Record<string, unknown>>, member: string | undefined): number | null {
  const value = member === undefined ? null : actual[member];
  const at = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? null : at;
}

import { distance } from 'fastest-levenshtein';

/** How many suggestions a message can carry. */
const MOST = 3;

/** A name that shares its beginning is near however it goes on: this share of the wanted name, and so many letters at least. */
const START = { share: 0.6, least: 5 };

/** Collects the candidates nearest to a mistyped name; memory stays constant however many are offered. */
export class NearestNames {
  readonly #wanted: string;
  readonly #limit: number;
  readonly #start: string;
  #best: { readonly name: string; readonly distance: number }[] = [];

  constructor(wanted: string) {
    this.#wanted = wanted.toLowerCase();
    this.#limit = Math.max(2, Math.floor(wanted.length / 3));
    this.#start = this.#wanted.slice(0, Math.max(START.least, Math.ceil(wanted.length * START.share)));
  }

  offer(name: string): void {
    const candidate = name.toLowerCase();
    const contains = this.#wanted.length >= 3 && candidate.includes(this.#wanted);
    const sameStart = this.#wanted.length >= START.least && candidate.startsWith(this.#start);
    if (!contains && !sameStart && Math.abs(candidate.length - this.#wanted.length) > this.#limit) return;
    const far = candidate === this.#wanted ? 0 : contains ? 1 : distance(this.#wanted, candidate);
    if (far > this.#limit && !sameStart) return;
    this.#best.push({ name, distance: far });
    this.#best.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
    this.#best.length = Math.min(this.#best.length, MOST);
  }

  /** Up to three names, the nearest first. */
  get names(): readonly string[] {
    return this.#best.map(({ name }) => name);
  }
}

/** Up to three of the known names that look like the wanted one. */
export function nearest(wanted: string, known: readonly string[]): readonly string[] {
  const names = new NearestNames(wanted);
  for (const name of known) names.offer(name);
  return names.names;
}

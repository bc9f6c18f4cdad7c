import { faults, type Fault, type FaultPlace } from './faults.ts';
import type { Random } from './random.ts';

/** How many faults of each kind are in the generated database. */
export type Planted = ReadonlyMap<Fault, number>;

/** Decides which quests, guilds and users get a fault, and counts: at most one sits on each. */
export class FaultPlan {
  readonly #random: Random;
  readonly #rate: number;
  readonly #kinds: Readonly<Record<FaultPlace, Fault[]>>;
  readonly #planted: Map<Fault, number>;

  constructor(random: Random, rate: number, oldSchema: boolean) {
    const kinds = faults.filter((fault) => oldSchema || fault.oldSchemaOnly !== true);
    const at = (place: FaultPlace): Fault[] =>
      kinds
        .filter((fault) => fault.place === place && fault.comesWith === undefined)
        .flatMap((fault) => Array.from({ length: fault.lots ?? 1 }, () => fault));
    this.#random = random;
    this.#rate = rate;
    this.#kinds = { quest: at('quest'), guild: at('guild'), user: at('user') };
    this.#planted = new Map(kinds.map((fault) => [fault, 0]));
  }

  /** How many were drawn, and what comes with them. */
  get planted(): Planted {
    const isThere = (check: string): boolean => [...this.#planted].some(([fault, count]) => fault.check === check && count > 0);
    return new Map(
      [...this.#planted].map(([fault, count]) => [fault, fault.comesWith === undefined ? count : Number(isThere(fault.comesWith))]),
    );
  }

  /** The fault of the next quest, guild or user, which must then have it; undefined for a healthy one. */
  draw(place: FaultPlace): Fault | undefined {
    if (this.#random.next() >= this.#rate) return undefined;
    const kinds = this.#kinds[place];
    const index = this.#random.below(kinds.length);
    const fault = kinds[index];
    if (fault === undefined) return undefined;
    if (fault.once === true) kinds.splice(index, 1);
    this.#planted.set(fault, (this.#planted.get(fault) ?? 0) + 1);
    return fault;
  }
}

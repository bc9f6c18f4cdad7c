import type { Plan } from '../repair/index.ts';

/** Who reads a plan page by page asks for the next within this time. */
const IDLE_MS = 60_000;

interface Kept {
  readonly opened: Promise<Plan>;
  users: number;
  timer: NodeJS.Timeout | null;
}

/** Plans that are being read: to open one is to check all of it, which is done once and not for each page. */
export class PlansInUse {
  readonly #kept = new Map<string, Kept>();

  /** Lends a plan; it is let go when nobody has used it for a while. */
  async lend<Result>(id: string, open: () => Promise<Plan>, use: (plan: Plan) => Promise<Result>): Promise<Result> {
    const kept = this.#kept.get(id) ?? this.#keep(id, open());
    kept.users += 1;
    if (kept.timer !== null) clearTimeout(kept.timer);
    try {
      return await use(await kept.opened);
    } finally {
      kept.users -= 1;
      if (kept.users === 0) kept.timer = setTimeout(() => this.#forget(id, kept), IDLE_MS).unref();
    }
  }

  #keep(id: string, opened: Promise<Plan>): Kept {
    const kept: Kept = { opened, users: 0, timer: null };
    this.#kept.set(id, kept);
    // What cannot be opened may be another time.
    opened.catch(() => this.#kept.delete(id));
    return kept;
  }

  #forget(id: string, kept: Kept): void {
    if (this.#kept.get(id) !== kept) return;
    this.#kept.delete(id);
    void kept.opened.then((plan) => plan.drop());
  }
}

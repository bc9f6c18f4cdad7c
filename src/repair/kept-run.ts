import type { NewRun, RunEnd, Store } from '../history/index.ts';

/**
 * A run as the store keeps it: from just before its first transaction is journaled, so that one that changes nothing leaves no
 * trace, and one that changes something is there before it does.
 */
export class KeptRun {
  readonly id: string;
  readonly #store: Store;
  #about: Omit<NewRun, 'id'> | null = null;
  #onBegun: () => void = () => undefined;
  #begun: Promise<void> | null = null;
  #isThere = false;

  constructor(id: string, store: Store) {
    this.id = id;
    this.#store = store;
  }

  /** Whether the store knows it. */
  get isThere(): boolean {
    return this.#isThere;
  }

  /** Whether it was to be written and could not be: then nothing was changed. */
  get isRefused(): boolean {
    return this.#begun !== null && !this.#isThere;
  }

  /** Tells what the store is to know of it. */
  tell(about: Omit<NewRun, 'id'>, onBegun: () => void): void {
    this.#about = about;
    this.#onBegun = onBegun;
  }

  /** On disk when it resolves; written once, whichever lane asks first. */
  readonly begin = (): Promise<void> => (this.#begun ??= this.#begin());

  /** How it ended; nothing where it never began. A store that fails after trouble has not lost the journal: the next run settles it. */
  async end(end: RunEnd): Promise<void> {
    if (!this.#isThere) return;
    const recorded = this.#store.runs.finish(this.id, end);
    await (end.summary?.stoppedBy == null ? recorded : recorded.catch(() => undefined));
  }

  async #begin(): Promise<void> {
    if (this.#about === null) throw new Error('A run began of which the store was told nothing.');
    await this.#store.runs.start({ id: this.id, ...this.#about });
    this.#isThere = true;
    this.#onBegun();
  }
}

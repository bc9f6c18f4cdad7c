/**
 * The room in a report that its readers limit. A check takes what it needs and leaves each check after it a share, so that none is left out
 * because another one found much.
 */
export class Room {
  readonly #share: number;
  #checks: number;
  #left: number;
  #full = false;

  /**
   * @param total how much there is
   * @param checks how many checks come
   * @param share what each of them can count on, where that is not too much for all
   */
  constructor(total: number, checks: number, share: number) {
    this.#left = total;
    this.#checks = checks;
    this.#share = Math.min(share, total / Math.max(1, checks));
  }

  /** The next check begins. */
  next(): void {
    this.#checks = Math.max(0, this.#checks - 1);
    this.#full = false;
  }

  /** Whether there is room for something more of this check; after the first that does not fit there is none. */
  take(size: number): boolean {
    this.#full ||= size > this.#left - this.#checks * this.#share;
    if (!this.#full) this.#left -= size;
    return !this.#full;
  }
}

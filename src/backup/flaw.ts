/** Something that keeps a backup which was restored from being one to rely on. */
export interface Flaw {
  /** Stable, upper-case identifier, for example `TOO_OLD`. */
  readonly code: string;
  /** A sentence of its own. */
  readonly sentence: string;
}

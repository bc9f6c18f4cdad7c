/** A finding by what is certain of it. */
export interface ExplainWish {
  /** The name of its database in the configuration; null for the one that has none. */
  readonly database: string | null;
  readonly check: string;
  /** Whole. */
  readonly fingerprint: string;
}

/** Explains findings to whoever looks at them, one at a time on a database. */
export interface Explainer {
  /**
   * What `explain --format json` prints of a finding.
   *
   * @param signal aborted when nobody waits for it any more
   * @throws BusyError where many wait already, and when it takes too long; else as `explainFinding` does
   */
  explain(wish: ExplainWish, signal: AbortSignal): Promise<string>;
  /** Ends all. Nothing is explained any more. */
  stop(): Promise<void>;
}

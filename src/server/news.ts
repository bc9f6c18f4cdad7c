/** A run that is under way or has ended: counts, and nothing from a database but that. */
export interface RunNews {
  readonly type: 'run';
  readonly database: string;
  /** Its id, which is its ticket's, too. */
  readonly run: string;
  readonly kind: 'audit' | 'backup' | 'plan' | 'apply' | 'undo-preview' | 'undo';
  readonly by: string;
  readonly state: 'waiting' | 'running' | 'ended';
  /** How many checks it has; null before that is known. */
  readonly checks: number | null;
  /** Checks that are done. */
  readonly done: number;
  /** Changes that are made, or shown. */
  readonly changes: number;
}

/** Something that has changed, as those are told who look at it: what it is about, never what it says. They ask for that by their rights. */
export type News =
  | RunNews
  | { readonly type: 'acknowledgements' | 'jobs'; readonly database: string }
  | { readonly type: 'probes' | 'alerts' | 'accounts' | 'deeds' };

/** What a reader is told on arriving: what is under way. */
export interface HereNews {
  readonly type: 'here';
  readonly running: readonly RunNews[];
}

import type { FileContent } from './file-content.ts';

/** What a look at a path found. */
export type Looked =
  | {
      readonly kind: 'file';
      /** Relative to the media root, without links; the path itself where it was looked at from afar. */
      readonly real: string;
      /** Null where a server did not say. */
      readonly size: number | null;
      /** What the first bytes say; null where they were not read. */
      readonly content: FileContent | null;
      /** What a server calls it; null where there is no server, or it did not say. */
      readonly servedAs: string | null;
      /** Why the first bytes could not be read; null where they could, or nobody asked. */
      readonly unread: string | null;
    }
  | { readonly kind: 'missing'; readonly cause: MissingCause }
  /** A link leads out of the media root: what it leads to was not opened. */
  | { readonly kind: 'outside' }
  /** Nobody can say: not the same as missing. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Why there is no file. */
export type MissingCause = 'not-there' | 'not-a-file' | 'broken-link' | 'other-unicode-form';

/** Files that can be looked at, here or behind a URL. */
export interface LookingGlass {
  /** How many looks may be under way at once. */
  readonly concurrency: number;
  /** Never fails: what cannot be seen is `unknown`. */
  look(path: string): Promise<Looked>;
}

/** What is remembered of a file's content. */
export interface FileRecord {
  readonly path: string;
  /** Of the content when it was first read. */
  readonly sha256: string;
  readonly size: number;
  /** ISO 8601 UTC, as it was when the file was first read. */
  readonly modifiedAt: string;
  /** When it was last read. ISO 8601 UTC. */
  readonly verifiedAt: string;
  /** Hash of the content that was last read where it is another one, else null. */
  readonly changedTo: string | null;
}

/** The hashes of the files of one audited database. Every method may throw StoreError. */
export interface FileManifest {
  /**
   * Begins to read a part of the files, or takes up the same part where it was cut off less than a day ago.
   *
   * @returns since when a file that was read counts as read
   */
  begin(part: string, now: Date): Promise<string>;
  /** The records of those of these paths that have one. */
  get(paths: readonly string[]): Promise<ReadonlyMap<string, FileRecord>>;
  /** Writes records, over those that were there. */
  put(records: readonly FileRecord[]): Promise<void>;
  /**
   * Paths that were last read before a time, some at a time, in an order of its own.
   *
   * @param after the last path that was told before; null for the first ones
   * @returns an empty list after the last one
   */
  unread(before: string, after: string | null): Promise<readonly string[]>;
  forget(paths: readonly string[]): Promise<void>;
  /** Every file of the part was read. */
  finish(part: string, now: Date): Promise<void>;
}

import { count, listOf, nullable, number, object, oneOf, text, type Shaped } from '../shape.ts';

/** What a backup was found to be, without anything of its rows. */
export const BACKUP_RECORD = object({
  /** The name of its file without the folder, or in words where it comes from. */
  name: text,
  verdict: oneOf(['sound', 'unfit', 'unrestorable']),
  /** What decides: `SOUND`, or the code of a trouble or flaw. */
  code: text,
  sentence: text,
  bytes: count,
  /** From the outside to the inside, such as gzip and then SQL. */
  formats: listOf(text),
  durationMs: number,
  /** Null where it could not be restored. */
  restored: nullable(object({ into: text, durationMs: number })),
  /** The newest time in any row, ISO 8601 UTC: the age of the backup is counted from it. */
  newest: nullable(text),
  tables: nullable(count),
  rows: nullable(count),
  /** What its audit found. */
  findings: nullable(count),
  flaws: listOf(object({ code: text, sentence: text })),
  /** Null where it was compared with nothing. */
  comparison: nullable(
    object({
      compared: count,
      missingTables: listOf(text),
      surplusTables: listOf(text),
      /** Tables that differ. */
      tables: listOf(object({ table: text, rows: count, liveRows: count, lacking: count, gone: count })),
      /** Checks that find another number in each of the two. */
      findings: listOf(object({ check: text, backup: count, live: count })),
    }),
  ),
});

/** What a backup was found to be. */
export type BackupRecord = Shaped<typeof BACKUP_RECORD>;

/** A backup that was verified, as the store keeps it. */
export interface KeptBackup extends BackupRecord {
  readonly id: string;
  /** What the database is called outside of which it is a backup. */
  readonly database: string;
  /** When that began: ISO 8601 UTC. */
  readonly verifiedAt: string;
  /** Who had it verified. */
  readonly operator: string;
}

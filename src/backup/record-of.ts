import { basename } from 'node:path';
import { withoutCredentials } from '../credentials.ts';
import type { Comparison } from './against/compare-live.ts';
import type { VerifiedBackup } from './verify-backup.ts';

/** So many tables that differ are kept, and so many flaws. */
const MOST = 200;

/** What a store keeps of a verified backup: numbers and sentences, and nothing of its rows. */
export function recordOf(found: VerifiedBackup) {
  const { path, verdict, code, sentence, bytes, formats, durationMs, restored, newest, tables, audit, comparison, flaws } = found;
  return {
    // What stands before it says how a machine is laid out.
    name: withoutCredentials(basename(path)).slice(0, 255),
    ...{ verdict, code, sentence, bytes, formats, durationMs, newest },
    restored: restored === null ? null : { into: restored.into, durationMs: restored.durationMs },
    tables: tables === null ? null : tables.length,
    rows: tables === null ? null : tables.reduce((sum, { rows }) => sum + rows, 0),
    findings: audit === null ? null : audit.checks.reduce((sum, { count }) => sum + (count ?? 0), 0),
    flaws: flaws.slice(0, MOST),
    comparison: comparison === null ? null : compared(comparison),
  };
}

function compared({ tables, missingTables, surplusTables, findings }: Comparison) {
  const differing = tables.flatMap(({ table, backup, live, older }) => {
    const [lacking, gone] = [older?.lacking ?? 0, older?.gone ?? 0];
    return backup.rows === live.rows && (older?.differing ?? 0) === 0
      ? []
      : [{ table, rows: backup.rows, liveRows: live.rows, lacking, gone }];
  });
  return { compared: tables.length, missingTables, surplusTables, tables: differing.slice(0, MOST), findings };
}

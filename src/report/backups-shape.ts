import * as z from 'zod';

const count = z.int().min(0);

/** A backup that was verified, as the store keeps it (`KeptBackup`). */
export const keptBackupShape = z.object({
  id: z.string(),
  database: z.string(),
  verifiedAt: z.string(),
  operator: z.string(),
  name: z.string(),
  verdict: z.enum(['sound', 'unfit', 'unrestorable']),
  code: z.string(),
  sentence: z.string(),
  bytes: count,
  formats: z.array(z.string()),
  durationMs: z.number(),
  restored: z.object({ into: z.string(), durationMs: z.number() }).nullable(),
  newest: z.string().nullable(),
  tables: count.nullable(),
  rows: count.nullable(),
  findings: count.nullable(),
  flaws: z.array(z.object({ code: z.string(), sentence: z.string() })),
  comparison: z
    .object({
      compared: count,
      missingTables: z.array(z.string()),
      surplusTables: z.array(z.string()),
      tables: z.array(z.object({ table: z.string(), rows: count, liveRows: count, lacking: count, gone: count })),
      findings: z.array(z.object({ check: z.string(), backup: count, live: count })),
    })
    .nullable(),
});

/** What `backup list --json` says. */
export const backupsShape = z.object({
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal('peerquest-audit'), version: z.string() }),
  backups: z.array(keptBackupShape),
});

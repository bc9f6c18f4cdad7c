import * as z from 'zod';

const values = z.record(z.string(), z.string().nullable()).nullable();

/** What `backup find --json` says (`FoundRecord`). */
export const foundRecordShape = z.object({
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal('peerquest-audit'), version: z.string() }),
  backup: z.object({ path: z.string(), bytes: z.int().min(0), formats: z.array(z.string()), into: z.string() }),
  live: z.string(),
  record: z.object({ kind: z.enum(['quest', 'user']), id: z.string(), inBackup: z.boolean(), inLive: z.boolean() }),
  same: z.boolean(),
  sentence: z.string(),
  tables: z.array(
    z.object({
      table: z.string(),
      label: z.string(),
      rows: z.array(
        z.object({
          key: z.string(),
          state: z.enum(['same', 'changed', 'gone', 'new']),
          was: values,
          is: values,
          changed: z.array(z.string()),
        }),
      ),
      more: z.boolean(),
      onlyInOne: z.array(z.string()),
    }),
  ),
});

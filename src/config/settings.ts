import { z } from 'zod';

/** What a configuration file may say; each setting is the flag of the same name. */
export const settingsSchema = z
  .strictObject({
    database: z.string().min(1),
    only: z.array(z.string()),
    skip: z.array(z.string()),
    /** Groups of checks that run besides the five synchronization checks. */
    groups: z.array(z.string()),
    failOn: z.enum(['critical', 'warning', 'info', 'never']),
    /** How a level follows from XP: `min(highest, max(1, xp // xpPerLevel + offset))`. */
    levels: z.strictObject({ xpPerLevel: z.int().min(1), offset: z.int().default(0), highest: z.int().min(1).default(100) }),
    detailed: z.boolean(),
    includeDropped: z.boolean(),
    limit: z.int().min(0),
    format: z.enum(['text', 'json']),
    output: z.string().min(1),
    quiet: z.boolean(),
    color: z.boolean(),
    progress: z.boolean(),
    store: z.string().min(1),
    maxChanges: z.int().min(1),
    throttle: z.number().min(0).max(0.95),
    certainOnly: z.boolean(),
  })
  .partial();

/** Settings from a configuration file. */
export type Settings = z.infer<typeof settingsSchema>;

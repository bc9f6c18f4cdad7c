import * as z from 'zod';
import { duration } from './duration.ts';

const DAY = 86_400_000;

/**
 * The setting `backups`: where a job finds the backup of each database, by its name. A command that prints one is none of it: whoever could write the
 * file would have the service run what they like (docs/decisions/0028).
 */
export const backupsSchema = z.record(
  z.string(),
  z.strictObject({
    /** A file or folder; `*` and `?` stand for letters, and the newest that is like it is meant. */
    file: z.string().min(1).max(4096, 'no path has more than 4096 characters'),
    keyFile: z.string().min(1).max(4096).optional(),
    /** An empty database to restore dumps of MySQL or MariaDB into; a throwaway server unless given. */
    scratch: z.string().min(1).optional(),
    /** How old its newest row may be. */
    maxAge: duration.optional(),
    /** Whether it is compared with the live database. */
    against: z.boolean().default(true),
    /** So long ago the last one may be that was found sound. */
    within: duration.default(8 * DAY),
  }),
);

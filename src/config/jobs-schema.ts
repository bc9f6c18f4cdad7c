import * as z from 'zod';
import { FORMATS } from '../report/index.ts';
import { isTimeZone } from '../schedule/index.ts';

/** How a job may be called: it stands in a log, in a metric and in file names. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/;

/** The setting `timeZone`. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'it must be the name of a time zone, such as "Asia/Manila", "Europe/Berlin" or "UTC"');

/** The setting `jobs`: audits that are made again and again. That their schedules can be read is looked at afterwards (`require-jobs.ts`). */
export const jobsSchema = z
  .array(
    z.strictObject({
      name: z.string().regex(NAME, 'a name is made of letters, digits, "-" and "_", begins with a letter or digit and has at most 60'),
      /** What it does: an audit unless given, or the verification of a backup (`backups`). */
      kind: z.enum(['audit', 'backup']).optional(),
      /** Minute, hour, day of the month, month, day of the week. */
      cron: z.string(),
      timeZone: timeZoneSchema.optional(),
      /** A name of `databases`; every one of them that is no backup unless given. */
      database: z.string().optional(),
      /** Ids or groups. */
      checks: z.array(z.string()).optional(),
      /** Whether each finding is kept. */
      detailed: z.boolean().optional(),
      /** The file of each form of report. */
      report: z.partialRecord(z.enum(FORMATS), z.string().min(1)).optional(),
      failOn: z.enum(['critical', 'warning', 'info', 'never']).optional(),
      /** It begins up to so many seconds after its time. */
      jitter: z.int().min(0).max(3600).optional(),
    }),
  )
  .superRefine((jobs, context) => {
    for (const [index, { name }] of jobs.entries()) {
      if (jobs.findIndex((job) => job.name === name) === index) continue;
      context.addIssue({ code: 'custom', path: [index, 'name'], message: `another job is called "${name}"` });
    }
  });

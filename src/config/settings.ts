import { UNNAMED } from '../model/index.ts';
import * as z from 'zod';
import type { Check, Declaration, OwnCheck } from '../checks/index.ts';
import { parseSubset } from '../files/index.ts';
import { gradingSchema } from '../grading-schema.ts';
import { FORMATS } from '../report/index.ts';
import { alertsSchema } from './alerts-schema.ts';
import { backupsSchema } from './backups-schema.ts';
import { jobsSchema, timeZoneSchema } from './jobs-schema.ts';
import { databasesSchema } from './databases-schema.ts';
import { healthSchema } from './health-schema.ts';
import { probesSchema } from './probes-schema.ts';
import { serveSchema } from './serve-schema.ts';

/** What a configuration file may say; each setting is the flag of the same name. */
export const settingsSchema = z
  .strictObject({
    database: z.union([z.string().min(1), z.strictObject({ read: z.string().min(1), write: z.string().min(1) })], {
      error: 'it must be a URL, or { read, write } with a URL each',
    }),
    only: z.array(z.string()),
    skip: z.array(z.string()),
    /** Databases by the names under which the history knows them. */
    databases: databasesSchema,
    /** Groups of checks that run besides the five synchronization checks. */
    groups: z.array(z.string()),
    /** Own checks, declared ones, and files with such; each is looked at by itself, so that a mistake in it can be named. */
    checks: z.array(z.unknown()),
    /** How grave findings are, by id or group of their check. */
    overrides: z.record(z.string(), gradingSchema, 'it must name checks, such as { "quest-status": { severity: "info" } }'),
    /** Files with a check each, relative to the configuration file; `*` stands for any letters. */
    sqlChecks: z.array(z.string().min(1).max(4096, 'no path has more than 4096 characters')),
    /** The table of the people by whom `--user` narrows an audit, where it is not PeerQuest's. */
    users: z.strictObject({ table: z.string().min(1), id: z.string().min(1).default('id'), name: z.string().min(1) }),
    failOn: z.enum(['critical', 'warning', 'info', 'never']),
    /** How a level follows from XP: `min(highest, max(1, xp // xpPerLevel + offset))`. */
    levels: z.strictObject({ xpPerLevel: z.int().min(1), offset: z.int().default(0), highest: z.int().min(1).default(100) }),
    /** Folder of the uploaded files. */
    mediaRoot: z.string().min(1),
    /** Where uploaded files are handed out. */
    mediaUrl: z.url({ protocol: /^https?$/ }),
    readDataSubset: z.string().refine((text) => parseSubset(text) !== null, 'it must be a share such as 1/7'),
    detailed: z.boolean(),
    includeDropped: z.boolean(),
    /** Seconds that a replica may be behind. */
    maxLag: z.number().min(0),
    limit: z.int().min(0),
    format: z.enum(FORMATS),
    output: z.string().min(1),
    /** Further reports of the same run: the file of each form. */
    reports: z.partialRecord(z.enum(FORMATS), z.string().min(1)),
    quiet: z.boolean(),
    /** Ids in the place of names, titles and other words of people, in every output and in the history. */
    redact: z.boolean(),
    color: z.boolean(),
    progress: z.boolean(),
    store: z.string().min(1),
    /** Whether runs are kept; with `findings` each lists what it found for the history, also where its report only counts. */
    history: z.union([z.boolean(), z.literal('findings')], 'it must be true, false or "findings"'),
    /** A file of acknowledged findings. */
    baseline: z.string().min(1),
    maxChanges: z.int().min(1),
    /** What the service asks over HTTP again and again, by name. */
    probes: probesSchema,
    /** What is well. */
    health: healthSchema,
    throttle: z.number().min(0).max(0.95),
    certainOnly: z.boolean(),
    /** Where alerts go, and who is told what. */
    alerts: alertsSchema,
    /** Where the backups are that jobs verify, by the name of their database. */
    backups: backupsSchema,
    /** Audits that the service makes again and again. */
    jobs: jobsSchema,
    /** In which their times are meant; the machine's unless given. */
    timeZone: timeZoneSchema,
    /** Where the service answers, and to whom. */
    serve: serveSchema,
  })
  .partial()
  .refine(({ database, databases }) => database === undefined || databases === undefined, {
    path: ['databases'],
    error: 'it stands beside "database": give that one a name among the others, and leave "database" out',
  })
  .superRefine(({ backups = {}, databases }, context) => {
    for (const name of Object.keys(backups)) {
      if (databases === undefined ? name === UNNAMED : Object.hasOwn(databases, name)) continue;
      const message = databases === undefined ? `the database without a name is called "${UNNAMED}"` : '"databases" names none such';
      context.addIssue({ code: 'custom', path: ['backups', name], message });
    }
  });

/** What a configuration file may hold, as it is written. */
export type SettingsFile = Omit<z.input<typeof settingsSchema>, 'checks'> & {
  readonly checks?: readonly (OwnCheck | Declaration | string)[];
};

/** Settings from a configuration file, with its checks ready to run. */
export type Settings = Omit<z.infer<typeof settingsSchema>, 'checks' | 'sqlChecks'> & {
  readonly checks?: readonly Check[];
  /** The configuration file itself. */
  readonly file?: string;
  /** Whether files of other users are trusted; no file can say so of itself. */
  readonly trust?: boolean;
};

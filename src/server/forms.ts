import * as z from 'zod';

/** A database in a path. */
export const databaseTitle = z.string().regex(/^[\w-]{1,60}$/, 'it must be the name of a database');
/** A run: an id or its beginning, `last`, `last~1`. */
export const runName = z
  .string()
  .regex(/^(?:[0-9a-f-]{4,36}|last(?:~\d{1,4})?)$/, 'it must be the id of a run, the beginning of one, or last');
/** A finding: a fingerprint or its beginning. */
export const fingerprintName = z.string().regex(/^[0-9a-f]{4,32}$/, 'it must be a fingerprint, or the beginning of one');
/** A job, a probe or a channel, as the configuration calls it; a probe of a preset has a word more. */
export const settingName = z.string().regex(/^[\w-]{1,80}$/, 'it must be a name of the configuration');
export const checkName = z.string().regex(/^[\w.-]{1,200}$/, 'it must be the id of a check');
/** Several ids, with commas between them. */
export const checkNames = z
  .string()
  .regex(/^[\w.,-]{1,4000}$/, 'it must be ids of checks')
  .transform((text) => text.split(','));
/** A time: ISO 8601 UTC, or a day. */
export const time = z.union([z.iso.datetime(), z.iso.date()]).transform((text) => new Date(text).toISOString());
/** How many, at most so many. */
export const countOf = (most: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'it must be a whole number')
    .transform(Number)
    .refine((limit) => limit <= most, `it must be at most ${most}`);
export const limitOf = (most: number, unless: number) => countOf(most).default(unless);
export const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');
/** A word of people: it is compared, never put together with anything. */
export const word = z.string().min(1).max(300);

export const inDatabase = z.strictObject({ database: databaseTitle });
export const inRun = z.strictObject({ database: databaseTitle, run: runName });

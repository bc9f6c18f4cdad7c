import * as z from 'zod';
import { severitySchema } from '../grading-schema.ts';
import { OWN_NAME, type OwnCheck } from '../checks/index.ts';

const name = z.string().regex(OWN_NAME, 'it must be lower-case words with hyphens between them, such as "orders-without-lines"');
const text = z.string().trim().min(1, 'it must not be empty');
const oneLine = text.regex(/^[^\r\n]*$/, 'it must be one line');
const names = z.array(text);

/** What a check may say wherever it is written. */
const members = {
  id: name,
  title: oneLine,
  severity: severitySchema,
  key: names.min(1, 'it must name at least one column of the query'),
  group: name.optional(),
  summaryLabel: oneLine.optional(),
  invariant: text.optional(),
  why: text.optional(),
  advice: text.optional(),
  causes: z.record(z.string(), text).optional(),
  sentence: z.union([oneLine, z.record(z.string(), oneLine)], 'it must be a sentence, or one for each cause').optional(),
  needs: z.union([names, z.record(z.string(), names)], 'it must be a list of tables, or of columns for each table').optional(),
  shown: names.optional(),
  indexes: z.array(z.strictObject({ table: text, columns: names.min(1, 'it must name at least one column') })).optional(),
};

function functionOf<Member extends 'find' | 'describe' | 'examined'>() {
  return z.custom<NonNullable<OwnCheck[Member]>>((value) => typeof value === 'function', 'it must be a function');
}

/** A check of the setting `checks`. */
export const ownCheckSchema = z.strictObject({
  ...members,
  user: z.union([text, z.literal(true)], 'it must be a column of the query, or true').optional(),
  names: z.array(z.enum(['user', 'quest', 'guild'], 'it must be "user", "quest" or "guild"')).optional(),
  find: functionOf<'find'>(),
  describe: functionOf<'describe'>().optional(),
  examined: functionOf<'examined'>().optional(),
});

/** The head of a `.sql` file. */
export const sqlHeadSchema = z.strictObject({ ...members, user: text.optional() });

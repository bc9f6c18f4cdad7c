import * as z from 'zod';
import { severitySchema } from '../grading-schema.ts';
import { OWN_NAME, sentenceMistakes, type OwnCheck } from '../checks/index.ts';

const name = z.string().regex(OWN_NAME, 'it must be lower-case words with hyphens between them, such as "orders-without-lines"');
const text = z.string().trim().min(1, 'it must not be empty');
const oneLine = text.regex(/^[^\r\n]*$/, 'it must be one line');
const names = z.array(text);

/** What a finding says in one sentence, or in one for each cause. */
export const sentenceSchema = z.union([oneLine, z.record(z.string(), oneLine)], 'it must be a sentence, or one for each cause');

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
  sentence: sentenceSchema.optional(),
  needs: z.union([names, z.record(z.string(), names)], 'it must be a list of tables, or of columns for each table').optional(),
  shown: names.optional(),
  indexes: z.array(z.strictObject({ table: text, columns: names.min(1, 'it must name at least one column') })).optional(),
};

function functionOf<Member extends 'find' | 'describe' | 'examined'>() {
  return z.custom<NonNullable<OwnCheck[Member]>>((value) => typeof value === 'function', 'it must be a function');
}

/** Sees to it that sentences name what there is. What the columns of a query are is known only when it runs. */
function requireSentence(
  check: Pick<OwnCheck, 'sentence' | 'key' | 'causes' | 'names' | 'user' | 'describe'>,
  context: z.RefinementCtx,
): void {
  const { sentence, key, causes, names = [], user, describe } = check;
  if (sentence === undefined) return;
  const known = {
    user: names.includes('user') || typeof user === 'string' || describe !== undefined,
    quest: names.includes('quest') || describe !== undefined,
    ...{ key, expected: null, actual: null },
    causes: causes === undefined ? null : Object.keys(causes),
  };
  for (const { path, message } of sentenceMistakes(sentence, known))
    context.addIssue({ code: 'custom', path: ['sentence', ...path], message });
}

const ownMembers = {
  ...members,
  user: z.union([text, z.literal(true)], 'it must be a column of the query, or true').optional(),
  names: z.array(z.enum(['user', 'quest', 'guild'], 'it must be "user", "quest" or "guild"')).optional(),
  find: functionOf<'find'>(),
  describe: functionOf<'describe'>().optional(),
  examined: functionOf<'examined'>().optional(),
};

/** A check of the setting `checks`. */
export const ownCheckSchema = z.strictObject(ownMembers).superRefine((check, context) => {
  requireSentence(check as Parameters<typeof requireSentence>[0], context);
});

/** The head of a `.sql` file. */
export const sqlHeadSchema = z.strictObject({ ...members, user: text.optional() }).superRefine((check, context) => {
  requireSentence(check as Parameters<typeof requireSentence>[0], context);
});

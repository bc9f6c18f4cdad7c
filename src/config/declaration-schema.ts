import * as z from 'zod';
import { severitySchema } from '../grading-schema.ts';
import { OWN_NAME, portablePattern, type RULES } from '../checks/index.ts';
import { sentenceOf } from '../errors.ts';
import { sentenceSchema } from './own-check-schema.ts';

const text = z.string('it must be a text').trim().min(1, 'it must not be empty');
const oneLine = text.regex(/^[^\r\n]*$/, 'it must be one line');
const name = text.regex(OWN_NAME, 'it must be lower-case words with hyphens between them, such as "orders-without-lines"');
const table = text.regex(/^[^.]+(\.[^.]+)?$/, 'it must be a table, or a schema and a table with a dot between them');
const flag = z.boolean('it must be true or false');
const COLUMNS = 'it must be a column, or a list of columns';
const columns = z.union([text, z.array(text).min(1, COLUMNS)], COLUMNS);

const VALUES = 'it must be a list of texts, or of numbers';

const anyRule = {
  table,
  where: text.optional(),
  id: name.optional(),
  severity: severitySchema.optional(),
  group: name.optional(),
  title: oneLine.optional(),
  summaryLabel: oneLine.optional(),
  invariant: text.optional(),
  why: text.optional(),
  advice: text.optional(),
  sentence: sentenceSchema.optional(),
};
const ofRows = { ...anyRule, key: columns.optional(), user: text.optional() };
const parts = { table, by: columns, where: text.optional() };

const pattern = z
  .string('it must be a text')
  .max(1000, 'it must not have more than 1000 characters')
  .superRefine((value, context) => {
    try {
      portablePattern(value);
    } catch (error) {
      context.addIssue(sentenceOf(error));
    }
  });

function membersOf<Shape extends z.ZodRawShape>(shape: Shape, example: string) {
  return z.strictObject(shape, { error: ({ code }) => (code === 'invalid_type' ? `it must be such as ${example}` : undefined) });
}

/** What a declaration of each rule may say. */
export const declarationSchemas = {
  unique: z.strictObject({ ...anyRule, unique: columns, ignoreCase: flag.optional(), ignoreNull: flag.optional() }),
  notNull: z.strictObject({ ...ofRows, notNull: columns }),
  reference: z.strictObject({
    ...ofRows,
    reference: columns,
    to: z.union([table, z.strictObject({ table, key: columns })], 'it must be a table, or { table, key }'),
  }),
  allowedValues: z.strictObject({
    ...ofRows,
    allowedValues: text,
    values: z.union([z.array(z.string()).min(1, VALUES), z.array(z.number()).min(1, VALUES)], VALUES),
    ignoreCase: flag.optional(),
  }),
  counter: z.strictObject({
    ...ofRows,
    counter: text,
    countOf: membersOf(parts, '{ table: comments, by: post_id }'),
    ignoreNull: flag.optional(),
  }),
  total: z.strictObject({
    ...ofRows,
    total: text,
    sumOf: membersOf({ ...parts, of: text }, '{ table: order_lines, of: price_cents, by: order_id }'),
    tolerance: z.number('it must be a number').min(0, 'it must not be negative').optional(),
    ignoreNull: flag.optional(),
  }),
  matches: z.strictObject({ ...ofRows, matches: text, pattern, ignoreCase: flag.optional() }),
  dateOrder: z.strictObject({
    ...ofRows,
    dateOrder: z.array(text, 'it must be a list of columns, the earliest first').min(2, 'it must name two columns at least'),
  }),
} satisfies Record<(typeof RULES)[number], z.ZodType>;

import * as z from 'zod';
import type { ZodType } from 'zod';
import type { AuditRequest } from '../audit/index.ts';
import { gradingSchema, severitySchema } from '../grading-schema.ts';
import { mistake } from '../mistake.ts';
import { inWords } from '../zod-words.ts';
import type { RepairRequest } from './repair-database.ts';
import type { UndoRequest } from './undo-database.ts';

const names = z.array(z.string().min(1));
const table = z.strictObject({ table: z.string().min(1), id: z.string().min(1), name: z.string().min(1) });
const levels = z.strictObject({ xpPerLevel: z.int().min(1), offset: z.int(), highest: z.int().min(1) });
const subset = z
  .strictObject({ parts: z.int().min(1), of: z.int().min(1).max(99_999) })
  .refine(({ parts, of }) => parts <= of, 'it must be a share, no more than the whole');
const files = z.strictObject({
  mediaRoot: z.string().min(1).nullable().exactOptional(),
  mediaUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .exactOptional(),
  subset: subset.nullable().exactOptional(),
});

const audit = z.strictObject({
  only: names.nullable().exactOptional(),
  skip: names.exactOptional(),
  user: z.string().nullable().exactOptional(),
  users: table.exactOptional(),
  includeDropped: z.boolean().exactOptional(),
  levels: levels.exactOptional(),
  files: files.exactOptional(),
  maxLag: z.number().min(0).nullable().exactOptional(),
  overrides: z.record(z.string(), gradingSchema).exactOptional(),
  failFast: severitySchema.nullable().exactOptional(),
  redact: z.boolean().exactOptional(),
});

const writing = {
  audit: audit.exactOptional(),
  dryRun: z.boolean().exactOptional(),
  maxChanges: z.int().min(1).exactOptional(),
  throttle: z.number().min(0).max(0.95).exactOptional(),
  allowances: z.strictObject({ singleWriter: z.boolean(), promoted: z.boolean() }).exactOptional(),
};

const rowId = z.union([z.int(), z.string().min(1)]);
const repair = z.strictObject({
  ...writing,
  certainOnly: z.boolean().exactOptional(),
  planFile: z.string().min(1).nullable().exactOptional(),
  duplicates: z
    .strictObject({
      keep: z.union([z.literal('earliest'), z.literal('latest'), z.strictObject({ participantId: rowId })]),
      pairs: names.nullable(),
    })
    .nullable()
    .exactOptional(),
  balances: z.boolean().exactOptional(),
});

const undo = z.strictObject({
  ...writing,
  run: z.string().min(1).exactOptional(),
  includeUnknown: z.boolean().exactOptional(),
  records: names.nullable().exactOptional(),
});

/**
 * A request for an audit from data that came from outside, such as a file or another program.
 *
 * @throws UsageError naming the member that is wrong
 */
export function readAuditRequest(data: unknown): AuditRequest {
  return read(data, 'The request for an audit', audit, Object.keys(audit.shape));
}

/**
 * A request for a repair, in the same way.
 *
 * @throws UsageError naming the member that is wrong
 */
export function readRepairRequest(data: unknown): RepairRequest {
  return read(data, 'The request for a repair', repair, Object.keys(repair.shape));
}

/**
 * A request for an undo, in the same way.
 *
 * @throws UsageError naming the member that is wrong
 */
export function readUndoRequest(data: unknown): UndoRequest {
  return read(data, 'The request for an undo', undo, Object.keys(undo.shape));
}

function read<Request>(data: unknown, what: string, schema: ZodType<Request>, members: readonly string[]): Request {
  const result = schema.safeParse(data, { error: inWords });
  if (!result.success) throw mistake({ what }, result.error, data, members, 'member', 'BAD_REQUEST');
  return result.data;
}

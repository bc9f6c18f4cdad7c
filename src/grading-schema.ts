import * as z from 'zod';
import { SHARE } from './model/index.ts';

/** How grave a finding is, as a person writes it. */
export const severitySchema = z.enum(['critical', 'warning', 'info'], 'it must be "critical", "warning" or "info"');

const BOUND = 'it must be a number of findings, such as 5, or a share of the rows, such as "2%"';
const bound = z.union([z.int(BOUND).min(1, BOUND), z.string().regex(SHARE, BOUND)], BOUND);

/** How grave the findings of a check are, by itself or by their number. */
export const gradingSchema = z.strictObject(
  { severity: severitySchema.exactOptional(), warnIf: bound.exactOptional(), errorIf: bound.exactOptional() },
  {
    error: ({ code }) => (code === 'invalid_type' ? 'it must be such as { severity: "info" } or { warnIf: 5, errorIf: "2%" }' : undefined),
  },
);

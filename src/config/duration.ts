import * as z from 'zod';
import { lengthOfTime } from '../length-of-time.ts';

/** A length of time as people write it, in milliseconds: `30s`, `15m`, `12h`, `7d`, `2w`. */
export const duration = z.string().transform((text, context) => {
  const length = lengthOfTime(text);
  if (length !== null) return length;
  context.addIssue({ code: 'custom', message: 'it must be a length of time, such as 30s, 15m, 12h, 7d or 2w' });
  return z.NEVER;
});

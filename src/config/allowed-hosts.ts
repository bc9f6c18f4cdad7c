import * as z from 'zod';
import { allowedTrouble } from '../outbound/index.ts';

/** Hosts, addresses and ranges beyond the public web that may be asked. */
export const allowedHosts = z
  .array(
    z.string().superRefine((entry, context) => {
      const trouble = allowedTrouble(entry);
      if (trouble !== null) context.addIssue({ code: 'custom', message: `"${entry}" ${trouble}` });
    }),
  )
  .max(100)
  .default([]);

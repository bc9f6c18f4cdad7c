import * as z from 'zod';
import { duration } from './duration.ts';

/** The setting `health`: what is well. */
export const healthSchema = z
  .strictObject({
    /** How old the last audit that gave an answer may be. */
    maxAuditAge: duration,
    /** How long a sign of life of a database holds before it is asked again. */
    interval: duration,
    /** What is answered where something is not well and the service works. */
    degraded: z.union([z.literal(200), z.literal(503)]),
  })
  .partial();

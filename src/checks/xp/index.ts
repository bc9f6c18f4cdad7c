import type { Check } from '../define-check.ts';

/** XP and levels. In the order of the report. */
export const xpChecks: readonly Check[] = [];

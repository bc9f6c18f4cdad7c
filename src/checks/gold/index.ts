import type { Check } from '../define-check.ts';

/** Balances, payments and rewards. In the order of the report. */
export const goldChecks: readonly Check[] = [];

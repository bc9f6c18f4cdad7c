import type { Check } from '../define-check.ts';

/** Foreign keys and lists of values. In the order of the report. */
export const referencesChecks: readonly Check[] = [];

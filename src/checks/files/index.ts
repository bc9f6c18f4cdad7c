import type { Check } from '../define-check.ts';

/** Uploaded files. In the order of the report. */
export const filesChecks: readonly Check[] = [];

import type { Check } from '../define-check.ts';

/** What the application does with applications, participants and attempts beyond the five phases. In the order of the report. */
export const workflowChecks: readonly Check[] = [];

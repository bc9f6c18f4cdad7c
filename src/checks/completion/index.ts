import type { Check } from '../define-check.ts';

/** How quests end. In the order of the report. */
export const completionChecks: readonly Check[] = [];

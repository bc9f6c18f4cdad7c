export { checkById, chooseChecks } from './choose-checks.ts';
export { defineCheck } from './define-check.ts';
export type { Check, FindContext, IndexNeed, NamedRow } from './define-check.ts';
export { checks } from './registry.ts';

export { ALL, checkById, chooseChecks, DEFAULT_GROUP } from './choose-checks.ts';
export { DEFAULT_LEVELS, defineCheck } from './define-check.ts';
export type { Check, FindContext, IndexNeed, LevelRule, NamedRow } from './define-check.ts';
export { checks } from './registry.ts';

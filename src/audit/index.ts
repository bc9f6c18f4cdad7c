export { audit } from './audit.ts';
export type { AuditOptions } from './audit.ts';
export { examine } from './examine.ts';
export { sqlOf } from './sql-of.ts';
export { needsOf } from './run-check.ts';
export { TOTALS_NEEDS } from './totals.ts';

export { audit } from './audit.ts';
export type { AuditOptions } from './audit.ts';
export { examine } from './examine.ts';
export { sqlOf } from './sql-of.ts';

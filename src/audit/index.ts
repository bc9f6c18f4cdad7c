export { audit, finishedSince, openAudit, runChecks } from './audit.ts';
export type { AuditAnswer, AuditOptions, OpenAudit } from './audit.ts';
export { examine, examinePrimary } from './examine.ts';
export { sqlOf } from './sql-of.ts';

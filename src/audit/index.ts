export { audit, finishedSince, openAudit, runChecks } from './audit.ts';
export type { AuditAnswer, AuditOptions, OpenAudit } from './audit.ts';
export { examine, examinePrimary } from './examine.ts';
export { sqlOf } from './sql-of.ts';
export { fanOut } from './fan-out.ts';
export type { Audience } from './fan-out.ts';

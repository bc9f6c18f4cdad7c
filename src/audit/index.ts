export { audit, finishedSince, openAudit, runChecks } from './audit.ts';
export type { AuditAnswer, OpenAudit } from './audit.ts';
export type { AuditPorts, AuditRequest } from './audit-request.ts';
export { examine, examinePrimary } from './examine.ts';
export { openUntil } from './open-until.ts';
export { narrowTo } from './narrow.ts';
export { sqlOf } from './sql-of.ts';
export { fanOut } from './fan-out.ts';
export type { Audience } from './fan-out.ts';

/** The library's door: everything that other programs may rely on. */
export { audit } from './audit/index.ts';
export type { AuditOptions } from './audit/index.ts';
export { checks, defineCheck } from './checks/index.ts';
export type { Check, FindContext, IndexNeed, NamedRow } from './checks/index.ts';
export { parseDatabaseUrl } from './database/index.ts';
export type { Capabilities, Catalog, DatabaseAddress, DatabaseRow, Query } from './database/index.ts';
export { AuditToolError, DatabaseError, UsageError } from './errors.ts';
export { fingerprint, issueCount, line, notRun } from './model/index.ts';
export type {
  AuditEvent,
  CheckResult,
  CheckSummary,
  Description,
  Finding,
  Outcome,
  RunResult,
  RunStart,
  Severity,
  Totals,
} from './model/index.ts';
export { jsonReporter, textReporter } from './report/index.ts';
export type { Reporter } from './report/index.ts';

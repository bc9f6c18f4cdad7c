/** The library's door: everything that other programs may rely on. */
export { sql } from 'kysely';
export { audit, fanOut } from './audit/index.ts';
export type { Audience, AuditPorts, AuditRequest } from './audit/index.ts';
export { checks, defineOwnCheck as defineCheck, toCheck } from './checks/index.ts';
export type {
  Check,
  FindContext,
  IndexNeed,
  LevelRule,
  NamedRow,
  OwnCheck,
  OwnDescription,
  OwnFindContext,
  ScanContext,
  SharedScan,
} from './checks/index.ts';
export { defineConfig, loadSqlCheck } from './config/index.ts';
export { connect, parseDatabaseUrl, withPrimary } from './database/index.ts';
export type { Allowances, Capabilities, Catalog, DatabaseAddress, DatabaseRow, Query, ReadSession } from './database/index.ts';
export { AuditToolError, DatabaseError, FileError, RefusedError, StoreError, UsageError } from './errors.ts';
export type { FileManifest, FileRecord, FileSettings, Subset } from './files/index.ts';
export { openStore, readAcknowledgements, sharedStore } from './history/index.ts';
export type { RunRecord, SharedStore, Store } from './history/index.ts';
export { boolean, fingerprint, instant, issueCount, line, notRun, printedLine, renderLine, rowId, uuid } from './model/index.ts';
export type {
  Acknowledgement,
  AuditEvent,
  Change,
  CheckResult,
  CheckSummary,
  Consumer,
  Description,
  Finding,
  FindingIdentity,
  Line,
  LineValue,
  Outcome,
  PlanFacts,
  RepairSummary,
  Rule,
  RunResult,
  RunStart,
  Severity,
  Totals,
  Wish,
} from './model/index.ts';
export { defineReporter, PLAIN_REPORT, reporterOf, REPORTERS } from './report/index.ts';
export type { Format, Reporter, ReporterDefinition, ReportOptions } from './report/index.ts';
export type { Operator } from './operator.ts';
export { openPlan } from './repair/index.ts';
export type { Plan } from './repair/index.ts';
export { readAuditRequest, readRepairRequest, readUndoRequest } from './service/read-request.ts';
export { repairDatabase, tryCheck, undoDatabase } from './service/index.ts';
export type { RepairPorts, RepairRequest, UndoPorts, UndoRequest, WritingPorts, WritingRequest } from './service/index.ts';

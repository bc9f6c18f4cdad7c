/** The library's door: everything that other programs may rely on (docs/library.md). */
export { sql } from 'kysely';
export { audit, fanOut } from './audit/index.ts';
export type { Audience, AuditPorts, AuditRequest, UserTable } from './audit/index.ts';
export { checks, declaredCheck, defineOwnCheck as defineCheck, toCheck } from './checks/index.ts';
export type {
  AllowedValuesDeclaration,
  AnyDeclaration,
  Check,
  CounterDeclaration,
  DateOrderDeclaration,
  Declaration,
  FindContext,
  IndexNeed,
  LevelRule,
  MatchesDeclaration,
  NamedRow,
  NotNullDeclaration,
  Overrides,
  OwnCheck,
  OwnDescription,
  OwnFindContext,
  Parts,
  ReferenceDeclaration,
  RowDeclaration,
  ScanContext,
  SharedScan,
  TotalDeclaration,
  UniqueDeclaration,
} from './checks/index.ts';
export type { Clock } from './clock.ts';
export { defineConfig, loadSqlCheck } from './config/index.ts';
export type { SettingsFile } from './config/index.ts';
export { parseDatabaseUrl, withPrimary } from './database/index.ts';
export type {
  Allowances,
  Capabilities,
  Catalog,
  CatalogWishes,
  ColumnKind,
  Counter,
  DatabaseAddress,
  DatabaseRow,
  DatabaseValue,
  ForeignKey,
  IndexInfo,
  Query,
  ServerAddress,
  SqlFragment,
  SqliteAddress,
  Subject,
  TableInfo,
  TableNeeds,
  Tls,
  WeakConstraint,
} from './database/index.ts';
export { AuditToolError, DatabaseError, FileError, RefusedError, StoreError, UsageError } from './errors.ts';
export type { FileManifest, FilePlaces, FileRecord, FileSettings, Subset } from './files/index.ts';
export { readAcknowledgements, sharedStore } from './history/index.ts';
export type { SharedStore, StoredAcknowledgement, StoreKey } from './history/index.ts';
export { boolean, fingerprint, instant, issueCount, line, notRun, printedLine, renderLine, rowId, uuid } from './model/index.ts';
export type {
  Acknowledgement,
  AuditEvent,
  Bound,
  Change,
  ChangeStatus,
  CheckResult,
  CheckSummary,
  CheckTrend,
  Compared,
  Consumer,
  DatedRows,
  Description,
  Evidence,
  EvidenceValue,
  Finding,
  Entity,
  FindingIdentity,
  FindingKey,
  Gap,
  Grading,
  LikelyMistake,
  Line,
  LineValue,
  Operation,
  Outcome,
  Past,
  PlanFacts,
  UndoneRun,
  QuestReference,
  RelationKind,
  RepairKind,
  RepairSummary,
  Replica,
  RowId,
  Rule,
  RunMode,
  RunResult,
  RunStart,
  ServerFacts,
  Severity,
  ShownRow,
  ShownValue,
  Slow,
  Slowness,
  Standing,
  StatedAcknowledgement,
  Tally,
  Totals,
  Trend,
  TrendPoint,
  TrendRun,
  Wish,
  UserReference,
  Verification,
  SentenceForm,
} from './model/index.ts';
export type { Operator } from './operator.ts';
export type { DuplicateDecision, KeepRule } from './repair/index.ts';
export { defineReporter, PLAIN_REPORT, reporterOf, REPORTERS } from './report/index.ts';
export type { Format, Reporter, ReporterDefinition, ReportOptions } from './report/index.ts';
export { readAuditRequest, readRepairRequest, readUndoRequest } from './service/read-request.ts';
export { repairDatabase, tryCheck, undoDatabase } from './service/index.ts';
export type { RepairPorts, RepairRequest, UndoPorts, UndoRequest, WritingPorts, WritingRequest } from './service/index.ts';

export type { Change, ChangeStatus, Operation, ShownRow, ShownValue } from './change.ts';
export type {
  Description,
  Evidence,
  EvidenceValue,
  Finding,
  FindingKey,
  QuestReference,
  RepairKind,
  RowId,
  Severity,
  UserReference,
} from './finding.ts';
export { fingerprint } from './fingerprint.ts';
export { line, printable, withoutControls } from './printable.ts';
export { isComplete, issueCount, notRun } from './run.ts';
export type { AuditEvent, CheckResult, CheckSummary, Outcome, RunResult, RunStart, Totals } from './run.ts';
export { boolean, djangoTime, instant, rowId, timeKey, uuid } from './values.ts';

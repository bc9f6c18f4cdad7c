export { aboutDatabase, aboutSubject, dayOf, evidenceHash, isOver, keyText, stateAcknowledgement } from './acknowledgement.ts';
export type { Acknowledgement, Standing, StatedAcknowledgement } from './acknowledgement.ts';
export { CHECK_IDS } from './check-ids.ts';
export type { CheckId } from './check-ids.ts';
export type { Change, ChangeStatus, Operation, ShownRow, ShownValue } from './change.ts';
export { emptyRecord } from './empty-record.ts';
export { comparisonLines, keyLine } from './evidence-lines.ts';
export type { Compared, Evidence, EvidenceValue, FindingKey, RowId } from './evidence.ts';
export type { Description, Finding, FindingIdentity, QuestReference, RepairKind, Severity, UserReference } from './finding.ts';
export { severityOf, SHARE, wantsShare } from './grading.ts';
export type { Bound, Grading } from './grading.ts';
export type { ExplainedRepair, Explanation, SeenTable, Timeline, TimelineEntry, UnseenTable } from './explanation.ts';
export { nameOfFinding, wordForFinding } from './finding-name.ts';
export { fingerprint } from './fingerprint.ts';
export { DEFAULT_LEVELS, levelOf } from './level-rule.ts';
export type { LevelRule } from './level-rule.ts';
export { latencyAt, latencyBucket, LATENCY_BOUNDS } from './latency.ts';
export type { LikelyMistake } from './likely-mistake.ts';
export { inOneLine, withoutEnd } from './in-one-line.ts';
export { INVISIBLE } from './invisible.ts';
export { placesOf, sentenceOf, sentencesOf, toldLines } from './sentence.ts';
export type { SentenceForm, SentenceRule } from './sentence.ts';
export { isLine, line, printedLine, renderLine, words } from './line.ts';
export type { Line, LineValue } from './line.ts';
export { printable, printed, withColoursOnly, withoutControls } from './printable.ts';
export { HIDDEN } from './redaction/plain-text.ts';
export { redactAccount } from './redaction/redact-account.ts';
export { redactBackup } from './redaction/redact-backup.ts';
export { redactChange, redactValue } from './redaction/redact-change.ts';
export { changeTitle } from './change-title.ts';
export { minuteOf } from './minute-of.ts';
export { eventRedaction, redactPlan } from './redaction/redact-events.ts';
export { redactExplanation } from './redaction/redact-explanation.ts';
export {
  redactAcknowledgement,
  redactFinding,
  redactIdentity,
  redactionRuleOf,
  redactKeyText,
  redactUser,
} from './redaction/redact-finding.ts';
export { fileWord, shellWord } from './shell-word.ts';
export {
  blindCheck,
  acknowledgedCount,
  checksAtEnd,
  DEFAULT_MAX_CHANGES,
  findingCount,
  hasPhases,
  isComplete,
  issueCount,
  mendable,
  nothingRan,
  notReached,
  notRun,
  remainingIssues,
} from './run.ts';
export type {
  AuditEvent,
  CheckResult,
  CheckSummary,
  Consumer,
  PlanFacts,
  UndoneRun,
  Mendable,
  RepairSummary,
  Rule,
  RunResult,
  RunStart,
  Tally,
  Totals,
  Verification,
} from './run.ts';
export { median, paceOf } from './performance.ts';
export type { CheckPace, Pace, RunPace } from './performance.ts';
export type { Outcome, RunMode } from './outcome.ts';
export type { Past } from './past.ts';
export { COMPARED_RUNS, slownessOf } from './slowness.ts';
export type { Slow, Slowness, TimedRun } from './slowness.ts';
export type { RunAccount } from './run-account.ts';
export type { RelationKind } from './server.ts';
export { holdsRows, isBehind, lagInWords, oddRelations, PLAIN_SERVER, TOLERATED_LAG } from './server.ts';
export type { Replica, ServerFacts } from './server.ts';
export { boolean, bytesText, compareIds, djangoTime, instant, isInstant, isWholeNumber, rowId, timeKey, uuid } from './values.ts';
export { isKnown, MEMBERSHIP_ROLES, MEMBERSHIP_STATUSES, PARTICIPANT_STATUSES, QUEST_STATUSES } from './words.ts';
export { AGES, GROUPINGS, OpenGroups } from './open-groups.ts';
export type { Grouping, OpenGroup } from './open-groups.ts';
export { dateOf, DatedFindings } from './dated-findings.ts';
export type { DatedFinding } from './dated-findings.ts';
export { hoursOf, sharesOf } from './dated-rows.ts';
export type { DatedRows, Share } from './dated-rows.ts';
export { incidentsOf } from './incidents.ts';
export type { Incident } from './incidents.ts';
export { spanInWords } from './span-of-time.ts';
export type { Entity } from './entity.ts';
export { consistencyOf, movers, trendOf } from './trend.ts';
export type { CheckTrend, Gap, Resolved, Trend, TrendLook, TrendPoint, TrendRun, TrendSource } from './trend.ts';
export { FingerprintSet } from './fingerprint-set.ts';
export { ALL_FINDINGS, COUNTS, greatestWish, KEYS } from './wish.ts';
export type { Wish } from './wish.ts';
export { DEFAULT_FAIL_ON, EXIT, exitCode, isAsGrave, SEVERITIES, verdictOf } from './verdict.ts';
export type { FailOn, Verdict } from './verdict.ts';
export { backupStanding } from './backup-standing.ts';
export type { BackupStanding, LastVerified } from './backup-standing.ts';
export { UNNAMED } from './unnamed.ts';

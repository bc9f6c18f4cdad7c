import {
  issueCount,
  nameOfFinding,
  remainingIssues,
  renderLine,
  type Change,
  type CheckResult,
  type CheckSummary,
  type Finding,
  type Line,
  type PlanFacts,
  type RepairSummary,
  type RunResult,
  type RunStart,
} from '../model/index.ts';
import type {
  ChangeShape,
  CheckShape,
  FindingShape,
  JsonHead,
  PlanShape,
  RepairShape,
  ResultShape,
  RunShape,
  SummaryShape,
} from './shapes.ts';

/** With what reports for programs begin. Their version is raised when a member changes its meaning or goes away. */
export function headOf({ toolVersion, database }: RunStart): JsonHead {
  return { schemaVersion: 1, tool: { name: 'peerquest-audit', version: toolVersion }, database };
}

/** A check as JSON reports have it. */
export function checkOf({ id, group, phase, title, severity }: CheckSummary): CheckShape {
  return { id, group, phase, title, severity };
}

/** A change as JSON reports have it. */
export function changeOf({ check, table, operation, key, before, after, status, reason }: Change): ChangeShape {
  return { check, table, operation, key, before, after, status, reason };
}

/** A finding as JSON reports have it; where its sentence is known, with that. */
export function findingOf(finding: Finding, sentence?: Line): FindingShape {
  const { fingerprint, key, user, quest, cause, expected, actual, repair, acknowledgement = null } = finding;
  return {
    ...{ fingerprint, name: nameOfFinding(finding) },
    ...(sentence === undefined ? {} : { sentence: renderLine(sentence, String) }),
    ...{ key, user, quest, cause, expected, actual, repair, acknowledgement },
  };
}

/** What a check came to as JSON reports have it. */
export function resultOf({ outcome, reason, count, acknowledged, causes, notes, durationMs }: CheckResult): ResultShape {
  return { outcome, reason, count, acknowledged, causes, notes, durationMs };
}

/** A run as JSON reports have it. */
export function runOf({ start, finishedAt, durationMs, warnings, past }: RunResult): RunShape {
  return {
    id: start.id,
    mode: start.mode,
    startedAt: start.startedAt,
    finishedAt,
    durationMs,
    user: start.user,
    warnings: [...start.warnings, ...warnings],
    slower: past?.slower ?? null,
  };
}

/**
 * What a run came to as JSON reports have it.
 *
 * @param notes what was noted in a repair
 */
export function summaryOf(result: RunResult, notes: readonly string[]): SummaryShape {
  const byCheck = (checks: readonly CheckResult[]): SummaryShape['byCheck'] =>
    Object.fromEntries(checks.map(({ check, count }) => [check.id, count]));
  const { repair } = result;
  return {
    ...result.totals,
    issuesFound: issueCount(result),
    issuesFixed: repair?.verified?.fixed ?? 0,
    issuesRemaining: remainingIssues(result),
    issuesAppeared: repair?.verified?.appeared ?? 0,
    likelyMistakes: [...result.likelyMistakes],
    byCheck: byCheck(result.checks),
    remainingByCheck: byCheck(repair?.verified?.checks ?? result.checks),
    repair: repair === null ? null : repairOf(repair, notes),
  };
}

/** What a repair or an undo came to, beyond the contract. */
function repairOf(summary: RepairSummary, notes: readonly string[]): RepairShape {
  const { preview, plan, applied, conflicts, alreadyDone, failed, interrupted, stoppedBy, journaled, verified } = summary;
  return {
    preview,
    ...planOf(plan),
    applied,
    conflicts,
    alreadyDone,
    failed,
    interrupted,
    stoppedBy,
    journaled,
    verified: verified !== null,
    notes,
  };
}

/** What a repair or an undo is going to do. */
export function planOf({ entities, changes, doubtful, file, hazards, leftOut, undoes }: PlanFacts): PlanShape {
  return { planned: { entities, changes, doubtful }, planFile: file, hazards, leftOut, undoes: undoes?.id ?? null };
}

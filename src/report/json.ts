import {
  INVISIBLE,
  issueCount,
  nameOfFinding,
  remainingIssues,
  type AuditEvent,
  type Change,
  type CheckResult,
  type Finding,
  type RepairSummary,
  type RunResult,
} from '../model/index.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';

/** Version of the JSON report's shape: raised when a member changes its meaning or goes away. */
const SCHEMA_VERSION = 1;

/** They act on a terminal or reorder text when a person looks at the file, and JSON allows them as they are. */
const TO_ESCAPE = new RegExp(`[${INVISIBLE}]`, 'gu');

/**
 * JSON in which every invisible character is escaped; the parsed value is the same.
 *
 * @param indent how many spaces each level is indented by; one line unless given
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(TO_ESCAPE, escaped);
}

/** JSON knows escapes of 16 bits only: a character beyond them is written as its two surrogates. */
function escaped(character: string): string {
  let text = '';
  for (let index = 0; index < character.length; index++) text += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  return text;
}

/**
 * The report for programs (SPEC section 5): one JSON object, written as the audit goes, so that memory does not grow with
 * the findings. Members that need the end of the run come last.
 */
export const json = defineReporter({ id: 'json', extension: 'json', listsFindings: true, create: jsonReporter });

function jsonReporter({ limit }: ReportOptions): Reporter {
  const lists = new Lists();
  const notes: string[] = [];
  /** Held until the end: they stand in a list of their own, and are as many as were acknowledged. */
  const acknowledged: string[] = [];
  let findings = 0;
  return {
    wish: toList(limit),
    write(event: AuditEvent): string {
      switch (event.type) {
        case 'run-started':
          return `{"schemaVersion":${SCHEMA_VERSION},"tool":${toJson({ name: 'peerquest-audit', version: event.run.toolVersion })},\n"database":${toJson(event.run.database)}`;
        case 'check-started': {
          findings = 0;
          const { id, group, phase, title, severity } = event.check;
          const head = toJson({ id, group, phase, title, severity });
          return `${lists.item('checks')}${head.slice(0, -1)},"findings":[`;
        }
        case 'findings': {
          let text = '';
          for (const finding of event.findings) text += `${findings++ === 0 ? '\n' : ',\n'}${toJson(findingOf(finding))}`;
          return text;
        }
        case 'acknowledged':
          for (const finding of event.findings) acknowledged.push(toJson({ check: finding.check, ...findingOf(finding) }));
          return '';
        case 'check-finished':
          return `],${toJson(resultOf(event.result)).slice(1)}`;
        case 'changes':
          return event.changes.map((change) => lists.item('changes') + toJson(changeOf(change))).join('');
        case 'note':
          notes.push(event.text);
          return '';
        case 'keys':
        case 'working':
        case 'totals-started':
        case 'plan-made':
        case 'verification-started':
        case 'run-failed':
          return '';
        case 'run-finished':
          return `${lists.end()},\n"acknowledged":[${acknowledged.map((text) => `\n${text}`).join()}],\n"run":${toJson(runOf(event.result))},\n"summary":${toJson(runSummaryOf(event.result, notes))}}\n`;
      }
    },
  };
}

/** The two lists of the report, written as they grow; each stands once, in whichever order they come. */
class Lists {
  readonly #missing = new Set<'checks' | 'changes'>(['checks', 'changes']);
  #open: 'checks' | 'changes' | null = null;

  /** What stands before the next item of a list. */
  item(list: 'checks' | 'changes'): string {
    if (this.#open === list) return ',\n';
    const text = `${this.#open === null ? '' : ']'},\n"${list}":[\n`;
    this.#open = list;
    this.#missing.delete(list);
    return text;
  }

  /** What ends the last list and adds those that had no item. */
  end(): string {
    return (this.#open === null ? '' : ']') + [...this.#missing].map((list) => `,\n"${list}":[]`).join('');
  }
}

/** A change as JSON reports have it. */
export function changeOf({ check, table, operation, key, before, after, status, reason }: Change): object {
  return { check, table, operation, key, before, after, status, reason };
}

/** A finding as JSON reports have it. */
export function findingOf(finding: Finding): object {
  const { fingerprint, key, user, quest, cause, expected, actual, repair, acknowledgement = null } = finding;
  return { fingerprint, name: nameOfFinding(finding), key, user, quest, cause, expected, actual, repair, acknowledgement };
}

function resultOf({ outcome, reason, count, acknowledged, causes, notes, durationMs }: CheckResult): object {
  return { outcome, reason, count, acknowledged, causes, notes, durationMs };
}

function runOf({ start, finishedAt, durationMs, warnings }: RunResult): object {
  return {
    id: start.id,
    mode: start.mode,
    startedAt: start.startedAt,
    finishedAt,
    durationMs,
    user: start.user,
    warnings: [...start.warnings, ...warnings],
  };
}

function runSummaryOf(result: RunResult, notes: readonly string[]): object {
  const byCheck = (checks: readonly CheckResult[]): object => Object.fromEntries(checks.map(({ check, count }) => [check.id, count]));
  const { repair } = result;
  return {
    ...result.totals,
    issuesFound: issueCount(result),
    issuesFixed: repair?.verified?.fixed ?? 0,
    issuesRemaining: remainingIssues(result),
    issuesAppeared: repair?.verified?.appeared ?? 0,
    byCheck: byCheck(result.checks),
    remainingByCheck: byCheck(repair?.verified?.checks ?? result.checks),
    repair: repair === null ? null : { ...repairOf(repair), notes },
  };
}

/** What a repair or an undo came to, beyond the contract. */
function repairOf({
  preview,
  plan,
  applied,
  conflicts,
  alreadyDone,
  failed,
  interrupted,
  stoppedBy,
  journaled,
  verified,
}: RepairSummary): object {
  return {
    preview,
    planned: { entities: plan.entities, changes: plan.changes, doubtful: plan.doubtful },
    planFile: plan.file,
    hazards: plan.hazards,
    leftOut: plan.leftOut,
    undoes: plan.undoes?.id ?? null,
    applied,
    conflicts,
    alreadyDone,
    failed,
    interrupted,
    stoppedBy,
    journaled,
    verified: verified !== null,
  };
}

import { issueCount, type AuditEvent, type CheckResult, type Finding, type RunResult } from '../model/index.ts';
import type { Reporter } from './reporter.ts';

/** Version of the JSON report's shape: raised when a member changes its meaning or goes away. */
const SCHEMA_VERSION = 1;

/** Characters that JSON allows as they are, but that act on a terminal or reorder text when somebody looks at the file. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** JSON in which every invisible character is escaped; the parsed value is the same. */
function toJson(value: unknown): string {
  return JSON.stringify(value).replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The report for programs (SPEC section 5): one JSON object, written as the audit goes, so that memory does not grow with
 * the findings. Members that need the end of the run come last.
 */
export function jsonReporter(): Reporter {
  let findings = 0;
  return {
    write(event: AuditEvent): string {
      switch (event.type) {
        case 'run-started':
          return `{"schemaVersion":${SCHEMA_VERSION},"tool":${toJson({ name: 'peerquest-audit', version: event.run.toolVersion })},\n"database":${toJson(event.run.database)},\n"checks":[`;
        case 'check-started': {
          findings = 0;
          const { id, phase, title, severity } = event.check;
          const head = toJson({ id, phase, title, severity });
          return `${event.index === 0 ? '\n' : ',\n'}${head.slice(0, -1)},"findings":[`;
        }
        case 'findings': {
          let text = '';
          for (const finding of event.findings) text += `${findings++ === 0 ? '\n' : ',\n'}${toJson(findingOf(finding))}`;
          return text;
        }
        case 'check-finished':
          return `],${toJson(resultOf(event.result)).slice(1)}`;
        case 'totals-started':
          return '';
        case 'run-finished':
          return `],\n"changes":[],\n"run":${toJson(runOf(event.result))},\n"summary":${toJson(summaryOf(event.result))}}\n`;
      }
    },
  };
}

function findingOf({ fingerprint, key, user, quest, cause, expected, actual, repair }: Finding): object {
  return { fingerprint, key, user, quest, cause, expected, actual, repair };
}

function resultOf({ outcome, reason, count, causes, notes, durationMs }: CheckResult): object {
  return { outcome, reason, count, causes, notes, durationMs };
}

function runOf({ start, finishedAt, durationMs }: RunResult): object {
  return { id: start.id, mode: start.mode, startedAt: start.startedAt, finishedAt, durationMs, user: start.user };
}

function summaryOf(result: RunResult): object {
  const byCheck = Object.fromEntries(result.checks.map(({ check, count }) => [check.id, count]));
  const issues = issueCount(result);
  return {
    ...result.totals,
    issuesFound: issues,
    issuesFixed: 0,
    issuesRemaining: issues,
    byCheck,
    remainingByCheck: byCheck,
  };
}

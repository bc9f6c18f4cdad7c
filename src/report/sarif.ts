import type { Invocation, Notification, ReportingDescriptor, Result, Run } from 'sarif';
import {
  nameOfFinding,
  notReached,
  notRun,
  renderLine,
  sentencesOf,
  toldLines,
  type AuditEvent,
  type CheckSummary,
  type Finding,
  type Line,
  type Rule,
  type RunResult,
  type RunStart,
  type Severity,
} from '../model/index.ts';
import { cut } from './cut.ts';
import { toJson } from './json.ts';
import { plural } from './plural.ts';
import { formOf } from './forms.ts';
import { defineReporter, toList, type Reporter, type ReportOptions } from './reporter.ts';
import { Room } from './room.ts';

/** What GitHub takes of one run: so many results, and a file of so many bytes once it is compressed, which ours is before. */
const [MOST_RESULTS, MOST_BYTES] = [25_000, 10_000_000];
/** A result takes at least so many bytes of these, however short it is: thus there are not too many. */
const LEAST = MOST_BYTES / MOST_RESULTS;
/** Bytes that each check can count on. */
const SHARE = 50_000;
/** Letters of a sentence. */
const LONGEST = 1000;

const LEVELS = { critical: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, Result.level>;

/**
 * SARIF 2.1.0 for what shows results of static analysis, GitHub's code scanning above all. A rule is a check, a result a finding that counts.
 * Results are written as they come; what needs the end of the run stands after them.
 */
export const sarif = defineReporter({ ...formOf('sarif'), create: sarifReporter });

function sarifReporter({ limit }: ReportOptions): Reporter {
  let room = new Room(0, 0, 0);
  let written = 0;
  let sentenceOf = sentencesOf([]);
  return {
    wish: toList(Math.min(limit ?? MOST_RESULTS, MOST_RESULTS)),
    write(event: AuditEvent): string {
      switch (event.type) {
        case 'run-started': {
          sentenceOf = sentencesOf(event.run.checks);
          const head = headOf(event.run);
          room = new Room(MOST_BYTES - Buffer.byteLength(head), event.run.checks.length, SHARE);
          return head;
        }
        case 'check-started':
          room.next();
          return '';
        case 'findings': {
          let text = '';
          for (const finding of event.findings) {
            const result = toJson(resultOf(finding, sentenceOf(finding), event.check));
            if (!room.take(Math.max(LEAST, Buffer.byteLength(result) + 2))) break;
            text += `${written++ === 0 ? '\n' : ',\n'}${result}`;
          }
          return text;
        }
        case 'run-finished':
          return `],\n"invocations":${toJson([invocationOf(event.result, written)])}}]}\n`;
        default:
          return '';
      }
    },
  };
}

function headOf(start: RunStart): string {
  const { database, toolVersion, checks } = start;
  const id = cut(`peerquest-audit/${database.subject ?? database.name}`, LONGEST);
  const run = {
    tool: { driver: { name: 'peerquest-audit', version: toolVersion, rules: checks.map(ruleOf) } },
    automationDetails: { id },
  } satisfies Run;
  const schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return `{"$schema":"${schema}","version":"2.1.0","runs":[${toJson(run).slice(0, -1)},\n"results":[`;
}

/** A check in words, as the tool's own explanation has them. */
function ruleOf(rule: Rule): ReportingDescriptor {
  const { id, group, title, severity, invariant, why, advice, repair, causes } = rule;
  const help = [
    `What must hold: ${invariant}`,
    `Why: ${why}`,
    ...Object.entries(causes).map(([cause, meaning]) => `Cause ${cause}: ${meaning}`),
    `What to do: ${advice}`,
    `Repair: ${repair}`,
  ].map((sentence) => cut(sentence, LONGEST));
  return {
    id: cut(id, LONGEST),
    shortDescription: { text: cut(title, LONGEST) || id },
    fullDescription: { text: cut(invariant, LONGEST) || id },
    help: { text: help.join('\n') },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [cut(group, LONGEST)] },
  };
}

function resultOf(finding: Finding, sentence: Line, { severity }: CheckSummary): Result {
  const { check, fingerprint, cause, repair } = finding;
  const name = cut(nameOfFinding(finding), LONGEST);
  const text = toldLines(finding, sentence)
    .map((each) => cut(renderLine(each, withoutLinks), LONGEST))
    .join('\n');
  return {
    ruleId: cut(check, LONGEST),
    level: LEVELS[severity],
    message: { text },
    locations: [
      {
        // GitHub shows no result without a file, and a finding is in none: this one is as stable as the check.
        physicalLocation: {
          artifactLocation: { uri: `peerquest-audit/${encodeURIComponent(cut(check, LONGEST))}` },
          region: { startLine: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: name, kind: 'resource' }],
      },
    ],
    // GitHub goes by the first, which it would otherwise make of a line of that file.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint}:1`, 'peerquestAudit/v1': fingerprint },
    properties: { cause: cause === null ? null : cut(cause, LONGEST), repair },
  };
}

/** A link in a message is written in brackets. */
function withoutLinks(value: string): string {
  return value.replaceAll(/[[\]\\]/g, '\\$&');
}

function invocationOf(result: RunResult, written: number): Invocation {
  const { start, finishedAt, repair, warnings, checks } = result;
  const failed = notRun(result);
  const found = checks.reduce((sum, { count }) => sum + (count ?? 0), 0);
  const gaps = checks.flatMap(({ check, outcome, reason }): Notification[] =>
    outcome === 'passed' || outcome === 'found'
      ? []
      : [noticeOf(outcome === 'could-not-run' ? 'error' : 'note', `${check.id}: not run (${reason ?? outcome})`, check.id)],
  );
  return {
    executionSuccessful: failed.length === 0 && notReached(result).length === 0 && (repair?.stoppedBy ?? null) === null,
    startTimeUtc: start.startedAt,
    endTimeUtc: finishedAt,
    toolExecutionNotifications: [
      ...gaps,
      ...[...start.warnings, ...warnings].map((warning) => noticeOf('warning', warning)),
      ...(written < found ? [noticeOf('warning', `${plural(found - written, 'finding')} of ${found} left out: the list is limited.`)] : []),
    ],
  };
}

function noticeOf(level: Notification.level, sentence: string, rule?: string): Notification {
  const text = cut(sentence, LONGEST);
  return {
    level,
    message: { text: text === '' ? level : text },
    ...(rule === undefined ? {} : { associatedRule: { id: cut(rule, LONGEST) } }),
  };
}

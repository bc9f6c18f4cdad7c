import { line, type AuditEvent, type Change, type CheckResult, type Finding, type RunResult } from '../../src/model/index.ts';
import { PLAIN_REPORT, reporterOf, type Format, type ReportOptions } from '../../src/report/index.ts';

/** A finding of the check "quest-status", unless said otherwise. */
export function finding(over: Partial<Finding> = {}): Finding {
  return {
    check: 'quest-status',
    fingerprint: '00',
    key: { questId: 5 },
    user: null,
    quest: { id: 5, title: 'T' },
    cause: null,
    expected: { status: 'in-progress' },
    actual: { status: 'open' },
    repair: 'automatic',
    headline: line`Quest "${'T'}" (ID: ${5})`,
    details: [line`Status: open`],
    ...over,
  };
}

/** An update of a quest that is planned, unless said otherwise. */
export function change(over: Partial<Change> = {}): Change {
  return {
    check: 'quest-status',
    table: 'quests_quest',
    operation: 'update',
    key: { id: 5 },
    before: { status: 'open' },
    after: { status: 'in-progress' },
    words: [{ plan: 'update quest', done: 'Updated quest' }],
    status: 'planned',
    reason: null,
    ...over,
  };
}

/** The events of one check that listed these findings, and those that are acknowledged. */
export function checkEvents(
  result: CheckResult,
  findings: readonly Finding[] = [],
  acknowledged: readonly Finding[] = [],
): readonly AuditEvent[] {
  const { check } = result;
  return [
    { type: 'check-started', check, index: 0 },
    { type: 'findings', check, findings },
    { type: 'acknowledged', check, findings: acknowledged },
    { type: 'check-finished', result },
  ];
}

/** The report of a run with these events between its start and its end. */
export function reportOf(format: Format, result: RunResult, events: readonly AuditEvent[], options: Partial<ReportOptions> = {}): string {
  const reporter = reporterOf(format).create({ ...PLAIN_REPORT, ...options });
  const all: readonly AuditEvent[] = [{ type: 'run-started', run: result.start }, ...events, { type: 'run-finished', result }];
  const written = all.map((event) => reporter.write(event)).join('');
  return (reporter.head?.() ?? '') + written;
}

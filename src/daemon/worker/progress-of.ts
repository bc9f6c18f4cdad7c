import { exitCode, issueCount, remainingIssues, type AuditEvent, type FailOn } from '../../model/index.ts';
import type { ProgressEvent } from '../../service/index.ts';

/** What is told elsewhere of an event of a run; null for nothing. */
export function progressOf(event: AuditEvent, failOn: FailOn): ProgressEvent | null {
  switch (event.type) {
    case 'run-started':
      return { type: 'run-started', run: event.run.id, checks: event.run.checks.length };
    case 'check-started':
      return { type: 'check-started', check: event.check.id, index: event.index };
    case 'check-finished': {
      const { check, outcome, count, acknowledged } = event.result;
      return { type: 'check-finished', check: check.id, outcome, count, acknowledged };
    }
    case 'plan-made':
      return { type: 'plan-made', entities: event.plan.entities, changes: event.plan.changes };
    case 'changes':
      return { type: 'changes', count: event.changes.length };
    case 'verification-started':
      return { type: 'verification-started' };
    case 'run-finished': {
      const { result } = event;
      const issues = result.repair === null ? issueCount(result) : remainingIssues(result);
      return { type: 'run-finished', run: result.start.id, issues, exitCode: exitCode(result, failOn) };
    }
    case 'run-failed':
      return { type: 'run-failed', code: event.code, sentence: event.sentence };
    default:
      return null;
  }
}

import type { AuditEvent, CheckResult, PlanFacts, RunResult, RunStart } from '../run.ts';
import { redactChange } from './redact-change.ts';
import { redactCause, redactFinding, redactIdentity, redactionRuleOf, redactUser, type RedactionRule } from './redact-finding.ts';
import { redactOwnReason, redactSentence } from './redact-sentence.ts';

/** What is said in the place of sentences that name rows. */
export const UNTOLD = 'Some records are left as they are, for reasons that name them and are not told here (--redact).';

/** Makes the events of one run such that nothing in them names a person or tells words of people: give it all of them, in their order. */
export function eventRedaction(): (event: AuditEvent) => AuditEvent {
  let rules: ReadonlyMap<string, RedactionRule> = new Map();
  const ruleOf = (check: string): RedactionRule => rules.get(check) ?? redactionRuleOf(check);
  return (event) => {
    switch (event.type) {
      case 'run-started':
        rules = new Map(event.run.checks.map((rule) => [rule.id, rule]));
        return { ...event, run: redactStart(event.run) };
      case 'findings':
      case 'acknowledged':
        return { ...event, findings: event.findings.map((finding) => redactFinding(finding, ruleOf(finding.check))) };
      case 'keys':
      case 'still-there':
        return { ...event, findings: event.findings.map((finding) => redactIdentity(finding, ruleOf(finding.check))) };
      case 'check-finished':
        return { ...event, result: redactResult(event.result, ruleOf(event.result.check.id)) };
      case 'plan-made':
        return { ...event, plan: redactPlan(event.plan) };
      case 'changes':
        return { ...event, changes: event.changes.map(redactChange) };
      case 'run-finished':
        return { ...event, result: redactEnd(event.result, ruleOf) };
      case 'run-failed':
        return { ...event, sentence: redactSentence(event.sentence) };
      case 'note':
      case 'check-started':
      case 'working':
      case 'totals-started':
      case 'verification-started':
        return event;
    }
  };
}

/** What a plan comes to, without sentences that name rows. */
export function redactPlan<Plan extends Pick<PlanFacts, 'leftOut'>>(plan: Plan): Plan {
  return { ...plan, leftOut: plan.leftOut.length === 0 ? [] : [UNTOLD] };
}

function redactStart(start: RunStart): RunStart {
  return { ...start, user: redactUser(start.user) };
}

function redactResult(result: CheckResult, rule: RedactionRule): CheckResult {
  const { outcome, causes, reason } = result;
  const isOwnFailure = rule.page === null && outcome === 'could-not-run';
  return {
    ...result,
    reason: reason === null ? null : isOwnFailure ? redactOwnReason(reason) : redactSentence(reason),
    causes: causes === null ? null : causes.map(({ cause, count }) => ({ cause: redactCause(cause, rule), count })),
  };
}

function redactEnd(result: RunResult, ruleOf: (check: string) => RedactionRule): RunResult {
  const redactAll = (results: readonly CheckResult[]): readonly CheckResult[] =>
    results.map((each) => redactResult(each, ruleOf(each.check.id)));
  const { start, checks, repair } = result;
  const verified = repair?.verified ?? null;
  return {
    ...result,
    start: redactStart(start),
    checks: redactAll(checks),
    repair:
      repair === null
        ? null
        : {
            ...repair,
            plan: redactPlan(repair.plan),
            stoppedBy: repair.stoppedBy === null ? null : redactSentence(repair.stoppedBy),
            verified: verified === null ? null : { ...verified, checks: redactAll(verified.checks) },
          },
  };
}

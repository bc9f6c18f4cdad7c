import type { ComparedFinding, FindingLife, OpenFinding, RecordedRun, RunComparison } from '../history/index.ts';
import type { SentenceRule } from '../model/index.ts';
import { toldOf } from '../report/index.ts';
import { findingSaid, redactSaid } from './told-findings.ts';

// What is said of the history to programs: the same on the command line and over HTTP.

/** An open finding without words of people. */
export function redactOpen(finding: OpenFinding): OpenFinding {
  return { ...finding, said: redactSaid(finding.check, finding.fingerprint, finding.said) };
}

/** What JSON tells of an open finding; by the rule of its check also in a sentence. */
export function openMembers(
  { check, fingerprint, said, since, sinceRun, hasReturned, lookedAt, acknowledged }: OpenFinding,
  rule: SentenceRule | null,
): object {
  return { ...toldOf(findingSaid(check, fingerprint, said), rule), acknowledged, since, sinceRun, hasReturned, lookedAt };
}

/** A finding's life without words of people. */
export function redactLife(life: FindingLife): FindingLife {
  const { check, fingerprint, events } = life;
  return {
    ...life,
    events: events.map((event) => ({ ...event, said: event.said === null ? null : redactSaid(check, fingerprint, event.said) })),
  };
}

/** What JSON tells of a finding's life; by the rule of its check also in sentences. */
export function lifeMembers(
  { check, fingerprint, events, isOpen, lookedAt }: FindingLife,
  ruleOf: (check: string) => SentenceRule | null,
): object {
  const told = events.map(({ said, ...event }) => ({
    ...event,
    finding: said === null ? null : toldOf(findingSaid(check, fingerprint, said), ruleOf(check)),
  }));
  return { check, fingerprint, isOpen, lookedAt, events: told };
}

/** A comparison without words of people. */
export function redactComparison(comparison: RunComparison): RunComparison {
  const redacted = (finding: ComparedFinding, said: ComparedFinding['after']): ComparedFinding['after'] =>
    said === null ? null : redactSaid(finding.check, finding.fingerprint, said);
  const findings = comparison.findings.map((one) => ({ ...one, before: redacted(one, one.before), after: redacted(one, one.after) }));
  return { ...comparison, findings };
}

/** What JSON tells of two runs; by the rule of its check also in sentences. */
export function comparisonMembers(
  earlier: RecordedRun,
  later: RecordedRun,
  { compared, notCompared, still, findings }: RunComparison,
  ruleOf: (check: string) => SentenceRule | null,
): object {
  const run = ({ id, mode, startedAt }: RecordedRun): object => ({ id, mode, startedAt });
  const said = (finding: ComparedFinding, which: 'before' | 'after'): object | null => {
    const { check, fingerprint, [which]: one } = finding;
    return one === null ? null : toldOf(findingSaid(check, fingerprint, one), ruleOf(check));
  };
  return {
    earlier: run(earlier),
    later: run(later),
    compared,
    notCompared,
    still,
    findings: findings.map((finding) => ({
      what: finding.what,
      check: finding.check,
      fingerprint: finding.fingerprint,
      before: said(finding, 'before'),
      after: said(finding, 'after'),
    })),
  };
}

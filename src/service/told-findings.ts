import { allChecks } from '../checks/index.ts';
import type { Said } from '../history/index.ts';
import { redactFinding, redactIdentity, redactionRuleOf, type Finding, type FindingIdentity } from '../model/index.ts';

/** A finding of the history as runs tell of findings: all of it, or only which one it is. */
export function findingSaid(check: string, fingerprint: string, said: Said): Finding | FindingIdentity {
  if ('expected' in said) return { check, fingerprint, ...said };
  return { check, fingerprint, key: said.key, cause: said.cause };
}

/** What the history keeps of a finding without names, titles and other words of people: it was perhaps recorded with them. */
export function redactSaid(check: string, fingerprint: string, said: Said): Said {
  const finding = findingSaid(check, fingerprint, said);
  const rule = allChecks([]).find(({ id }) => id === check);
  const told = rule === undefined ? redactionRuleOf(check) : { ...redactionRuleOf(check), causes: rule.causes };
  return 'expected' in finding ? redactFinding(finding, told) : redactIdentity(finding, told);
}

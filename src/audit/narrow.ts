import { automaticOf } from './run-check.ts';
import type { AuditEvent, CheckResult, Finding, FindingIdentity, Wish } from '../model/index.ts';

/**
 * Makes of a stream that tells more the one that this wish asks for: call it with each event of a run, in order. Null for an event that
 * the wish leaves out.
 */
export function narrowTo({ detail, limit = null }: Wish): (event: AuditEvent) => AuditEvent | null {
  /** How many the running check has told so far, apart from those that are acknowledged. */
  let told = { counted: 0, acknowledged: 0 };
  const withinLimit = <T>(list: keyof typeof told, findings: readonly T[]): readonly T[] => {
    const room = limit === null ? findings.length : Math.max(0, limit - told[list]);
    const first = findings.length <= room ? findings : findings.slice(0, room);
    told[list] += first.length;
    return first;
  };
  const narrowed = (result: CheckResult): CheckResult => {
    const { check, count, acknowledged, automatic } = result;
    return count === null ? result : { ...result, automatic: automaticOf(check, { detail, limit }, { count, acknowledged }, automatic) };
  };
  return (event) => {
    if (event.type === 'check-finished') return { ...event, result: narrowed(event.result) };
    if (event.type === 'run-finished') return { ...event, result: { ...event.result, checks: event.result.checks.map(narrowed) } };
    if (event.type === 'still-there') return detail === 'counts' ? null : event;
    if (event.type === 'check-started') told = { counted: 0, acknowledged: 0 };
    if (event.type !== 'findings' && event.type !== 'acknowledged' && event.type !== 'keys') return event;
    if (detail === 'counts') return null;
    const { check } = event;
    if (event.type === 'keys' || detail === 'keys') {
      const acknowledged = event.type === 'keys' ? event.acknowledged : event.type === 'acknowledged';
      const findings = withinLimit(acknowledged ? 'acknowledged' : 'counted', event.findings);
      return findings.length === 0 ? null : { type: 'keys', check, acknowledged, findings: findings.map(identityOf) };
    }
    const findings = withinLimit(event.type === 'acknowledged' ? 'acknowledged' : 'counted', event.findings);
    return findings.length === 0 ? null : { type: event.type, check, findings };
  };
}

function identityOf({ check, fingerprint, key, cause }: Finding | FindingIdentity): FindingIdentity {
  return { check, fingerprint, key, cause };
}

import { audit, type AuditPorts, type AuditRequest } from '../audit/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import { eventRedaction, evidenceHash, keyText, type Acknowledgement, type Finding, type Line } from '../model/index.ts';
import { nothingNamed, Search, type FindingName, type Identified } from './find-named.ts';

/** A finding to acknowledge, with what makes its acknowledgement. */
export interface Acknowledgeable extends Identified {
  readonly evidence: string;
  /** How it is told, and kept for people: redacted where the request says so. */
  readonly told: {
    readonly key: string;
    /** Null where no name asked for it: there may be many. */
    readonly headline: Line | null;
  };
}

/**
 * Audits, and keeps what is to be acknowledged: what the names mean, or without names whatever counts.
 *
 * @param already what is acknowledged already, as it is kept for this database
 * @throws UsageError for a name that means nothing, or several; else as an audit does
 */
export async function findToAcknowledge(
  address: DatabaseAddress,
  names: readonly FindingName[],
  already: readonly Acknowledgement[],
  request: AuditRequest,
  ports: AuditPorts,
): Promise<readonly Acknowledgeable[]> {
  const named = new Search<Acknowledgeable>(names, request.redact === true);
  const current: Acknowledgeable[] = [];
  const unanswered = new Map<string, string>();
  // What the keeping holds is about this database, whatever its identity.
  const acknowledged = already.map((one) => ({ ...one, database: null }));
  // What is acknowledged is the evidence as it is, whatever of it is told.
  const redaction = request.redact === true ? eventRedaction() : null;
  for await (const event of audit(address, { ...request, redact: false }, { ...ports, acknowledged })) {
    const told = redaction?.(event) ?? event;
    if (event.type === 'findings' && told.type === 'findings') {
      for (const [index, finding] of event.findings.entries()) {
        const one = acknowledgeable(finding, told.findings[index] ?? finding);
        if (names.length === 0) current.push({ ...one, told: { ...one.told, headline: null } });
        else named.look(one);
      }
    }
    if (told.type === 'check-finished' && told.result.count === null) unanswered.set(told.result.check.id, told.result.reason ?? '');
  }
  if (names.length === 0) return current;
  return named.result((name) => nothingNamed(name, unanswered, request.redact === true));
}

function acknowledgeable(finding: Finding, { key, headline }: Finding): Acknowledgeable {
  const { check, fingerprint } = finding;
  return { check, fingerprint, key: keyText(finding.key), evidence: evidenceHash(finding), told: { key: keyText(key), headline } };
}

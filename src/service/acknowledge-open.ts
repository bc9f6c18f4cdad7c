import type { OpenFilter, Store, Subject } from '../history/index.ts';
import { evidenceHash, keyText, stateAcknowledgement, type Acknowledgement } from '../model/index.ts';
import { findingSaid } from './told-findings.ts';

/** What all acknowledgements that are given at once have in common. */
export type GivenAcknowledgement = Pick<Acknowledgement, 'reason' | 'by' | 'on' | 'until'>;

/** What came of acknowledging all that a filter leaves. */
export interface AcknowledgedOpen {
  readonly made: readonly Acknowledgement[];
  /** Findings of which it was said before, and holds. */
  readonly already: number;
  /** Fingerprints of findings of which the history holds only which they are, not what they say: nobody can tell what is acknowledged. */
  readonly unsaid: readonly string[];
}

/**
 * The acknowledgements of what is there as a filter has it, from the history alone.
 *
 * @param before what is acknowledged already
 */
export async function acknowledgeOpen(
  { history }: Store,
  subject: Subject,
  filter: OpenFilter,
  before: readonly Acknowledgement[],
  given: GivenAcknowledgement,
): Promise<AcknowledgedOpen> {
  const known = new Map(before.map((one) => [one.fingerprint, one]));
  const made: Acknowledgement[] = [];
  const unsaid: string[] = [];
  let already = 0;
  for await (const page of history.open(subject, filter)) {
    for (const { check, fingerprint, said } of page) {
      const finding = findingSaid(check, fingerprint, said);
      if (!('expected' in finding)) {
        unsaid.push(fingerprint);
        continue;
      }
      const earlier = known.get(fingerprint);
      if (earlier !== undefined && stateAcknowledgement(earlier, finding, given.on).standing === 'holds') already += 1;
      else made.push({ database: null, check, fingerprint, key: keyText(finding.key), evidence: evidenceHash(finding), ...given });
    }
  }
  return { made, already, unsaid };
}

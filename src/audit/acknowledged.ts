import type { ReadSession } from '../database/index.ts';
import { aboutDatabase, dayOf, isOver, stateAcknowledgement, type Acknowledgement, type Finding, type Standing } from '../model/index.ts';

/** Findings of one check, told apart. */
export interface Separated {
  /** Those that count. */
  readonly counted: readonly Finding[];
  /** Those that are acknowledged. */
  readonly acknowledged: readonly Finding[];
}

/** The acknowledgements of the database that is audited, by check. */
export type AcknowledgementsByCheck = ReadonlyMap<string, readonly Acknowledgement[]>;

/**
 * Those of the acknowledgements that are about the database of this session.
 *
 * @param name what the database is called; null where it has no name
 */
export async function acknowledgementsFor(
  session: ReadSession,
  name: string | null,
  all: readonly Acknowledgement[],
): Promise<AcknowledgementsByCheck> {
  const identity = all.some(({ database }) => database !== null) ? await session.identity() : null;
  const byCheck = new Map<string, Acknowledgement[]>();
  for (const acknowledgement of aboutDatabase(all, identity, name)) {
    const { check } = acknowledgement;
    const ofCheck = byCheck.get(check);
    if (ofCheck === undefined) byCheck.set(check, [acknowledgement]);
    else ofCheck.push(acknowledgement);
  }
  return byCheck;
}

/** The acknowledgements of one check in one audit: tells its findings apart and remembers which it has met. */
export class Acknowledged {
  readonly #all: ReadonlyMap<string, Acknowledgement>;
  readonly #today: string;
  readonly #met = new Map<string, Standing>();

  constructor(all: readonly Acknowledgement[], now: Date) {
    this.#all = new Map(all.map((acknowledgement) => [acknowledgement.fingerprint, acknowledgement]));
    this.#today = dayOf(now);
  }

  separate(findings: readonly Finding[]): Separated {
    const counted: Finding[] = [];
    const acknowledged: Finding[] = [];
    for (const finding of findings) {
      const stated = this.#all.get(finding.fingerprint);
      if (stated === undefined) {
        counted.push(finding);
        continue;
      }
      const acknowledgement = stateAcknowledgement(stated, finding, this.#today);
      this.#met.set(finding.fingerprint, acknowledgement.standing);
      (acknowledgement.standing === 'holds' ? acknowledged : counted).push({ ...finding, acknowledgement });
    }
    return { counted, acknowledged };
  }

  /** Fingerprints that a repair is to leave out: where the check gave no answer, all that could be acknowledged still. */
  fingerprints(ran: boolean): readonly string[] {
    if (ran) return [...this.#met].flatMap(([fingerprint, standing]) => (standing === 'holds' ? [fingerprint] : []));
    return [...this.#all.values()].flatMap(({ fingerprint, until }) => (isOver(until, this.#today) ? [] : [fingerprint]));
  }

  /**
   * What the report says of acknowledgements that do not hold.
   *
   * @param sawAll whether every finding was met: only then is one that was not met gone
   */
  notes(sawAll: boolean): readonly string[] {
    const standings = [...this.#met.values()];
    const changed = standings.filter((standing) => standing === 'changed').length;
    const expired = standings.filter((standing) => standing === 'expired').length;
    const obsolete = sawAll ? this.#all.size - this.#met.size : 0;
    return [
      ...(changed === 0 ? [] : [`${changed} of these ${changed === 1 ? 'was' : 'were'} acknowledged, and changed since.`]),
      ...(expired === 0 ? [] : [`${expired} of these ${expired === 1 ? 'was' : 'were'} acknowledged, which has expired.`]),
      ...(obsolete === 0
        ? []
        : [
            `${obsolete} ${obsolete === 1 ? 'acknowledgement is' : 'acknowledgements are'} obsolete, as what was found is gone ("peerquest-audit unack --obsolete" removes them).`,
          ]),
    ];
  }
}

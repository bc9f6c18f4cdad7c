import { createHash } from 'node:crypto';
import type { Compared, Evidence, EvidenceValue, FindingKey } from './evidence.ts';

/** A person's word that one finding is known, and to be left alone as long as it stays what it is. */
export interface Acknowledgement {
  /** What it is about: a database's identity, or {@link aboutSubject}; null for whichever is audited. */
  readonly database: string | null;
  readonly check: string;
  readonly fingerprint: string;
  /** The finding's keys, as {@link keyText} writes them: for people. */
  readonly key: string;
  /** {@link evidenceHash} of the finding as it was. */
  readonly evidence: string;
  readonly reason: string;
  readonly by: string;
  /** The day on which it was given: `YYYY-MM-DD`, UTC. */
  readonly on: string;
  /** The last day on which it holds, UTC; null for no end. */
  readonly until: string | null;
}

/** What an acknowledgement is about where the database has a name: whichever bears it. No identity looks like that. */
export const aboutSubject = (name: string): string => `@${name}`;

/**
 * Those that are about one database, in their order. Where a finding was acknowledged of the database as it is and by its name, the name
 * counts.
 *
 * @param name what it is called; null where it has no name
 */
export function aboutDatabase<One extends Acknowledgement>(
  all: readonly One[],
  identity: string | null,
  name: string | null,
): readonly One[] {
  const subject = name === null ? null : aboutSubject(name);
  const named = new Set(all.filter(({ database }) => database !== null && database === subject).map(({ fingerprint }) => fingerprint));
  return all.filter(({ database, fingerprint }) =>
    database !== null && database === subject ? true : (database === null || database === identity) && !named.has(fingerprint),
  );
}

/** Whether an acknowledgement still holds: it may have come to its end, or the finding is not what it was. */
export type Standing = 'holds' | 'expired' | 'changed';

/** What a finding's acknowledgement says, and whether it holds. */
export interface StatedAcknowledgement extends Pick<Acknowledgement, 'reason' | 'by' | 'on' | 'until'> {
  readonly standing: Standing;
}

/** What an acknowledgement says of its finding on a day (`YYYY-MM-DD`, UTC). */
export function stateAcknowledgement(
  { reason, by, on, until, evidence }: Acknowledgement,
  finding: Compared,
  today: string,
): StatedAcknowledgement {
  const standing = isOver(until, today) ? 'expired' : evidenceHash(finding) === evidence ? 'holds' : 'changed';
  return { standing, reason, by, on, until };
}

/** True after the last day on which something holds. */
export function isOver(until: string | null, today: string): boolean {
  return until !== null && today > until;
}

/** The UTC day of a time. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/**
 * What a finding's expected and actual values come to: 128 bits of SHA-256 as 32 hex digits, the same on every engine. Of a
 * person the id counts and whether they are there, not their name.
 */
export function evidenceHash({ expected, actual }: Compared): string {
  const material = JSON.stringify([inOrder(expected), inOrder(actual)]);
  return createHash('sha256').update(material).digest('hex').slice(0, 32);
}

function inOrder(evidence: Evidence): readonly (readonly [string, unknown])[] {
  const names = Object.keys(evidence).sort();
  return names.map((name) => [name, plain(evidence[name] ?? null)]);
}

function plain(value: EvidenceValue): unknown {
  return typeof value === 'object' && value !== null ? [value.id, value.username !== null] : value;
}

/** A finding's keys in one text, `5` or `5/52000000-…`: those that its fingerprint is made of, in their order. */
export function keyText(key: FindingKey): string {
  return Object.values(key)
    .filter((value) => typeof value !== 'object')
    .join('/');
}

import type { StatedAcknowledgement } from './acknowledgement.ts';
import type { Compared, FindingKey, RowId } from './evidence.ts';
import type { Line } from './line.ts';

/** How much a finding matters. Findings of `warning` and above count as issues (SPEC section 5). */
export type Severity = 'critical' | 'warning' | 'info';

/** Whether a repair exists that needs no human judgement. */
export type RepairKind = 'automatic' | 'manual';

/** A person named by a finding. `username` is null where the row is gone. `id` is a hyphenated lower-case UUID. */
export interface UserReference {
  readonly id: string;
  readonly username: string | null;
}

/** A quest named by a finding. `title` is null where the row is gone. */
export interface QuestReference {
  readonly id: RowId;
  readonly title: string | null;
}

/** What a check tells about one bad row; the audit adds the check's id and the fingerprint. */
export interface Description extends Compared {
  readonly key: FindingKey;
  readonly user: UserReference | null;
  readonly quest: QuestReference | null;
  readonly cause: string | null;
  readonly repair: RepairKind;
  /** What the finding is about. */
  readonly headline: Line;
  /** Further lines: the evidence in words. */
  readonly details: readonly Line[];
}

/** What tells a finding from all others, without names, evidence or words. */
export type FindingIdentity = Pick<Finding, 'check' | 'fingerprint' | 'key' | 'cause'>;

/** One violation of one invariant. */
export interface Finding extends Description {
  readonly check: string;
  /** Stable over runs and engines: a hash of check id and keys, never of text. */
  readonly fingerprint: string;
  /** What was said of it earlier; a finding counts all the same unless that still holds. */
  readonly acknowledgement?: StatedAcknowledgement;
}

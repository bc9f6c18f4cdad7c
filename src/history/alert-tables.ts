import type { Whole } from './whole.ts';

/** What was told last of one thing that may be well or not. */
interface AlertStateTable {
  readonly topic: string;
  /** Grows with each change: who changes it says which one it knows. */
  readonly version: Whole;
  /** JSON. */
  readonly state: string;
  readonly is_bad: Whole;
  /** When something was said of it last, ISO 8601 UTC. */
  readonly told_at: string;
}

/** A message for one channel. */
interface MessageTable {
  /** Also what tells a receiver that it has heard it before. */
  readonly id: string;
  readonly channel: string;
  readonly created_at: string;
  /** Not before this it is tried, or tried again. */
  readonly due_at: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly attempts: Whole;
  /** Who tries at the moment, and until when nobody else does. */
  readonly holder: string | null;
  readonly held_until: string | null;
  readonly ended_at: string | null;
  /** What came of the last attempt, a sentence. */
  readonly note: string | null;
  /** How many digests are in it. */
  readonly parts: Whole;
  /** A JSON list of what it tells. */
  readonly data: string;
}

/** The tables of alerts. */
export type AlertTables = Readonly<{ peerquest_audit_alert_state: AlertStateTable; peerquest_audit_message: MessageTable }>;

import type { AuditEvent } from '../model/index.ts';

/** Turns the events of one run into text, piece by piece: a pure function with a memory, no output of its own. */
export interface Reporter {
  /** The text that this event adds to the report; often empty. */
  write(event: AuditEvent): string;
}

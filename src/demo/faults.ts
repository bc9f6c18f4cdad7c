/** A fault that the generator can plant, with what the audit must then say. */
export interface Fault {
  readonly check: string;
  readonly cause: string | null;
  /** Only where the unique index is absent. */
  readonly oldSchemaOnly?: true;
}

/** Every fault of the five synchronization checks, by cause. */
export const faults = [
  { check: 'approved-without-participant', cause: 'never-created' },
  { check: 'approved-without-participant', cause: 'possibly-left' },
  { check: 'participant-without-approved-application', cause: 'kicked' },
  { check: 'participant-without-approved-application', cause: 'rejected' },
  { check: 'participant-without-approved-application', cause: 'pending' },
  { check: 'participant-without-approved-application', cause: 'no-application' },
  { check: 'quest-status', cause: null },
  { check: 'quest-assignment', cause: null },
  { check: 'duplicate-participant', cause: null, oldSchemaOnly: true },
] as const satisfies readonly Fault[];

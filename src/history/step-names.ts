/**
 * Every step of the store's tables to their present form, oldest first; what each does stands in `steps.ts`, which is loaded where one is to be
 * made. A step that was published is never changed: a new one is added.
 */
export const STEP_NAMES = [
  '0001-runs',
  '0002-transactions',
  '0003-acknowledgements',
  '0004-files',
  '0005-payloads',
  '0006-seals',
  '0007-history',
  '0008-jobs',
  '0009-outbox',
  '0010-probes',
  '0011-access',
  '0012-held-plans',
  '0013-dated-spans',
  '0014-backups',
  '0015-open-spans',
] as const;

/** The name of a step. */
export type StepName = (typeof STEP_NAMES)[number];

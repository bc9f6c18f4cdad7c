import type { Kysely } from 'kysely';
import type { StoreDdl } from '../database/index.ts';
import { createRuns } from './migrations/0001-runs.ts';
import { createTransactions } from './migrations/0002-transactions.ts';
import { createAcknowledgements } from './migrations/0003-acknowledgements.ts';
import { createFiles } from './migrations/0004-files.ts';
import { separatePayloads } from './migrations/0005-payloads.ts';
import { addSeals } from './migrations/0006-seals.ts';
import { createHistory } from './migrations/0007-history.ts';
import { createJobs } from './migrations/0008-jobs.ts';
import { createOutbox } from './migrations/0009-outbox.ts';
import { createProbes } from './migrations/0010-probes.ts';
import { createAccess } from './migrations/0011-access.ts';
import { createHeldPlans } from './migrations/0012-held-plans.ts';
import { addDatesOfSpans } from './migrations/0013-dated-spans.ts';
import { createBackups } from './migrations/0014-backups.ts';
import { indexOpenSpans } from './migrations/0015-open-spans.ts';
import type { StepName } from './step-names.ts';

/** A step of the store's tables to their present form. */
type MigrationStep = (database: Kysely<unknown>, ddl: StoreDdl) => Promise<void>;

/** What each step does. */
export const STEPS: Readonly<Record<StepName, MigrationStep>> = {
  '0001-runs': createRuns,
  '0002-transactions': createTransactions,
  '0003-acknowledgements': createAcknowledgements,
  '0004-files': createFiles,
  '0005-payloads': separatePayloads,
  '0006-seals': addSeals,
  '0007-history': createHistory,
  '0008-jobs': createJobs,
  '0009-outbox': createOutbox,
  '0010-probes': createProbes,
  '0011-access': createAccess,
  '0012-held-plans': createHeldPlans,
  '0013-dated-spans': addDatesOfSpans,
  '0014-backups': createBackups,
  '0015-open-spans': indexOpenSpans,
};

import type { Check } from './define-check.ts';
import { completionChecks } from './completion/index.ts';
import { databaseChecks } from './database/index.ts';
import { filesChecks } from './files/index.ts';
import { goldChecks } from './gold/index.ts';
import { guildChecks } from './guild/index.ts';
import { profileChecks } from './profile/index.ts';
import { referencesChecks } from './references/index.ts';
import { syncChecks } from './sync/index.ts';
import { workflowChecks } from './workflow/index.ts';
import { xpChecks } from './xp/index.ts';

/** Every check, in the order in which they run and are reported. A test compares this list with the folder. */
export const checks: readonly Check[] = [
  ...syncChecks,
  ...workflowChecks,
  ...profileChecks,
  ...guildChecks,
  ...xpChecks,
  ...goldChecks,
  ...completionChecks,
  ...filesChecks,
  ...referencesChecks,
  ...databaseChecks,
];

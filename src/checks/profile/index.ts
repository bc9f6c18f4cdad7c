import type { Check } from '../define-check.ts';

/** Accounts: names, addresses, privileges, bans. In the order of the report. */
export const profileChecks: readonly Check[] = [];

import type { Check } from '../define-check.ts';

/** Guilds, their members and requests. In the order of the report. */
export const guildChecks: readonly Check[] = [];

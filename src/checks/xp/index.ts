import type { Check } from '../define-check.ts';
import questXpReward from './quest-xp-reward.ts';
import userLevel from './user-level.ts';
import xpPaidTwice from './xp-paid-twice.ts';
import xpTotalNegative from './xp-total-negative.ts';

/** XP and levels. In the order of the report. */
export const xpChecks: readonly Check[] = [questXpReward, userLevel, xpTotalNegative, xpPaidTwice];

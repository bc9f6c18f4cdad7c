import { numberOf } from '../../database/index.ts';
import { line, type Line } from '../../model/index.ts';
import type { NamedRow } from '../define-check.ts';

/** Columns of `quests_quest` that {@link owedOf} reads as `xp_reward` and `gold_reward`. */
export const REWARD_COLUMNS = ['xp_reward', 'gold_reward'] as const;

/** What a quest pays to each participant who completes it; null where the quest's row is gone. */
export interface Owed {
  readonly xpReward: number | string | null;
  readonly goldReward: number | string | null;
}

/** The reward of the quest a row names: dates and statuses around a completion arm its payment. */
export function owedOf(row: NamedRow): Owed {
  return { xpReward: numberOf(row['xp_reward']), goldReward: numberOf(row['gold_reward']) };
}

/** `50 XP and 20 gold`. */
export function owedText({ xpReward, goldReward }: Owed): Line {
  return xpReward === null ? line`unknown, as the quest is gone` : line`${xpReward} XP and ${goldReward} gold`;
}

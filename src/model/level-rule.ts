/** How many XP make a level: `min(highest, max(1, xp // xpPerLevel + offset))` (SPEC section 2). */
export interface LevelRule {
  readonly xpPerLevel: number;
  readonly offset: number;
  readonly highest: number;
}

/** The rule by which PeerQuest writes `users_user.level`. */
export const DEFAULT_LEVELS: LevelRule = { xpPerLevel: 1000, offset: 0, highest: 100 };

/** The level that so much XP comes to. */
export function levelOf(xp: number, { xpPerLevel, offset, highest }: LevelRule): number {
  return Math.min(highest, Math.max(1, Math.floor(xp / xpPerLevel) + offset));
}

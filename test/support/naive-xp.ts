import type { LevelRule } from '../../src/checks/index.ts';
import { lineOf } from './finding-line.ts';

/** Rows as a generated database has them. */
export interface XpWorld {
  readonly users: readonly { readonly id: string; readonly username: string; readonly level: number }[];
  readonly quests: readonly {
    readonly id: number;
    readonly title: string;
    readonly difficulty: string;
    readonly xp_reward: number;
    readonly is_deleted: number;
  }[];
  readonly participants: readonly { readonly quest_id: number; readonly user_id: string; readonly status: string }[];
  readonly applications: readonly { readonly quest_id: number; readonly applicant_id: string; readonly status: string }[];
  readonly entries: readonly { readonly user_id: string; readonly amount: number; readonly reason: string }[];
}

const XP = new Map([
  ['initiate', 25],
  ['adventurer', 50],
  ['champion', 100],
  ['mythic', 200],
]);

/** What the XP checks must find, as sorted lines. */
export function naiveXp(world: XpWorld, username: string | null, levels: LevelRule): readonly string[] {
  const lines: string[] = [];
  const mine = (id: string): boolean => username === null || world.users.some((user) => user.id === id && user.username === username);
  const isDeleted = (id: number): boolean => world.quests.find((quest) => quest.id === id)?.is_deleted === 1;
  for (const { id, difficulty, xp_reward } of world.quests) {
    if (username !== null && !world.participants.some((row) => row.quest_id === id && mine(row.user_id))) continue;
    const expected = XP.get(difficulty);
    if (expected === undefined || expected === xp_reward) continue;
    const actual = { xpReward: xp_reward, difficulty, questDeleted: isDeleted(id) };
    const found = { check: 'quest-xp-reward', key: { questId: id }, cause: null, repair: 'automatic' };
    lines.push(lineOf({ ...found, expected: { xpReward: expected }, actual }));
  }
  const total = (id: string): number => world.entries.filter((row) => row.user_id === id).reduce((sum, { amount }) => sum + amount, 0);
  for (const { id, level } of world.users) {
    if (!mine(id)) continue;
    const expected = Math.min(levels.highest, Math.max(1, Math.floor(total(id) / levels.xpPerLevel) + levels.offset));
    if (level === expected) continue;
    const found = { check: 'user-level', key: { userId: id }, cause: null, repair: 'automatic' };
    lines.push(lineOf({ ...found, expected: { level: expected }, actual: { level, xp: total(id) } }));
  }
  for (const id of new Set(world.entries.map((row) => row.user_id))) {
    if (!mine(id)) continue;
    const found = { key: { userId: id }, cause: null, repair: 'manual' };
    if (total(id) < 0) lines.push(lineOf({ ...found, check: 'xp-total-negative', expected: { leastXp: 0 }, actual: { xp: total(id) } }));
    for (const title of new Set(world.quests.map((quest) => quest.title))) {
      const paid = world.entries.filter((row) => row.user_id === id && row.reason === `Completed quest: ${title}`);
      const entries = paid.filter(({ amount }) => amount > 0).length - paid.filter(({ amount }) => amount < 0).length;
      const named = world.quests.filter((quest) => quest.title === title).map((quest) => quest.id);
      const has = (questId: number, status?: string): boolean =>
        world.participants.some((row) => row.quest_id === questId && row.user_id === id && (status ?? row.status) === row.status);
      const completed = named.filter((questId) => has(questId, 'completed'));
      const left = named.filter(
        (questId) =>
          !has(questId) &&
          world.applications.some((row) => row.quest_id === questId && row.applicant_id === id && row.status === 'approved'),
      );
      const allowed = completed.length + left.length;
      if (completed.length === 0 || entries <= Math.max(1, allowed)) continue;
      const questId = Math.min(...completed);
      const actual = { entries, xp: paid.reduce((sum, { amount }) => sum + amount, 0), questDeleted: isDeleted(questId) };
      lines.push(lineOf({ ...found, check: 'xp-paid-twice', key: { userId: id, questId }, expected: { entries: allowed }, actual }));
    }
  }
  return lines.sort();
}

import { balanceTarget } from './balance.ts';
import { duplicateParticipantTarget } from './duplicate-participant.ts';
import { guildTarget } from './guild.ts';
import { questTarget } from './quest.ts';
import type { Target } from './target.ts';
import { userTarget } from './user.ts';

/** Every target, in the order in which they are repaired. */
export const targets: readonly Target[] = [questTarget, userTarget, guildTarget, balanceTarget, duplicateParticipantTarget];

/** Their ids. */
export const TARGET_IDS: readonly Target['id'][] = targets.map(({ id }) => id);

/** The target with this id. */
export function targetOf(id: Target['id']): Target {
  const target = targets.find((candidate) => candidate.id === id);
  if (target === undefined) throw new Error(`There is no target ${id}.`);
  return target;
}

/** The targets that mend findings of these checks without a person's decision, in the order in which they are repaired. */
export function targetsFor(checks: readonly string[]): readonly Target['id'][] {
  return targets
    .filter(({ id, checks: mended }) => id !== 'duplicate-participant' && mended.some((check) => checks.includes(check)))
    .map(({ id }) => id);
}

/** The tables that a repair of a check's findings may write to. */
export function tablesWrittenFor(check: string): readonly string[] {
  return targetsFor([check]).flatMap((id) =>
    Object.entries(targetOf(id).writes).flatMap(([table, { mending }]) => (mending?.some((one) => one === check) === false ? [] : table)),
  );
}

export type { DuplicateDecision, KeepRule, RepairScope, Target, Written } from './target.ts';

import { duplicateParticipantTarget } from './duplicate-participant.ts';
import { questTarget } from './quest.ts';
import type { Target } from './target.ts';

const targets: readonly Target[] = [questTarget, duplicateParticipantTarget];

/** The target with this id. */
export function targetOf(id: Target['id']): Target {
  const target = targets.find((candidate) => candidate.id === id);
  if (target === undefined) throw new Error(`There is no target ${id}.`);
  return target;
}

export { QUEST_CHECKS } from './quest.ts';
export type { KeepRule, RepairScope, Target } from './target.ts';

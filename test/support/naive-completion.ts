import { instant, uuid } from '../../src/model/index.ts';
import type { World } from './naive-audit.ts';
import type { NaiveFinding } from './naive-workflow.ts';

/** A generated database for the checks of the group `completion`. */
export interface CompletionWorld {
  readonly users: World['users'];
  readonly quests: readonly (World['quests'][number] & {
    readonly completed_at: string | null;
    readonly xp_reward: number;
    readonly gold_reward: number;
  })[];
  readonly participants: readonly (World['participants'][number] & { readonly completed_at: string | null })[];
  readonly applications: World['applications'];
  readonly logs: readonly { readonly quest_id: number; readonly adventurer_id: string }[];
  readonly transactions: readonly {
    readonly type: string;
    readonly amount: number;
    readonly quest_id: number | null;
    readonly user_id: string;
  }[];
  readonly xp: readonly { readonly reason: string; readonly created_at: string; readonly user_id: string }[];
}

const PREFIX = 'Completed quest: ';

/** The checks of the group written down once more, as naively as possible: loops over rows, straight from their definition. */
export function naiveCompletion(world: CompletionWorld, username: string | null): readonly NaiveFinding[] {
  const userId = username === null ? null : (world.users.find((user) => user.username === username)?.id ?? 'nobody');
  const mine = (id: string): boolean => userId === null || id === userId;
  const findings: NaiveFinding[] = [];

  for (const quest of world.quests) {
    const { id, status, completed_at, xp_reward, gold_reward } = quest;
    const participants = world.participants.filter((row) => row.quest_id === id);
    const unfinishedParticipants = participants.filter((row) => !['completed', 'dropped'].includes(row.status)).length;
    const owed = { xpReward: xp_reward, goldReward: gold_reward, questDeleted: quest.is_deleted === 1 };
    const approved = world.applications.filter((row) => row.quest_id === id && row.status === 'approved');
    const add = (check: string, actual: NaiveFinding['actual']): void =>
      void findings.push({ check, key: { questId: id }, cause: null, actual: { ...actual, ...owed } });
    if (participants.length === 0 && status === 'completed' && (userId === null || approved.some((row) => mine(row.applicant_id)))) {
      add('completed-quest-without-participants', {
        participants: 0,
        approvedApplications: approved.length,
        completedAt: instant(completed_at),
      });
    }
    if (userId !== null && !participants.some((row) => mine(row.user_id))) continue;
    if (status === 'completed' && completed_at === null) add('completed-quest-without-date', { dated: false, unfinishedParticipants });
    if (status !== 'completed' && completed_at !== null)
      add('completion-date-on-unfinished-quest', { completedAt: instant(completed_at), status, unfinishedParticipants });
  }

  for (const participant of world.participants) {
    const { id, status, joined_at, completed_at, quest_id, user_id } = participant;
    if (!mine(user_id)) continue;
    const quest = world.quests.find((row) => row.id === quest_id);
    const owed = {
      xpReward: quest?.xp_reward ?? null,
      goldReward: quest?.gold_reward ?? null,
      questDeleted: quest?.is_deleted === 1,
    };
    const joinedAt = instant(joined_at);
    const completedAt = instant(completed_at);
    const add = (check: string, cause: string | null, actual: NaiveFinding['actual']): void =>
      void findings.push({
        check,
        key: { participantId: id, questId: quest_id, userId: uuid(user_id) },
        cause,
        actual: { ...actual, ...owed },
      });
    if (quest?.status === 'completed' && status !== 'completed' && status !== 'dropped') {
      add('active-participant-in-completed-quest', quest.completed_at === null ? 'undated' : 'armed', {
        unfinished: true,
        participantStatus: status,
        joinedAt,
        questCompletedAt: instant(quest.completed_at),
      });
    }
    if (status === 'completed' && completed_at === null)
      add('completed-participant-without-date', null, { dated: false, joinedAt, questStatus: quest?.status ?? null });
    if (completed_at !== null && completed_at < joined_at)
      add('completion-before-joining', null, { completedAfterJoining: false, participantStatus: status, joinedAt, completedAt });
    if (quest?.status !== 'completed' || status !== 'completed') continue;
    const entries = world.xp.filter((row) => row.user_id === user_id);
    const rewarded =
      world.logs.some((row) => row.quest_id === quest_id && row.adventurer_id === user_id) ||
      world.transactions.some(
        (row) => row.quest_id === quest_id && row.user_id === user_id && row.amount > 0 && ['REWARD', 'QUEST_REWARD'].includes(row.type),
      ) ||
      entries.some(({ reason }) => reason === PREFIX + quest.title);
    if (rewarded) continue;
    const titles = world.participants
      .filter((row) => row.user_id === user_id)
      .map((row) => world.quests.find((other) => other.id === row.quest_id)?.title);
    const renamed = entries.some(
      ({ reason, created_at }) =>
        reason.startsWith(PREFIX) && created_at >= (completed_at ?? joined_at) && !titles.includes(reason.slice(PREFIX.length)),
    );
    add('completion-unrewarded', renamed ? 'possibly-renamed' : 'no-trace', { rewarded: false, completedAt });
  }
  return findings;
}

import type { Fault } from './faults.ts';
import type { QuestDraft } from './quest-draft.ts';
import { DAY, MINUTE, time } from './time.ts';

type Plant = (quest: QuestDraft, cause: string | null) => void;

/** How each fault of a quest comes about; what is not said is in good order. */
const PLANTS: Readonly<Record<string, Plant>> = {
  'approved-without-participant': (quest, cause) => {
    const { updated } = quest;
    quest.apply(0, 'approved');
    quest.updated = cause === 'never-created' ? updated : quest.reviewed + 180 * MINUTE;
  },
  'participant-without-approved-application': (quest, cause) => {
    quest.start();
    quest.join(0);
    quest.assigned = 0;
    quest.updated = quest.reviewed + 250;
    if (cause === 'kicked' || cause === 'rejected' || cause === 'pending') quest.apply(0, cause);
  },
  'quest-status': (quest) => {
    quest.start(0);
    quest.status = 'open';
  },
  'quest-assignment': (quest) => {
    quest.start(0);
    quest.assigned = null;
  },
  'duplicate-participant': (quest) => {
    quest.start(0);
    quest.join(0);
  },
  'in-progress-without-active-participant': (quest, cause) => {
    quest.start();
    quest.updated = quest.reviewed + 250;
    if (cause === 'all-dropped') kick(quest, 0);
  },
  'assignee-not-active-participant': (quest, cause) => {
    quest.start(0);
    quest.assigned = 1;
    if (cause === 'dropped') kick(quest, 1);
  },
  'approved-but-dropped': (quest) => {
    quest.apply(1, 'approved');
    quest.join(1, 'dropped');
    quest.start(0);
  },
  'application-pending-twice': (quest) => {
    quest.apply(0, 'pending', [1]);
    quest.apply(0, 'pending', [2]);
  },
  'application-attempt-missing': (quest) => {
    quest.apply(0, 'pending', []);
  },
  'application-attempt-surplus': (quest) => {
    quest.apply(0, 'pending', [1, 2]);
  },
  'quest-xp-reward': (quest) => {
    quest.start(0);
    quest.xpReward += 15;
  },
  'xp-paid-twice': (quest) => {
    quest.finish(0);
    quest.pay(0);
    quest.payXp(0);
  },
  'reward-paid-twice': (quest, cause) => {
    quest.goldReward += 10;
    quest.finish(0);
    quest.pay(0);
    if (cause === 'bonus') quest.payGold(0, 'Bonus for');
    quest.payGold(0, cause === 'bonus' ? 'Bonus for' : 'Reward for completing');
  },
  'completed-quest-without-date': (quest) => {
    quest.finish(0);
    quest.pay(0);
    quest.completedAt = null;
  },
  'completion-date-on-unfinished-quest': (quest) => {
    quest.start(0);
    quest.completedAt = quest.completed;
  },
  'active-participant-in-completed-quest': (quest) => {
    quest.apply(1, 'approved');
    quest.join(1);
    quest.finish(0);
    quest.pay(0);
  },
  'completed-participant-without-date': (quest) => {
    quest.apply(0, 'approved');
    quest.join(0, 'completed', { completed_at: null });
    quest.close(0);
    quest.pay(0);
  },
  'completed-quest-without-participants': (quest) => {
    quest.close(null);
  },
  'completion-unrewarded': (quest) => {
    quest.finish(0);
  },
  'completion-before-joining': (quest) => {
    quest.apply(0, 'approved');
    quest.join(0, 'completed', { joined_at: time(quest.completed + DAY) });
    quest.close(0);
    quest.pay(0);
  },
  'orphan-reference': (quest) => {
    quest.category = 404;
  },
  'unknown-status': (quest) => {
    quest.status = 'archived';
  },
};

function kick(quest: QuestDraft, person: number): void {
  quest.apply(person, 'kicked');
  quest.join(person, 'dropped');
}

/** Lets a quest become what the fault's check is after, and nothing that another check would find. */
export function plantInQuest(quest: QuestDraft, { check, cause }: Fault): void {
  const plant = PLANTS[check];
  if (plant === undefined) throw new Error(`No quest can have ${check}.`);
  plant(quest, cause);
  quest.charge();
}

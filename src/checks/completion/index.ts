import type { Check } from '../define-check.ts';
import activeParticipantInCompletedQuest from './active-participant-in-completed-quest.ts';
import completedParticipantWithoutDate from './completed-participant-without-date.ts';
import completedQuestWithoutDate from './completed-quest-without-date.ts';
import completedQuestWithoutParticipants from './completed-quest-without-participants.ts';
import completionBeforeJoining from './completion-before-joining.ts';
import completionDateOnUnfinishedQuest from './completion-date-on-unfinished-quest.ts';
import completionUnrewarded from './completion-unrewarded.ts';

/** How quests end. In the order of the report. */
export const completionChecks: readonly Check[] = [
  completedQuestWithoutDate,
  completionDateOnUnfinishedQuest,
  activeParticipantInCompletedQuest,
  completedParticipantWithoutDate,
  completedQuestWithoutParticipants,
  completionUnrewarded,
  completionBeforeJoining,
];

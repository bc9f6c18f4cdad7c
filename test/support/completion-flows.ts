import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { ANN, rowsOf, type Situation } from './flows.ts';

/** A quest that was completed, and what was paid for it; each row is in good order unless said. */
export interface CompletionSituation extends Situation {
  /** Further quests. */
  readonly quests?: readonly PartialRow[];
  readonly logs?: readonly PartialRow[];
  readonly transactions?: readonly PartialRow[];
  readonly xp?: readonly PartialRow[];
}

/** When the quest and its participants were completed. */
export const DONE = '2025-07-05 12:00:00';

/** A participant who has done the work. */
export const done = { status: 'completed', completed_at: DONE } as const;

/** The rows of such a situation: the quest is completed and pays 50 XP and 20 gold. */
export function completionRows({
  quest = {},
  quests = [],
  logs = [],
  transactions = [],
  xp = [],
  ...situation
}: CompletionSituation): Dataset {
  const completed = { status: 'completed', completed_at: DONE, xp_reward: 50, gold_reward: 20, ...quest };
  return [
    ...rowsOf({ ...situation, quest: completed }),
    ['quests_quest', quests.map((row) => ({ status: 'completed', completed_at: DONE, creator_id: ANN, category_id: 1, ...row }))],
    [
      'quests_questcompletionlog',
      logs.map((row) => ({ xp_earned: 50, gold_earned: 20, completed_at: DONE, adventurer_id: ANN, quest_id: 7, ...row })),
    ],
    [
      'transactions_transaction',
      transactions.map((row) => ({ type: 'REWARD', amount: 20, created_at: DONE, user_id: ANN, quest_id: 7, ...row })),
    ],
    [
      'users_xptransaction',
      xp.map((row) => ({
        amount: 50,
        reason: 'Completed quest: Map the harbour',
        created_at: '2025-07-05 12:00:00.500000',
        user_id: ANN,
        ...row,
      })),
    ],
  ];
}

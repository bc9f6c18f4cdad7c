import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { ANN, BOB, EVE, rowsOf, type Situation } from './flows.ts';
import { account } from './profile-flows.ts';

/** A situation around quest 7, further quests, and XP entries; these are Ann's unless said. */
export interface XpSituation extends Situation {
  /** Ann's account. */
  readonly ann?: PartialRow;
  readonly otherQuests?: readonly PartialRow[];
  readonly entries?: readonly PartialRow[];
}

/** What the application writes when Ann completes quest 7. */
export const PAID: PartialRow = { amount: 50, reason: 'Completed quest: Map the harbour' };

/** The rows of a situation. */
export function xpRows({ ann = {}, otherQuests = [], entries = [], quest = {}, ...rest }: XpSituation): Dataset {
  const people = [
    account({ id: ANN, username: 'ann', ...ann }),
    account({ id: BOB, username: 'bob' }),
    account({ id: EVE, username: 'eve' }),
  ];
  return [
    ...rowsOf({ ...rest, quest: { difficulty: 'adventurer', xp_reward: 50, ...quest } }).map(([table, rows]): Dataset[number] => [
      table,
      table === 'users_user' ? people : rows,
    ]),
    [
      'quests_quest',
      otherQuests.map((row) => ({ title: 'Map the harbour', status: 'completed', creator_id: EVE, category_id: 1, ...row })),
    ],
    ['users_xptransaction', entries.map((row, index) => ({ id: index + 1, user_id: ANN, reason: 'Bonus', amount: 100, ...row }))],
  ];
}

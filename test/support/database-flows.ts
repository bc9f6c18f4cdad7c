import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { ANN, BOB } from './flows.ts';
import { referencesOf } from './references-flows.ts';

const GUILD = 'f0000000000040008000000000000009';
const HOUR = 3_600_000;

/** A time so many hours from now, as Django stores it. */
export function hoursFromNow(hours: number): string {
  return `${new Date(Date.now() + hours * HOUR).toISOString().slice(0, 23).replace('T', ' ')}000`;
}

/** Rows that replace those of a table. */
export interface Times {
  readonly rows?: Readonly<Record<string, readonly PartialRow[]>>;
}

/** One row in good order in every table that has times: those around a quest of Eve's, a guild of Bob's, and what belongs to Ann. */
export function timesOf({ rows = {} }: Times): Dataset {
  const healthy: Dataset = [
    ...referencesOf({}),
    ['quests_questsubmissionattempt', [{ id: 1, participant_id: 1, quest_id: 7, user_id: ANN }]],
    ['quests_questcompletionlog', [{ id: 1, adventurer_id: ANN, quest_id: 7 }]],
    ['users_xptransaction', [{ id: 1, amount: 5, reason: 'Event', user_id: ANN }]],
    ['users_goldtransaction', [{ id: 1, amount: 5, reason: 'Event', user_id: ANN }]],
    ['transactions_userbalance', [{ id: 1, gold_balance: 5, user_id: ANN }]],
    ['transactions_questgoldreservation', [{ id: 1, amount: 5, quest_id: 7, user_id: ANN }]],
    ['guilds_guildjoinrequest', [{ id: 1, is_approved: 1, guild_id: GUILD, user_id: BOB }]],
    ['notifications_notification', [{ id: 1, type: 'note', user_id: ANN }]],
    ['users_banappeal', [{ id: 1, reviewed: 0, user_id: ANN }]],
    ['users_banappealfile', [{ id: 1, file: 'a.png', appeal_id: 1 }]],
    ['messaging_messageattachment', [{ id: 1, file: 'a.png' }]],
  ];
  return healthy.map(([table, own]): Dataset[number] => [table, rows[table] ?? own]);
}

/** The same rows with some columns of the first row of a table replaced. */
export function timesWith(table: string, columns: PartialRow): Times {
  const own = timesOf({}).find(([name]) => name === table)?.[1] ?? [];
  return { rows: { [table]: own.map((row, index) => (index === 0 ? { ...row, ...columns } : row)) } };
}

import type { Change, ShownRow, ShownValue } from '../change.ts';
import type { RowId } from '../evidence.ts';
import { HIDDEN, isOfPeople, isPlain, plainOrHidden } from './plain-text.ts';

/** Reasons of this program that name nothing; of any other only the beginning is told, where it is one of these. */
const REASONS = [
  'a finding of it was acknowledged since the plan: plan again for the rest',
  'already in order: there is nothing left to do',
  'already undone: there is nothing left to do',
  'the run was cut off: whether it was committed is found out by the next repair',
  'rolled back: nothing was changed',
  'nobody knows whether it was committed',
  'the connection broke during the commit, and the rows do not tell whether it was done: look at them',
];
const BEGINNINGS = ['changed since the plan', 'Transaction rolled back', 'it would now be to'];

/** A change without names, titles and other words of people; its words are made of its table, its keys and its plain values. */
export function redactChange(change: Change): Change {
  const { key, before, after, reason, words } = change;
  const told = {
    ...change,
    key: redactRow(key),
    before: before === null ? null : redactRow(before),
    after: after === null ? null : redactRow(after),
    reason: reason === null ? null : redactReason(reason),
  };
  return { ...told, words: words.length === 0 ? [] : [wordsOf(told, words[0]?.plan.startsWith('undo: ') === true)] };
}

function redactRow<Value extends ShownValue | RowId>(row: Readonly<Record<string, Value>>): Readonly<Record<string, Value | string>> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, redactValue(column, value)]));
}

/** A value of a column, hidden where it may be a word of people. */
export function redactValue<Value extends ShownValue | RowId>(column: string, value: Value): Value | string {
  if (typeof value !== 'string') return value;
  return isOfPeople(column) && value !== '' ? HIDDEN : plainOrHidden(value);
}

function redactReason(reason: string): string {
  if (REASONS.includes(reason) || isPlain(reason)) return reason;
  const beginning = BEGINNINGS.find((each) => reason.startsWith(each));
  return beginning === undefined ? HIDDEN : `${beginning}: ${HIDDEN}`;
}

/** What a change does, and did: where the reports' contract has a sentence for it, that one, with ids. */
function wordsOf(change: Change, isUndo: boolean): Change['words'][number] {
  const [verb, done, rest] = sentenceOf(change);
  return isUndo ? { plan: `undo: ${verb} ${rest}`, done: `Undone: ${verb} ${rest}` } : { plan: `${verb} ${rest}`, done: `${done} ${rest}` };
}

function sentenceOf({ table, operation, key, before, after }: Change): readonly [verb: string, done: string, rest: string] {
  const { user_id: user, quest_id: quest } = after ?? {};
  if (table === 'quests_questparticipant' && operation === 'insert' && user != null && quest != null) {
    return ['create', 'Created', `participant for ${user} in quest "${quest}"`];
  }
  if (table === 'quests_quest' && operation === 'update') {
    const { status, assigned_to_id: assignee } = after ?? {};
    const assigned = assignee == null ? null : `quest "${key['id']}" to ${assignee}`;
    if (status != null)
      return ['update', 'Updated', `quest "${key['id']}" status to ${status}${assigned === null ? '' : `, assigned to ${assignee}`}`];
    if (assigned !== null) return ['assign', 'Assigned', assigned];
  }
  const what = `${table} ${columnsOf(key)}`;
  if (operation === 'insert') return ['insert', 'Inserted', what];
  if (operation === 'delete') return ['delete', 'Deleted', what];
  return ['update', 'Updated', `${what}: ${columnsOf({ ...before, ...after })}`];
}

function columnsOf(row: ShownRow): string {
  return Object.entries(row)
    .map(([column, value]) => `${column} ${value}`)
    .join(', ');
}

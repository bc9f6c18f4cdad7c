import { describe, expect, it } from 'vitest';
import { DEFAULT_LEVELS, timeKey, uuid, type RowId } from '../../src/model/index.ts';
import { done } from '../../src/repair/planned-change.ts';
import { planQuest } from '../../src/repair/targets/quest-plan.ts';
import type { Approval, Participant, Person, QuestState } from '../../src/repair/targets/quest-state.ts';
import type { StoredValue } from '../../src/repair/stored-value.ts';
import type { RepairScope } from '../../src/repair/targets/index.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';

/** A person as the database knows them; `gone` where it does not know them any more. */
const person = (id: string, gone = false): Person => ({ stored: id, id: uuid(id), username: gone ? null : (NAMES[id] ?? null) });
const NAMES: Readonly<Record<string, string>> = { [ANN]: 'ann', [BOB]: 'bob', [EVE]: 'eve' };

const nameOf = (stored: StoredValue | undefined): string => (typeof stored === 'string' ? (NAMES[stored] ?? stored) : 'nobody');

/** An approved application; the times are clock times of one day. */
function approved(
  applicationId: RowId,
  user: string,
  reviewed: string | null,
  { applied = '08:00:00', gone = false }: { applied?: string; gone?: boolean } = {},
): Approval {
  return {
    applicationId,
    applicant: person(user, gone),
    order: at(reviewed ?? applied),
    reviewed: reviewed === null ? null : at(reviewed),
  };
}

/** A participant row. */
function joined(participantId: RowId, user: string, clock: string, { active = true, gone = false, known = true } = {}): Participant {
  return { participantId, user: person(user, gone), isActive: active, isKnown: known, joined: at(clock) };
}

const at = (clock: string): string => timeKey(`2025-07-01 ${clock}`);

interface Row {
  readonly rule: string;
  /** A quest that is in progress, assigned to nobody, and was touched last at 12:00, but for what is said here. */
  readonly quest?: { readonly id?: RowId; readonly status?: string; readonly assignee?: string; readonly updated?: string };
  readonly approvals?: readonly Approval[];
  readonly participants?: readonly Participant[];
  readonly scope?: Partial<RepairScope>;
  /** The changes: who is put on the quest, and each update of the quest with its check. */
  readonly then: readonly string[];
  readonly doubtful?: number;
}

const ALL = ['approved-without-participant', 'quest-status', 'quest-assignment'];
const SCOPE: RepairScope = { checks: ALL, userId: null, certainOnly: false, duplicates: null, leaveOut: {}, levels: DEFAULT_LEVELS };

function plan({
  quest: { id = 7, status = 'in-progress', assignee, updated = '12:00:00' } = {},
  approvals = [],
  participants = [],
  scope,
}: Row): ReturnType<typeof planQuest> {
  const state: QuestState = {
    ...{ id, title: 'Map the harbour', status, approvals, participants, difficulty: 'initiate', xpReward: 25 },
    assignee: assignee === undefined ? null : { ...person(assignee), username: null },
    updatedAt: `2025-07-01 ${updated}`,
    updated: at(updated),
  };
  return planQuest(state, { ...SCOPE, ...scope }, () => ({
    id: { $made: 'id' },
    status: 'joined',
  }));
}

/** A plan in lines, with users by their names. */
function linesOf(row: Row): readonly string[] {
  return plan(row).changes.map(({ check, operation, after }) => {
    const { user_id, status, assigned_to_id, updated_at } = after ?? {};
    if (operation === 'insert') return `put ${nameOf(user_id)} on it`;
    const columns = [
      ...(status === undefined ? [] : [`start it`]),
      ...(assigned_to_id === undefined ? [] : [`assign it to ${nameOf(assigned_to_id)}`]),
      ...(updated_at === undefined ? [] : ['touch it']),
    ];
    return `${check}: ${columns.join(', ')}`;
  });
}

const REPLAYED = 'approved-without-participant';

function rules(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    it.each(rows)('$rule', (row) => {
      expect(linesOf(row)).toEqual(row.then);
      expect(plan(row).doubtful).toBe(row.doubtful ?? 0);
    });
  });
}

rules('approvals that lack a participant are replayed', [
  {
    rule: 'one: a participant, the start and the assignment, in one update that touches the quest',
    quest: { status: 'open' },
    approvals: [approved(1, ANN, '13:00:00')],
    then: ['put ann on it', `${REPLAYED}: start it, assign it to ann, touch it`],
  },
  {
    rule: 'a quest in progress is not started again',
    approvals: [approved(1, ANN, '13:00:00')],
    then: ['put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'several: in the order of their review, and the last one has the quest',
    approvals: [approved(1, ANN, '13:00:02'), approved(2, BOB, '13:00:00'), approved(3, EVE, '13:00:01')],
    then: ['put bob on it', 'put eve on it', 'put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'microseconds count',
    approvals: [approved(1, ANN, '13:00:00.000002'), approved(2, BOB, '13:00:00.000001')],
    then: ['put bob on it', 'put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'a time without its fraction is the same time: then the id decides',
    approvals: [approved(2, ANN, '13:00:00'), approved(1, BOB, '13:00:00.000000')],
    then: ['put bob on it', 'put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'ids are compared as numbers, also those that JavaScript cannot hold',
    approvals: [
      approved('9007199254740993', ANN, '13:00:00'),
      approved('9007199254740992', BOB, '13:00:00'),
      approved(10, EVE, '13:00:00'),
    ],
    then: ['put eve on it', 'put bob on it', 'put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'one that was never reviewed stands where it was applied',
    approvals: [approved(1, ANN, '13:00:00'), approved(2, BOB, null, { applied: '13:00:01' })],
    then: ['put ann on it', 'put bob on it', `${REPLAYED}: assign it to bob, touch it`],
  },
  {
    rule: 'two of one person are one participant, put there in the place of the first; the last of all has the quest',
    approvals: [approved(1, ANN, '13:00:00'), approved(2, BOB, '13:00:01'), approved(3, ANN, '13:00:02')],
    then: ['put ann on it', 'put bob on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'who has a participant row, dropped or not, is passed over',
    approvals: [approved(1, ANN, '13:00:00'), approved(2, BOB, '13:00:00')],
    participants: [joined(1, ANN, '13:00:00'), joined(2, BOB, '13:00:00', { active: false })],
    quest: { assignee: ANN },
    then: [],
  },
  {
    rule: 'who is gone is passed over',
    approvals: [approved(1, ANN, '13:00:00'), approved(2, BOB, '13:00:01', { gone: true })],
    then: ['put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'a completed quest is left for a person',
    quest: { status: 'completed', assignee: ANN },
    approvals: [approved(1, BOB, '13:00:00')],
    then: [],
  },
]);

rules('the quest goes to the last replayed approval, unless its assignee', [
  {
    rule: 'has it already: then nothing of the quest is written',
    quest: { assignee: ANN },
    approvals: [approved(1, ANN, '13:00:00')],
    then: ['put ann on it'],
  },
  {
    rule: 'takes part and was assigned directly, without any approval',
    quest: { assignee: BOB },
    approvals: [approved(1, ANN, '13:00:00')],
    participants: [joined(1, BOB, '09:00:00')],
    then: ['put ann on it'],
  },
  {
    rule: 'keeps it: then an open quest is started all the same',
    quest: { assignee: BOB, status: 'open' },
    approvals: [approved(1, ANN, '13:00:00')],
    participants: [joined(1, BOB, '09:00:00')],
    then: ['put ann on it', `${REPLAYED}: start it, touch it`],
  },
  {
    rule: 'takes part and was approved later',
    quest: { assignee: BOB },
    approvals: [approved(1, ANN, '13:00:00'), approved(2, BOB, '13:00:01')],
    participants: [joined(1, BOB, '13:00:01')],
    then: ['put ann on it'],
  },
  {
    rule: 'takes part and was approved at the same microsecond, as a later application',
    quest: { assignee: BOB },
    approvals: [approved(1, ANN, '13:00:00'), approved(2, BOB, '13:00:00.000000')],
    participants: [joined(1, BOB, '13:00:01')],
    then: ['put ann on it'],
  },
  {
    rule: 'takes part and was approved several times: the latest counts',
    quest: { assignee: BOB },
    approvals: [approved(1, BOB, '09:00:00'), approved(2, ANN, '13:00:00'), approved(3, BOB, '14:00:00')],
    participants: [joined(1, BOB, '09:00:00')],
    then: ['put ann on it'],
  },
  {
    rule: 'but not one who was approved earlier',
    quest: { assignee: BOB },
    approvals: [approved(1, BOB, '09:00:00'), approved(2, ANN, '13:00:00')],
    participants: [joined(1, BOB, '09:00:00')],
    then: ['put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'nor at the same microsecond, as an earlier application',
    quest: { assignee: BOB },
    approvals: [approved('9007199254740992', BOB, '13:00:00'), approved('9007199254740993', ANN, '13:00:00')],
    participants: [joined(1, BOB, '09:00:00')],
    then: ['put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'nor one who has dropped out',
    quest: { assignee: BOB },
    approvals: [approved(1, ANN, '13:00:00')],
    participants: [joined(1, BOB, '09:00:00', { active: false })],
    then: ['put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'nor one who takes no part',
    quest: { assignee: BOB },
    approvals: [approved(1, ANN, '13:00:00')],
    then: ['put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
]);

rules('who may have left is put back with a warning, or left out', [
  {
    rule: 'reviewed after the quest was touched: certain',
    approvals: [approved(1, ANN, '12:00:00.000001')],
    then: ['put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'reviewed when the quest was touched, to the microsecond: doubtful',
    quest: { updated: '12:00:00.000000' },
    approvals: [approved(1, ANN, '12:00:00')],
    then: ['put ann on it', `${REPLAYED}: assign it to ann, touch it`],
    doubtful: 1,
  },
  {
    rule: 'never reviewed: certain',
    approvals: [approved(1, ANN, null)],
    then: ['put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'each doubtful approval counts, as each is a finding',
    approvals: [approved(1, ANN, '11:00:00'), approved(2, ANN, '11:30:00'), approved(3, BOB, '13:00:00')],
    then: ['put ann on it', 'put bob on it', `${REPLAYED}: assign it to bob, touch it`],
    doubtful: 2,
  },
  {
    rule: 'only certain ones: the doubtful are not replayed',
    scope: { certainOnly: true },
    approvals: [approved(1, ANN, '13:00:00'), approved(2, BOB, '12:00:00'), approved(3, EVE, null)],
    then: ['put eve on it', 'put ann on it', `${REPLAYED}: assign it to ann, touch it`],
  },
  {
    rule: 'only certain ones, and there are none: status and assignment have their turn',
    scope: { certainOnly: true },
    quest: { status: 'open' },
    approvals: [approved(1, ANN, '11:00:00')],
    participants: [joined(1, BOB, '09:00:00')],
    then: ['quest-status: start it, assign it to bob, touch it'],
  },
]);

rules('status and assignment are judged on what the replay leaves', [
  {
    rule: 'after a replay there is nothing left to announce',
    quest: { status: 'open' },
    approvals: [approved(1, ANN, '13:00:00')],
    participants: [joined(1, BOB, '09:00:00')],
    then: ['put ann on it', `${REPLAYED}: start it, assign it to ann, touch it`],
  },
  {
    rule: 'an open quest with an active participant is started',
    quest: { status: 'open', assignee: ANN },
    participants: [joined(1, ANN, '09:00:00')],
    then: ['quest-status: start it, touch it'],
  },
  {
    rule: 'an unassigned one goes to who joined first',
    participants: [joined(1, ANN, '09:00:01'), joined(2, BOB, '09:00:00')],
    then: ['quest-assignment: assign it to bob, touch it'],
  },
  {
    rule: 'of two who joined in the same microsecond, to the lower id, as a number',
    participants: [
      joined('9007199254740993', ANN, '09:00:00'),
      joined('9007199254740992', BOB, '09:00:00.000000'),
      joined(10, EVE, '09:00:00'),
    ],
    then: ['quest-assignment: assign it to eve, touch it'],
  },
  {
    rule: 'dropped participants do not count',
    quest: { status: 'open' },
    participants: [joined(1, ANN, '09:00:00', { active: false })],
    then: [],
  },
  {
    rule: 'nobody is assigned who is gone, and nobody else in their place',
    quest: { status: 'open' },
    participants: [joined(1, ANN, '09:00:00', { gone: true }), joined(2, BOB, '09:00:01')],
    then: ['quest-status: start it, touch it'],
  },
  {
    rule: 'both are one change, as it is one row',
    quest: { status: 'open' },
    participants: [joined(1, ANN, '09:00:00')],
    then: ['quest-status: start it, assign it to ann, touch it'],
  },
  {
    rule: 'a completed quest is assigned, but not started',
    quest: { status: 'completed' },
    participants: [joined(1, ANN, '09:00:00')],
    then: ['quest-assignment: assign it to ann, touch it'],
  },
  {
    rule: 'an assignee who takes no part is left alone',
    quest: { assignee: EVE },
    participants: [joined(1, ANN, '09:00:00')],
    then: [],
  },
]);

const everything = {
  quest: { status: 'open' },
  approvals: [approved(1, ANN, '13:00:00')],
  participants: [joined(1, BOB, '09:00:00')],
} satisfies Partial<Row>;

rules('only what was chosen is repaired', [
  { rule: 'nothing', ...everything, scope: { checks: [] }, then: [] },
  {
    rule: 'the replay: with its cascade',
    ...everything,
    scope: { checks: ['approved-without-participant'] },
    then: ['put ann on it', `${REPLAYED}: start it, assign it to ann, touch it`],
  },
  { rule: 'the status', ...everything, scope: { checks: ['quest-status'] }, then: ['quest-status: start it, touch it'] },
  {
    rule: 'the assignment',
    ...everything,
    scope: { checks: ['quest-assignment'] },
    then: ['quest-assignment: assign it to bob, touch it'],
  },
  {
    rule: "one person: only that person's approvals are replayed",
    ...everything,
    approvals: [approved(1, ANN, '13:00:00'), approved(2, EVE, '14:00:00')],
    scope: { userId: ANN },
    then: ['put ann on it', `${REPLAYED}: start it, assign it to ann, touch it`],
  },
  {
    rule: 'one person with a row on the quest, also a dropped one: its status and assignment, whichever person gets it',
    ...everything,
    participants: [joined(1, BOB, '09:00:00'), joined(2, EVE, '09:30:00', { active: false })],
    scope: { userId: EVE },
    then: ['quest-status: start it, assign it to bob, touch it'],
  },
  { rule: 'one person without a row and without an approval: nothing', ...everything, scope: { userId: EVE }, then: [] },
  {
    rule: 'one person, however the database writes their id',
    ...everything,
    scope: { userId: uuid(ANN) },
    then: ['put ann on it', `${REPLAYED}: start it, assign it to ann, touch it`],
  },
]);

describe('a change', () => {
  it('holds the columns it writes, before and after, and nothing else', () => {
    const { id, changes, words } = plan({
      rule: '',
      quest: { id: '9007199254740993', status: 'open', assignee: BOB },
      approvals: [approved(1, ANN, '13:00:00')],
      then: [],
    });
    expect(id).toBe('9007199254740993');
    expect(changes).toEqual([
      {
        check: 'approved-without-participant',
        table: 'quests_questparticipant',
        operation: 'insert',
        key: { id: { $made: 'id' } },
        before: null,
        after: { id: { $made: 'id' }, status: 'joined', quest_id: { $int: '9007199254740993' }, user_id: ANN },
      },
      {
        check: 'approved-without-participant',
        table: 'quests_quest',
        operation: 'update',
        key: { id: { $int: '9007199254740993' } },
        before: { status: 'open', assigned_to_id: BOB, updated_at: '2025-07-01 12:00:00' },
        after: { status: 'in-progress', assigned_to_id: ANN, updated_at: { $made: 'now' } },
      },
    ]);
    expect(words).toEqual([
      ['create participant for ann in quest "Map the harbour"'],
      ['update quest "Map the harbour" status to in-progress', 'assign quest "Map the harbour" to ann'],
    ]);
    expect(words.flat().map(done)).toEqual([
      'Created participant for ann in quest "Map the harbour"',
      'Updated quest "Map the harbour" status to in-progress',
      'Assigned quest "Map the harbour" to ann',
    ]);
  });
});

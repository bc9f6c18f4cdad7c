import { line, uuid, type RowId } from '../../model/index.ts';
import type { Deed, EntityPlan, PlannedChange } from '../planned-change.ts';
import { MADE_ID, MADE_NOW, storedId, type StoredRow } from '../stored-value.ts';
import type { Approval, Participant, Person, QuestState } from './quest-state.ts';
import { isWanted, type RepairScope } from './target.ts';

const APPROVALS = 'approved-without-participant';
const STATUS = 'quest-status';
const ASSIGNMENT = 'quest-assignment';
const REWARD = 'quest-xp-reward';

/** The XP that PeerQuest pays for each difficulty (SPEC section 2). */
export const REWARDS: Readonly<Record<string, number>> = { initiate: 25, adventurer: 50, champion: 100, mythic: 200 };

/**
 * The changes that bring one quest to its target state (SPEC section 4): a pure function of its rows. The quest's missing
 * approvals are replayed; its status and assignment are judged on what that leaves.
 *
 * @param newParticipant gives the columns of a participant row that are the same for all new ones
 */
export function planQuest(state: QuestState, scope: RepairScope, newParticipant: () => StoredRow): EntityPlan {
  const replayed = scope.checks.includes(APPROVALS) ? approvalsToReplay(state, scope) : [];
  const sync = replayed.length > 0 ? replay(state, replayed, newParticipant) : inScope(state, scope) ? mendQuest(state, scope) : [];
  const plan = [...sync, ...(inScope(state, scope) ? mendReward(state, scope) : [])];
  return {
    id: state.id,
    changes: plan.map(({ change }) => change),
    words: plan.map(({ words }) => words),
    doubtful: replayed.filter((approval) => !isCertain(state, approval)).length,
  };
}

/** A change with its words. */
interface Step {
  readonly change: PlannedChange;
  readonly words: readonly Deed[];
}

function approvalsToReplay(state: QuestState, scope: RepairScope): readonly Approval[] {
  // The reward round of a completed quest is over: it is left for a person (SPEC 4.1).
  if (state.status === 'completed') return [];
  const { userId, certainOnly } = scope;
  const present = new Set(state.participants.map(({ user }) => user.id));
  const onlyUser = userId === null ? null : uuid(userId);
  return state.approvals
    .filter(
      (approval) =>
        !present.has(approval.applicant.id) &&
        // A participant for somebody who is gone would be a new fault.
        approval.applicant.username !== null &&
        (onlyUser === null || approval.applicant.id === onlyUser) &&
        (!certainOnly || isCertain(state, approval)) &&
        isWanted(scope, APPROVALS, () => ({
          applicationId: approval.applicationId,
          questId: state.id,
          userId: approval.applicant.id,
        })),
    )
    .sort(byApproval);
}

/** Proven to be the approval's failure: nobody touched the quest since, which a successful approval would have done (SPEC section 2). */
function isCertain(state: QuestState, { reviewed }: Approval): boolean {
  return reviewed === null || state.updated < reviewed;
}

function replay(state: QuestState, replayed: readonly Approval[], newParticipant: () => StoredRow): readonly Step[] {
  const people = new Map(replayed.map(({ applicant }) => [applicant.id, applicant]));
  const steps = [...people.values()].map((person) => createParticipant(state, person, newParticipant));
  const last = replayed.at(-1);
  const assignee = last === undefined || keepsAssignment(state, last) ? null : last.applicant;
  const update = updateQuest(state, APPROVALS, state.status === 'open', assignee);
  return update === null ? steps : [...steps, update];
}

/**
 * An assignee who is an active participant keeps the quest if directly assigned, or if approved after the last replayed
 * approval (SPEC 4.1).
 */
function keepsAssignment({ assignee, participants, approvals }: QuestState, last: Approval): boolean {
  if (assignee === null || !participants.some(({ user, isActive }) => isActive && user.id === assignee.id)) return false;
  const own = approvals.filter(({ applicant }) => applicant.id === assignee.id).sort(byApproval);
  const latest = own.at(-1);
  return latest === undefined || byApproval(latest, last) > 0;
}

/** `--user` narrows phases 3 and 4 to quests on which that person has a participant row (SPEC section 3). */
function inScope({ participants }: QuestState, { userId }: RepairScope): boolean {
  return userId === null || participants.some(({ user }) => user.id === uuid(userId));
}

function mendQuest(state: QuestState, scope: RepairScope): readonly Step[] {
  const [first] = state.participants.filter(({ isActive }) => isActive).sort(byJoining);
  if (first === undefined) return [];
  const isOn = (check: string): boolean => isWanted(scope, check, () => ({ questId: state.id }));
  const status = isOn(STATUS) && state.status === 'open' ? updateQuest(state, STATUS, true, null) : null;
  const wantsAssignee = isOn(ASSIGNMENT) && state.assignee === null && first.user.username !== null;
  const assignment = wantsAssignee ? updateQuest(state, ASSIGNMENT, false, first.user, status === null) : null;
  return [status, assignment].filter((step) => step !== null);
}

/** `updated_at` stays: the audit tells by it whether an approval failed, and a reward that is put right says nothing of that. */
function mendReward({ id, title, difficulty, xpReward }: QuestState, scope: RepairScope): readonly Step[] {
  const reward = REWARDS[difficulty];
  if (reward === undefined || xpReward === reward || !isWanted(scope, REWARD, () => ({ questId: id }))) return [];
  return [
    {
      change: {
        check: REWARD,
        table: 'quests_quest',
        operation: 'update',
        key: { id: storedId(id) },
        before: { xp_reward: xpReward },
        after: { xp_reward: reward },
      },
      words: [line`update quest "${title}" XP reward to ${reward}`],
    },
  ];
}

function createParticipant({ id, title }: QuestState, person: Person, newParticipant: () => StoredRow): Step {
  return {
    change: {
      check: APPROVALS,
      table: 'quests_questparticipant',
      operation: 'insert',
      key: { id: MADE_ID },
      before: null,
      after: { ...newParticipant(), quest_id: storedId(id), user_id: person.stored },
    },
    words: [line`create participant for ${person.username} in quest "${title}"`],
  };
}

/** The update of the quest's row, or null where it has those values already. Its clock is set once, by its first update. */
function updateQuest(state: QuestState, check: string, starts: boolean, assignee: Person | null, first = true): Step | null {
  const before: Record<string, StoredRow[string]> = {};
  const after: Record<string, StoredRow[string]> = {};
  const words: Deed[] = [];
  if (starts) {
    before['status'] = state.status;
    after['status'] = 'in-progress';
    words.push(line`update quest "${state.title}" status to in-progress`);
  }
  if (assignee !== null && assignee.id !== state.assignee?.id) {
    before['assigned_to_id'] = state.assignee?.stored ?? null;
    after['assigned_to_id'] = assignee.stored;
    words.push(line`assign quest "${state.title}" to ${assignee.username}`);
  }
  if (words.length === 0) return null;
  if (first) {
    before['updated_at'] = state.updatedAt;
    after['updated_at'] = MADE_NOW;
  }
  return { change: { check, table: 'quests_quest', operation: 'update', key: { id: storedId(state.id) }, before, after }, words };
}

function byApproval(one: Approval, other: Approval): number {
  return compare(one.order, other.order) || compareIds(one.applicationId, other.applicationId);
}

function byJoining(one: Participant, other: Participant): number {
  return compare(one.joined, other.joined) || compareIds(one.participantId, other.participantId);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function compareIds(one: RowId, other: RowId): number {
  return BigInt(one) < BigInt(other) ? -1 : BigInt(one) > BigInt(other) ? 1 : 0;
}

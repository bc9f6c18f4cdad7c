import { compareIds, printed, uuid, type CheckId } from '../../model/index.ts';
import type { Deed, EntityPlan } from '../planned-change.ts';
import { fromStored, MADE_ID, MADE_NOW, storedId, type StoredRow } from '../stored-value.ts';
import { areInOrder, compareTimes, UNREADABLE } from './comparable-time.ts';
import type { Approval, Participant, Person, QuestState } from './quest-state.ts';
import { planOf, type PlannedStep } from './step.ts';
import { isChosen, isWanted, type RepairScope } from './target.ts';

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
  const replayed = isChosen(scope, APPROVALS) ? approvalsToReplay(state, scope) : [];
  const people = new Map(replayed.map(({ applicant }) => [applicant.id, applicant]));
  const participants = [...people.values()].map((person) => createParticipant(state, person, newParticipant));
  const mends = inScope(state, scope);
  const revisions = [
    ...(replayed.length > 0 ? revisionsOfReplay(state, replayed) : mends ? revisionsOfQuest(state, scope) : []),
    ...(mends ? revisionsOfReward(state, scope) : []),
  ];
  const doubtful = replayed.filter((approval) => !isCertain(state, approval)).length;
  return { ...planOf(state.id, [...participants, ...updateQuest(state, revisions)]), doubtful };
}

/** What one check wants different in the quest's row. All that the checks want is one change, as it is one row. */
interface Revision {
  readonly check: CheckId;
  readonly before: StoredRow;
  readonly after: StoredRow;
  readonly words: readonly Deed[];
  /** Whether `updated_at` is to say that the quest was touched. */
  readonly touches: boolean;
}

function approvalsToReplay(state: QuestState, scope: RepairScope): readonly Approval[] {
  // The reward round of a completed quest is over: it is left for a person (SPEC 4.1), as is one whose status tells nothing.
  if (state.status === null || state.status === 'completed') return [];
  // The last approval assigns the quest: whose it was must be known.
  const applicants = new Set(state.approvals.map(({ applicant }) => applicant.id));
  if (applicants.size > 1 && !areInOrder(state.approvals.map(({ order }) => order))) return [];
  const { userId, certainOnly } = scope;
  const present = new Set(state.participants.map(({ user }) => user.id));
  const onlyUser = userId === null ? null : uuid(fromStored(userId));
  return state.approvals
    .filter(
      (approval) =>
        !present.has(approval.applicant.id) &&
        // A participant for a person who is gone would be a new fault.
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
  if (reviewed === null) return true;
  return reviewed !== UNREADABLE && state.updated !== UNREADABLE && state.updated < reviewed;
}

function revisionsOfReplay(state: QuestState, replayed: readonly Approval[]): readonly Revision[] {
  const last = replayed.at(-1);
  const assignee = last === undefined || keepsAssignment(state, last) ? null : last.applicant;
  return [...starting(state, APPROVALS), ...(assignee === null ? [] : assigning(state, APPROVALS, assignee))];
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
  return userId === null || participants.some(({ user }) => user.id === uuid(fromStored(userId)));
}

function revisionsOfQuest(state: QuestState, scope: RepairScope): readonly Revision[] {
  const active = state.participants.filter(({ isActive }) => isActive);
  const isOn = (check: CheckId): boolean => isWanted(scope, check, () => ({ questId: state.id }));
  const first = areInOrder(active.map(({ joined }) => joined)) ? active.sort(byJoining)[0] : undefined;
  const canBeAssigned = state.assignee === null && first !== undefined && first.isKnown && first.user.username !== null;
  return [
    ...(active.some(({ isKnown }) => isKnown) && isOn(STATUS) ? starting(state, STATUS) : []),
    ...(canBeAssigned && isOn(ASSIGNMENT) ? assigning(state, ASSIGNMENT, first.user) : []),
  ];
}

/** `updated_at` stays: the audit tells by it whether an approval failed, and a reward that is put right says nothing of that. */
function revisionsOfReward({ id, title, difficulty, xpReward }: QuestState, scope: RepairScope): readonly Revision[] {
  const reward = REWARDS[difficulty];
  if (reward === undefined || xpReward === reward || !isWanted(scope, REWARD, () => ({ questId: id }))) return [];
  return [
    {
      check: REWARD,
      before: { xp_reward: xpReward },
      after: { xp_reward: reward },
      words: [printed`update quest "${title}" XP reward to ${reward}`],
      touches: false,
    },
  ];
}

function createParticipant({ id, title }: QuestState, person: Person, newParticipant: () => StoredRow): PlannedStep {
  return {
    change: {
      check: APPROVALS,
      table: 'quests_questparticipant',
      operation: 'insert',
      key: { id: MADE_ID },
      before: null,
      after: { ...newParticipant(), quest_id: storedId(id), user_id: person.stored },
    },
    words: [printed`create participant for ${person.username} in quest "${title}"`],
  };
}

/** An open quest begins. */
function starting({ status, title }: QuestState, check: CheckId): readonly Revision[] {
  if (status !== 'open') return [];
  const words = [printed`update quest "${title}" status to in-progress`];
  return [{ check, before: { status }, after: { status: 'in-progress' }, words, touches: true }];
}

/** The quest gets another assignee. */
function assigning({ assignee, title }: QuestState, check: CheckId, person: Person): readonly Revision[] {
  if (assignee?.id === person.id) return [];
  const words = [printed`assign quest "${title}" to ${person.username}`];
  const [before, after] = [{ assigned_to_id: assignee?.stored ?? null }, { assigned_to_id: person.stored }];
  return [{ check, before, after, words, touches: true }];
}

/** The one update of the quest's row; it counts for the first check that wants it. */
function updateQuest({ id, updatedAt }: QuestState, revisions: readonly Revision[]): readonly PlannedStep[] {
  const [first] = revisions;
  if (first === undefined) return [];
  const touches = revisions.some((revision) => revision.touches);
  const together = (rows: readonly StoredRow[]): StoredRow => Object.assign({}, ...rows) as StoredRow;
  const before = together([...revisions.map((revision) => revision.before), touches ? { updated_at: updatedAt } : {}]);
  const after = together([...revisions.map((revision) => revision.after), touches ? { updated_at: MADE_NOW } : {}]);
  return [
    {
      change: { check: first.check, table: 'quests_quest', operation: 'update', key: { id: storedId(id) }, before, after },
      words: revisions.flatMap(({ words }) => words),
    },
  ];
}

function byApproval(one: Approval, other: Approval): number {
  return compareTimes(one.order, other.order) || compareIds(one.applicationId, other.applicationId);
}

function byJoining(one: Participant, other: Participant): number {
  return compareTimes(one.joined, other.joined) || compareIds(one.participantId, other.participantId);
}

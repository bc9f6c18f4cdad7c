import { printed, uuid, type CheckId } from '../../model/index.ts';
import type { Deed, EntityPlan } from '../planned-change.ts';
import { fromStored, MADE_ID, MADE_NOW, storedId, type StoredRow, type StoredValue } from '../stored-value.ts';
import type { ApprovedRequest, GuildState, GuildTime, Membership } from './guild-state.ts';
import { planOf, updateOf, type PlannedStep } from './step.ts';
import { isWanted, type RepairScope } from './target.ts';

const COUNT = 'guild-member-count';
const OWNER = 'guild-owner-membership';
const STATE = 'guild-membership-state';
const REQUEST = 'guild-approved-request-without-membership';
const MEMBERSHIPS = 'guilds_guildmembership';

/** How this database writes what a plan needs. */
export interface GuildWriting {
  readonly yes: StoredValue;
  readonly no: StoredValue;
  /** Columns of a membership row that are the same for all new ones. */
  readonly newMembership: () => StoredRow;
}

/** What is to become of a membership. */
interface Wish {
  readonly check: CheckId;
  readonly wanted: StoredRow;
  readonly words: (username: string) => Deed;
  /** Whether it is active afterwards. */
  readonly isActive: boolean;
}

/**
 * The changes that bring one guild in order: a pure function of its rows. Memberships first; the count follows what they leave, so
 * that one repair is enough.
 */
export function planGuild(state: GuildState, scope: RepairScope, writing: GuildWriting): EntityPlan {
  if (state.oddMembership !== null) {
    const sentence = printed`guild "${state.name}": the id ${state.oddMembership} of a membership is no whole number`;
    return { ...planOf(state.id, []), leftOut: [sentence] };
  }
  const steps: PlannedStep[] = [];
  let active = state.active;
  const add = (membership: Membership | undefined, userId: string, storedUser: StoredValue, wish: Wish | null): void => {
    const username = state.usernames.get(userId);
    // An active membership for a person who is gone would be a new fault.
    if (wish === null || (wish.isActive && username === undefined)) return;
    const name = username ?? `user ${userId} (missing)`;
    const step = membership === undefined ? insertion(state, storedUser, wish, name, writing) : revision(membership, wish, name);
    if (step === null) return;
    steps.push(step);
    active += Number(wish.isActive) - Number(membership?.isActive ?? false);
  };
  for (const userId of peopleOf(state)) {
    const membership = state.memberships.find((candidate) => candidate.userId === userId);
    const request = state.requests.find((candidate) => candidate.userId === userId);
    if (!isInScope(scope, userId)) continue;
    const storedUser = userId === state.ownerId ? state.storedOwner : (request?.storedUser ?? null);
    const wish =
      wishForOwner(state, userId, membership, scope, writing) ??
      wishForRequest(state, membership, request, scope, writing) ??
      wishForState(state, membership, request, scope, writing);
    add(membership, userId, storedUser, wish);
  }
  const isCountWanted = steps.length > 0 || isWanted(scope, COUNT, () => ({ guildId: state.guildId }));
  if (isCountWanted && active !== state.memberCount) steps.push(countStep(state, active));
  return planOf(state.id, steps);
}

/** Everybody whom a repair may concern, the owner first. */
function peopleOf({ ownerId, memberships, requests }: GuildState): ReadonlySet<string> {
  return new Set([ownerId, ...memberships.map(({ userId }) => userId), ...requests.map(({ userId }) => userId)]);
}

/** `--user` narrows memberships to that person's. */
function isInScope({ userId }: RepairScope, person: string): boolean {
  return userId === null || uuid(fromStored(userId)) === person;
}

function wishForOwner(
  { ownerId, guildId }: GuildState,
  userId: string,
  membership: Membership | undefined,
  scope: RepairScope,
  { yes }: GuildWriting,
): Wish | null {
  if (userId !== ownerId) return null;
  const isGood = membership?.row['role'] === 'owner' && membership.status === 'approved' && membership.isActive;
  if (isGood || membership?.isKnown === false || !isWanted(scope, OWNER, () => ({ guildId, userId }))) return null;
  return {
    check: OWNER,
    wanted: { role: 'owner', status: 'approved', is_active: yes, left_at: null },
    words: (username) => printed`${membership === undefined ? 'create' : 'update'} membership of ${username} as owner`,
    isActive: true,
  };
}

function wishForRequest(
  { guildId, ownerId }: GuildState,
  membership: Membership | undefined,
  request: ApprovedRequest | undefined,
  scope: RepairScope,
  { yes }: GuildWriting,
): Wish | null {
  if (request === undefined || membership?.isKnown === false || !isUnanswered(membership, request)) return null;
  const { requestId, userId, processedAt, processedBy } = request;
  if (!isWanted(scope, REQUEST, () => ({ requestId, guildId, userId }))) return null;
  // Who comes back does so as a member.
  const keepsRole = membership === undefined || userId === ownerId || membership.row['role'] === 'admin';
  return {
    check: REQUEST,
    wanted: {
      ...(membership !== undefined && keepsRole ? {} : { role: 'member' }),
      status: 'approved',
      is_active: yes,
      approved_at: processedAt,
      approved_by_id: processedBy,
      left_at: null,
    },
    words: (username) => printed`${membership === undefined ? 'create' : 'update'} membership of ${username} as approved`,
    isActive: true,
  };
}

/** No membership, or one that ended before the approval or was never made active; how an undated end came about, only a person can say. */
function isUnanswered(membership: Membership | undefined, { processed }: ApprovedRequest): boolean {
  if (membership === undefined) return true;
  if (membership.isActive) return false;
  if (membership.left === null) return !hasEnded(membership);
  return compared(processed, membership.left) === 'later';
}

/** How one time lies to another, as far as both can be read. */
function compared(one: GuildTime, other: GuildTime): 'later' | 'not later' | 'unknown' {
  if (typeof one !== 'string' || typeof other !== 'string') return 'unknown';
  return one > other ? 'later' : 'not later';
}

const hasEnded = ({ status }: Membership): boolean => ['left', 'kicked', 'rejected'].includes(status);

function wishForState(
  { guildId, ownerId }: GuildState,
  membership: Membership | undefined,
  request: ApprovedRequest | undefined,
  scope: RepairScope,
  { no }: GuildWriting,
): Wish | null {
  if (membership === undefined || membership.userId === ownerId || !membership.isActive || !hasEnded(membership)) return null;
  const { membershipId, userId, left, status } = membership;
  // An approval after the end says the opposite: left for a person.
  // So does one whose time, or that of the end, cannot be read: it may be the later one.
  const isApprovedAgain = left !== null && request?.processed != null && compared(request.processed, left) !== 'not later';
  if (isApprovedAgain || !isWanted(scope, STATE, () => ({ membershipId, guildId, userId }))) return null;
  return {
    check: STATE,
    // An end without a date would look as if an approved request had never been answered.
    wanted: { is_active: no, ...(left === null ? { left_at: MADE_NOW } : {}) },
    words: (username) => printed`update membership of ${username}, which is ${status}, to not active`,
    isActive: false,
  };
}

function revision({ membershipId, row }: Membership, { check, wanted, words }: Wish, username: string): PlannedStep | null {
  return updateOf({ check, table: MEMBERSHIPS, key: { id: storedId(membershipId) }, row, wanted }, [words(username)]);
}

function insertion(
  { storedId: guild }: GuildState,
  user: StoredValue,
  { check, wanted, words }: Wish,
  username: string,
  { newMembership }: GuildWriting,
): PlannedStep {
  const after = { ...newMembership(), ...wanted, guild_id: guild, user_id: user };
  return {
    change: { check, table: MEMBERSHIPS, operation: 'insert', key: { id: MADE_ID }, before: null, after },
    words: [words(username)],
  };
}

function countStep({ storedId: guild, name, memberCount }: GuildState, active: number): PlannedStep {
  return {
    change: {
      check: COUNT,
      table: 'guilds_guild',
      operation: 'update',
      key: { guild_id: guild },
      before: { member_count: memberCount },
      after: { member_count: active },
    },
    words: [printed`update guild "${name}" member count to ${active}`],
  };
}

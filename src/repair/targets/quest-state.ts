import { sql } from 'kysely';
import { isEitherTime, type DatabaseRow, type RowSource } from '../../database/index.ts';
import { isKnown, PARTICIPANT_STATUSES, QUEST_STATUSES, rowId, uuid, type RowId } from '../../model/index.ts';
import { toStored, type StoredValue } from '../stored-value.ts';
import { grouped } from './grouped.ts';
import { comparable, type ComparableTime } from './comparable-time.ts';
import { usernamesOf } from './usernames.ts';

/** A person as a row refers to them. */
export interface Person {
  /** As the database stores it. */
  readonly stored: StoredValue;
  /** The same for the same person, whatever the engine. */
  readonly id: string;
  /** Null where there is no such user, and for people whom no repair of the quest could name. */
  username: string | null;
}

/** An approved application. */
export interface Approval {
  readonly applicationId: RowId;
  readonly applicant: Person;
  /** Sorts as approvals are replayed: by `reviewed_at`, or `applied_at` where that is null (SPEC 4.1). */
  readonly order: ComparableTime;
  /** Null where the application has no `reviewed_at`. */
  readonly reviewed: ComparableTime | null;
}

/** A participant row. */
export interface Participant {
  readonly participantId: RowId;
  readonly user: Person;
  readonly isActive: boolean;
  /** Whether its status is one that the application knows: nothing is written that rests on another one. */
  readonly isKnown: boolean;
  readonly joined: ComparableTime;
}

/** All that a quest's repair rests on. */
export interface QuestState {
  readonly id: RowId;
  readonly title: string;
  /** Null for one that the application does not know. */
  readonly status: string | null;
  readonly assignee: Person | null;
  readonly difficulty: string;
  readonly xpReward: StoredValue;
  /** As the database stores it. */
  readonly updatedAt: StoredValue;
  readonly updated: ComparableTime;
  readonly approvals: readonly Approval[];
  readonly participants: readonly Participant[];
}

/**
 * Reads the state of these quests, a statement for each table; quests that are not there are left out.
 *
 * @param hold keeps every row that is read, and every application of the quests, from changing until the transaction ends.
 *   They are held in the order in which the application writes when it approves and kicks (application, participant, quest),
 *   so that the two rarely wait for each other. A quest that is held keeps new participants out: they are read after that.
 */
export async function readQuests(source: RowSource, ids: readonly RowId[], hold: boolean): Promise<readonly QuestState[]> {
  const among = source.capabilities.amongIds(ids);
  const { isTime } = source.capabilities;
  const lock = hold ? source.capabilities.lockRows : null;
  const held = lock ?? sql``;
  const applications = await source.all(sql`
    select a.id, a.quest_id, a.applicant_id as user_id, a.status, a.reviewed_at, a.applied_at,
      case when ${isEitherTime(source.capabilities, sql`a.reviewed_at`, sql`a.applied_at`)} then 1 else 0 end as is_time from applications_application as a
    where a.quest_id in (${among}) ${lock === null ? sql`and ${source.capabilities.isWord(sql`a.status`, 'approved')}` : sql``} order by a.id${held}`);
  if (lock !== null) await source.all(sql`select id from quests_questparticipant where quest_id in (${among}) order by id${lock}`);
  const quests = await source.all(sql`
    select q.id, q.title, q.status, q.assigned_to_id, q.updated_at, q.difficulty, q.xp_reward,
      case when ${isTime(sql`q.updated_at`)} then 1 else 0 end as is_time from quests_quest as q where q.id in (${among}) order by q.id${held}`);
  const participants = await source.all(sql`
    select p.id, p.quest_id, p.user_id, p.status, p.joined_at,
      case when ${isTime(sql`p.joined_at`)} then 1 else 0 end as is_time from quests_questparticipant as p where p.quest_id in (${among})`);
  const approvalsOf = grouped(
    applications.filter(({ status }) => status === 'approved'),
    questOf,
    approvalOf,
  );
  const participantsOf = grouped(participants, questOf, participantOf);
  const states = quests.map((row): QuestState => {
    const id = rowId(row['id']);
    return {
      id,
      title: String(row['title']),
      status: isKnown(row['status'], QUEST_STATUSES) ? String(row['status']) : null,
      assignee: row['assigned_to_id'] === null ? null : personOf(row['assigned_to_id']),
      difficulty: String(row['difficulty']),
      xpReward: toStored(row['xp_reward'], 'integer'),
      updatedAt: toStored(row['updated_at'], 'instant'),
      updated: comparable(row['updated_at'], row['is_time']),
      approvals: approvalsOf.get(id) ?? [],
      participants: participantsOf.get(id) ?? [],
    };
  });
  await nameNewcomers(source, states);
  return states;
}

/** Looks up those who may come to be participants or assignees: only they are named, and must be there. */
async function nameNewcomers(source: RowSource, states: readonly QuestState[]): Promise<void> {
  const newcomers = states.flatMap(({ participants, approvals, assignee }) => [
    ...approvals.map(({ applicant }) => applicant).filter(({ id }) => !participants.some(({ user }) => user.id === id)),
    ...(assignee === null ? participants.map(({ user }) => user) : []),
  ]);
  const names = await usernamesOf(
    source,
    newcomers.map(({ stored }) => stored),
  );
  for (const person of newcomers) person.username = names.get(person.id) ?? null;
}

const questOf = (row: DatabaseRow): RowId => rowId(row['quest_id']);

function personOf(id: DatabaseRow[string] | undefined): Person {
  return { stored: toStored(id, 'uuid'), id: uuid(id), username: null };
}

function approvalOf(row: DatabaseRow): Approval {
  const reviewedAt = row['reviewed_at'] ?? null;
  const time = comparable(reviewedAt ?? row['applied_at'], row['is_time']);
  return {
    applicationId: rowId(row['id']),
    applicant: personOf(row['user_id']),
    order: time,
    reviewed: reviewedAt === null ? null : time,
  };
}

function participantOf(row: DatabaseRow): Participant {
  return {
    participantId: rowId(row['id']),
    user: personOf(row['user_id']),
    isActive: row['status'] !== 'dropped',
    isKnown: isKnown(row['status'], PARTICIPANT_STATUSES),
    joined: comparable(row['joined_at'], row['is_time']),
  };
}

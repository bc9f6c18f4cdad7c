import { sql } from 'kysely';
import type { DatabaseRow, RowSource } from '../../database/index.ts';
import { rowId, timeKey, uuid, type RowId } from '../../model/index.ts';
import { toStored, type StoredValue } from '../stored-value.ts';

/** A person as a row refers to them. */
export interface Person {
  /** As the database stores it. */
  readonly stored: StoredValue;
  /** The same for the same person, whatever the engine. */
  readonly id: string;
  /** Null where there is no such user. */
  readonly username: string | null;
}

/** An approved application. */
export interface Approval {
  readonly applicationId: RowId;
  readonly applicant: Person;
  /** Sorts as approvals are replayed: by `reviewed_at`, or `applied_at` where that is null (SPEC 4.1). */
  readonly order: string;
  /** Null where the application has no `reviewed_at`. */
  readonly reviewed: string | null;
}

/** A participant row. */
export interface Participant {
  readonly participantId: RowId;
  readonly user: Person;
  readonly isActive: boolean;
  readonly joined: string;
}

/** All that a quest's repair rests on. */
export interface QuestState {
  readonly id: RowId;
  readonly title: string;
  readonly status: string;
  readonly assignee: Person | null;
  /** As the database stores it. */
  readonly updatedAt: StoredValue;
  /** The same, as a text that sorts by time. */
  readonly updated: string;
  readonly approvals: readonly Approval[];
  readonly participants: readonly Participant[];
}

/** Reads the state of these quests with three statements; quests that are not there are left out. */
export async function readQuests(source: RowSource, ids: readonly RowId[]): Promise<readonly QuestState[]> {
  const among = source.capabilities.amongIds(ids);
  const quests = await source.all(
    sql`select q.id, q.title, q.status, q.assigned_to_id, q.updated_at from quests_quest as q where q.id in (${among}) order by q.id`,
  );
  const approvals = await source.all(sql`
    select a.id, a.quest_id, a.applicant_id as user_id, a.reviewed_at, a.applied_at, u.username
    from applications_application as a left join users_user as u on u.id = a.applicant_id
    where a.quest_id in (${among}) and a.status = 'approved'`);
  const participants = await source.all(sql`
    select p.id, p.quest_id, p.user_id, p.status, p.joined_at, u.username
    from quests_questparticipant as p left join users_user as u on u.id = p.user_id
    where p.quest_id in (${among})`);
  const approvalsOf = byQuest(approvals, approvalOf);
  const participantsOf = byQuest(participants, participantOf);
  return quests.map((row) => {
    const id = rowId(row['id']);
    return {
      id,
      title: String(row['title']),
      status: String(row['status']),
      assignee: row['assigned_to_id'] === null ? null : personOf(row['assigned_to_id'], null),
      updatedAt: toStored(row['updated_at'], 'instant'),
      updated: timeKey(row['updated_at']),
      approvals: approvalsOf.get(id) ?? [],
      participants: participantsOf.get(id) ?? [],
    };
  });
}

function byQuest<T>(rows: readonly DatabaseRow[], make: (row: DatabaseRow) => T): ReadonlyMap<RowId, readonly T[]> {
  const groups = new Map<RowId, T[]>();
  for (const row of rows) {
    const quest = rowId(row['quest_id']);
    const group = groups.get(quest);
    if (group === undefined) groups.set(quest, [make(row)]);
    else group.push(make(row));
  }
  return groups;
}

function personOf(id: DatabaseRow[string] | undefined, username: DatabaseRow[string] | undefined): Person {
  return {
    stored: toStored(id, 'uuid'),
    id: uuid(id),
    username: username === null || username === undefined ? null : String(username),
  };
}

function approvalOf(row: DatabaseRow): Approval {
  const reviewedAt = row['reviewed_at'] ?? null;
  return {
    applicationId: rowId(row['id']),
    applicant: personOf(row['user_id'], row['username']),
    order: timeKey(reviewedAt ?? row['applied_at']),
    reviewed: reviewedAt === null ? null : timeKey(reviewedAt),
  };
}

function participantOf(row: DatabaseRow): Participant {
  return {
    participantId: rowId(row['id']),
    user: personOf(row['user_id'], row['username']),
    isActive: row['status'] !== 'dropped',
    joined: timeKey(row['joined_at']),
  };
}

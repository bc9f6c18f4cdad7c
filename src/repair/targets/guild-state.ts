import { sql } from 'kysely';
import { countOf, type DatabaseRow, type RowSource } from '../../database/index.ts';
import { boolean, isKnown, isWholeNumber, MEMBERSHIP_ROLES, MEMBERSHIP_STATUSES, rowId, uuid, type RowId } from '../../model/index.ts';
import { toStored, type StoredRow, type StoredValue } from '../stored-value.ts';
import { grouped } from './grouped.ts';
import { comparable, type ComparableTime } from './comparable-time.ts';
import { usernamesOf } from './usernames.ts';

/** A membership that is the owner's, that an approved request asks for, or that has ended and is active all the same. */
export interface Membership {
  readonly membershipId: RowId;
  readonly userId: string;
  /** The columns that a repair may write, as they are kept. */
  readonly row: StoredRow;
  readonly status: string;
  /** Whether the application knows its role and status: another one is left for a person. */
  readonly isKnown: boolean;
  readonly isActive: boolean;
  /** Sorts by time; null for none. */
  readonly left: GuildTime;
}

/** A time as a text that sorts; null for none, `unreadable` for what cannot be compared: it lies neither before nor after another. */
export type GuildTime = ComparableTime | null;

/** A join request that was approved. */
export interface ApprovedRequest {
  readonly requestId: RowId;
  readonly userId: string;
  readonly storedUser: StoredValue;
  readonly processedAt: StoredValue;
  readonly processedBy: StoredValue;
  /** Sorts by time; null for none. */
  readonly processed: GuildTime;
}

/** All that a guild's repair rests on. */
export interface GuildState {
  /** As the database stores it. */
  readonly id: string;
  readonly guildId: string;
  readonly storedId: StoredValue;
  readonly name: string;
  readonly ownerId: string;
  readonly storedOwner: StoredValue;
  /** As the database stores it: SQLite may hold any value in any column. */
  readonly memberCount: StoredValue;
  /** Active memberships. */
  readonly active: number;
  readonly memberships: readonly Membership[];
  readonly requests: readonly ApprovedRequest[];
  /** The id of such a membership that is no whole number, by which its row could not be looked up; null where there is none. */
  readonly oddMembership: string | null;
  /** Names by id, of everybody above who is there. */
  readonly usernames: ReadonlyMap<string, string>;
}

/** Membership columns that a repair may write, and what they hold. */
const WRITTEN = {
  role: 'text',
  status: 'text',
  is_active: 'boolean',
  approved_at: 'instant',
  left_at: 'instant',
  approved_by_id: 'uuid',
} as const;

/**
 * Reads the state of these guilds, a statement for each table; guilds that are not there are left out.
 *
 * @param hold keeps what is read from changing until the transaction ends, in the order in which the application writes: request,
 *   membership, guild. A guild that is held keeps new rows that refer to it out, and a program that changes a membership waits with the
 *   guild's count.
 */
export async function readGuilds(source: RowSource, ids: readonly RowId[], hold: boolean): Promise<readonly GuildState[]> {
  const among = source.capabilities.amongKeys(ids);
  const { isTime } = source.capabilities;
  const held = hold ? (source.capabilities.lockRows ?? sql``) : sql``;
  const requests = await source.all(sql`
    select r.id, r.guild_id, r.user_id, r.processed_at, r.processed_by_id,
      case when ${isTime(sql`r.processed_at`)} then 1 else 0 end as is_time from guilds_guildjoinrequest as r
    where r.guild_id in (${among}) and r.is_approved order by r.id${held}`);
  const concerned = sql`
    select m.id, m.guild_id from guilds_guildmembership as m
    join guilds_guild as g on g.guild_id = m.guild_id
    left join guilds_guildjoinrequest as r on r.guild_id = m.guild_id and r.user_id = m.user_id and r.is_approved
    where m.guild_id in (${among})
    and (m.user_id = g.owner_id or r.id is not null or (m.is_active and ${source.capabilities.isWord(sql`m.status`, 'left', 'kicked', 'rejected')}))`;
  const concernedRows = await source.all(concerned);
  const oddOf = new Map(concernedRows.flatMap((row) => (isWholeNumber(rowId(row['id'])) ? [] : [[guildOf(row), String(row['id'])]])));
  const membershipIds = concernedRows.map((row) => rowId(row['id'])).filter(isWholeNumber);
  const memberships =
    membershipIds.length === 0
      ? []
      : await source.all(sql`
          select m.id, m.guild_id, m.user_id, m.role, m.status, m.is_active, m.approved_at, m.left_at, m.approved_by_id,
            case when ${isTime(sql`m.left_at`)} then 1 else 0 end as is_time
          from guilds_guildmembership as m where m.id in (${source.capabilities.amongIds(membershipIds)}) order by m.id${held}`);
  const guilds = await source.all(sql`
    select g.guild_id, g.name, g.owner_id, g.member_count from guilds_guild as g where g.guild_id in (${among}) order by g.guild_id${held}`);
  const counts = await source.all(sql`
    select m.guild_id, count(*) as members from guilds_guildmembership as m where m.guild_id in (${among}) and m.is_active group by m.guild_id`);
  const usernames = await usernamesOf(
    source,
    [...guilds.map((row) => row['owner_id']), ...requests.map((row) => row['user_id']), ...memberships.map((row) => row['user_id'])].map(
      (id) => toStored(id, 'uuid'),
    ),
  );
  const active = new Map(counts.map((row) => [uuid(row['guild_id']), countOf(row['members'])]));
  const requestsOf = grouped(requests, guildOf, requestOf);
  const membershipsOf = grouped(memberships, guildOf, membershipOf);
  return guilds.map((row) => {
    const guildId = uuid(row['guild_id']);
    return {
      id: String(row['guild_id']),
      guildId,
      storedId: toStored(row['guild_id'], 'uuid'),
      name: String(row['name']),
      ownerId: uuid(row['owner_id']),
      storedOwner: toStored(row['owner_id'], 'uuid'),
      memberCount: toStored(row['member_count'], 'integer'),
      active: active.get(guildId) ?? 0,
      memberships: membershipsOf.get(guildId) ?? [],
      requests: requestsOf.get(guildId) ?? [],
      usernames,
      oddMembership: oddOf.get(guildId) ?? null,
    };
  });
}

const timeOf = (value: DatabaseRow[string], row: DatabaseRow): GuildTime => (value === null ? null : comparable(value, row['is_time']));

const guildOf = (row: DatabaseRow): string => uuid(row['guild_id']);

function membershipOf(row: DatabaseRow): Membership {
  const left = row['left_at'] ?? null;
  return {
    membershipId: rowId(row['id']),
    userId: uuid(row['user_id']),
    row: Object.fromEntries(Object.entries(WRITTEN).map(([column, kind]) => [column, toStored(row[column], kind)])),
    status: String(row['status']),
    isKnown: isKnown(row['role'], MEMBERSHIP_ROLES) && isKnown(row['status'], MEMBERSHIP_STATUSES),
    isActive: boolean(row['is_active']),
    left: timeOf(left, row),
  };
}

function requestOf(row: DatabaseRow): ApprovedRequest {
  const processed = row['processed_at'] ?? null;
  return {
    requestId: rowId(row['id']),
    userId: uuid(row['user_id']),
    storedUser: toStored(row['user_id'], 'uuid'),
    processedAt: toStored(processed, 'instant'),
    processedBy: toStored(row['processed_by_id'], 'uuid'),
    processed: timeOf(processed, row),
  };
}

import { compareIds, printed, type RowId } from '../../model/index.ts';
import type { EntityPlan } from '../planned-change.ts';
import { rowName, type StoredRow, type StoredValue } from '../stored-value.ts';
import { areInOrder, compareTimes, type ComparableTime } from './comparable-time.ts';
import { planOf, type PlannedStep } from './step.ts';
import { isWanted, type RepairScope } from './target.ts';

const CHECK = 'duplicate-participant';
const PARTICIPANTS = 'quests_questparticipant';

/** A participant row with all its columns. */
export interface ParticipantRow {
  readonly row: StoredRow;
  /** Sorts by `joined_at`. */
  readonly joined: ComparableTime;
  readonly userId: string;
  readonly username: string | null;
}

/** A row of another table that refers to a participant row. */
export interface ReferringRow {
  readonly table: string;
  readonly column: string;
  readonly key: StoredRow;
  readonly participant: StoredValue;
}

/** All that a quest's duplicates rest on. */
export interface DuplicateQuest {
  readonly id: RowId;
  readonly title: string;
  readonly participants: readonly ParticipantRow[];
  readonly referring: readonly ReferringRow[];
  /** Rows that must not go, by their names, with the reason, safe to print. */
  readonly held: ReadonlyMap<string, string>;
  /** Columns of a participant row that are not generated. */
  readonly writable: readonly string[];
}

/** The changes after which each chosen person has one participant row on the quest: a pure function of its rows. */
export function planDuplicates(quest: DuplicateQuest, scope: RepairScope): EntityPlan {
  const { duplicates, userId } = scope;
  const leftOut: string[] = [];
  const steps = [...pairsOf(quest)].flatMap(([pair, rows]) => {
    if (rows.length < 2 || duplicates === null || (duplicates.pairs !== null && !duplicates.pairs.includes(pair))) return [];
    if (userId !== null && !rows.some(({ row }) => JSON.stringify(row['user_id']) === JSON.stringify(userId))) return [];
    // Who names a finding has decided on it anew; otherwise an acknowledged one stays.
    const isNamed = duplicates.pairs !== null;
    const [{ userId: person } = { userId: '' }] = rows;
    if (!isNamed && !isWanted(scope, CHECK, () => ({ questId: quest.id, userId: person }))) return [];
    const sorted = [...rows].sort(byJoining);
    const [earliest] = sorted;
    const { keep } = duplicates;
    const kept =
      keep === 'earliest'
        ? earliest
        : keep === 'latest'
          ? sorted.at(-1)
          : sorted.find(({ row }) => idText(row['id']) === String(keep.participantId));
    if (earliest === undefined || kept === undefined) return [];
    const reason = areInOrder(rows.map(({ joined }) => joined))
      ? sorted
          .filter((participant) => participant !== kept)
          .flatMap(({ row }) => quest.held.get(rowName(PARTICIPANTS, { id: row['id'] ?? null })) ?? [])[0]
      : 'one of them joined at a time that cannot be read, so nobody can say which is the earliest';
    if (reason === undefined) return mergeInto(kept, earliest, sorted, quest);
    leftOut.push(`${printed`duplicates of ` + nameOf(kept, quest)}: ${reason}`);
    return [];
  });
  return { ...planOf(quest.id, steps), ...(leftOut.length === 0 ? {} : { leftOut }) };
}

/** Participant rows by `quest user`. */
function pairsOf({ id, participants }: DuplicateQuest): ReadonlyMap<string, readonly ParticipantRow[]> {
  const pairs = new Map<string, ParticipantRow[]>();
  for (const participant of participants) {
    const pair = `${id} ${participant.userId}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), participant]);
  }
  return pairs;
}

function mergeInto(
  kept: ParticipantRow,
  earliest: ParticipantRow,
  rows: readonly ParticipantRow[],
  quest: DuplicateQuest,
): readonly PlannedStep[] {
  const doomed = rows.filter((participant) => participant !== kept);
  const name = nameOf(kept, quest);
  return [
    ...quest.referring
      .filter(({ participant }) => doomed.some(({ row }) => idText(row['id']) === idText(participant)))
      .map((referring) => moveTo(kept, referring)),
    ...(kept.row['joined_at'] === earliest.row['joined_at'] ? [] : [joinedAt(kept, earliest, name)]),
    ...doomed.map(({ row }) => deletion(row, quest.writable, name)),
  ];
}

function nameOf({ username, userId }: ParticipantRow, { title }: DuplicateQuest): string {
  return printed`${username ?? `user ${userId}`} in quest "${title}"`;
}

function moveTo(kept: ParticipantRow, { table, column, key, participant }: ReferringRow): PlannedStep {
  const where = `${table} ${Object.values(key).map(idText).join(' ')}`;
  return {
    change: {
      check: CHECK,
      table,
      operation: 'update',
      key,
      before: { [column]: participant },
      after: { [column]: kept.row['id'] ?? null },
    },
    words: [printed`move ${where} from participant row ${idText(participant)} to ${idText(kept.row['id'])}`],
  };
}

function joinedAt(kept: ParticipantRow, earliest: ParticipantRow, name: string): PlannedStep {
  const id = kept.row['id'] ?? null;
  return {
    change: {
      check: CHECK,
      table: PARTICIPANTS,
      operation: 'update',
      key: { id },
      before: { joined_at: kept.row['joined_at'] ?? null },
      after: { joined_at: earliest.row['joined_at'] ?? null },
    },
    words: [printed`keep the earliest joined_at in participant row ${idText(id)} of ` + name],
  };
}

function deletion(row: StoredRow, writable: readonly string[], name: string): PlannedStep {
  const id = row['id'] ?? null;
  return {
    change: {
      check: CHECK,
      table: PARTICIPANTS,
      operation: 'delete',
      key: { id },
      before: Object.fromEntries(writable.map((column) => [column, row[column] ?? null])),
      after: null,
    },
    words: [printed`delete duplicate participant row ${idText(id)} (${row['status']}) of ` + name],
  };
}

function byJoining(one: ParticipantRow, other: ParticipantRow): number {
  return compareTimes(one.joined, other.joined) || compareIds(idText(one.row['id']), idText(other.row['id']));
}

/** A kept id as digits. */
function idText(value: StoredValue | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && '$int' in value ? value.$int : JSON.stringify(value ?? null);
}

import type { World } from './naive-audit.ts';

/** What a repair is asked to do. */
export interface NaiveRepairOptions {
  /** User name that narrows the repair; null for everybody. */
  readonly user: string | null;
  /** Ids of the chosen checks. */
  readonly checks: ReadonlySet<string>;
  /** Leaves out approvals whose person may have left since. */
  readonly certainOnly: boolean;
}

/** One row that a repair writes; values that only the write makes (new ids, now) are null. */
export interface NaiveChange {
  readonly check: string;
  readonly table: string;
  readonly operation: 'insert' | 'update';
  /** Quest id of an update, null for an insert. */
  readonly key: number | null;
  /** The changed columns as they were; null for an insert. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** The changed columns as they become; all but `id` for an insert. */
  readonly after: Readonly<Record<string, unknown>>;
}

/** The time that stands for "now" in the world after a repair: later than all that tests write. */
export const NAIVE_NOW = '2099-12-31 23:59:59.000000';

type Quest = World['quests'][number];
type Participant = World['participants'][number];
type Application = World['applications'][number];
type QuestColumns = { status?: string; assigned_to_id?: string };

const PHASE_1 = 'approved-without-participant';
const PHASE_3 = 'quest-status';
const PHASE_4 = 'quest-assignment';

/** SPEC section 4 written down once more, as naively as possible: loops over rows, quest by quest, no database. */
export function naiveRepair(
  world: World,
  options: NaiveRepairOptions,
): { readonly changes: readonly NaiveChange[]; readonly world: World } {
  const { user, checks } = options;
  const scope = user === null ? null : (world.users.find(({ username }) => username === user)?.id ?? 'nobody');
  const changes: NaiveChange[] = [];
  const quests = new Map(world.quests.map((quest) => [quest.id, quest]));
  const participants = [...world.participants];

  const update = (check: string, quest: Quest, columns: Partial<Quest>): void => {
    const before: Record<string, unknown> = Object.fromEntries(Object.keys(columns).map((name) => [name, quest[name as keyof Quest]]));
    before['updated_at'] = quest.updated_at;
    const after: Record<string, unknown> = { ...columns, updated_at: null };
    changes.push({ check, table: 'quests_quest', operation: 'update', key: quest.id, before, after });
    quests.set(quest.id, { ...quest, ...columns, updated_at: NAIVE_NOW });
  };

  for (const quest of world.quests.toSorted((a, b) => a.id - b.id)) {
    const replayed = checks.has(PHASE_1) ? approvalsToReplay(world, quest, scope, options.certainOnly) : [];
    for (const userId of new Set(replayed.map((row) => row.applicant_id))) {
      changes.push(insertOf(quest.id, userId));
      const id = Math.max(0, ...participants.map((row) => row.id)) + 1;
      participants.push({ id, status: 'joined', joined_at: NAIVE_NOW, quest_id: quest.id, user_id: userId });
    }
    const last = replayed.at(-1);
    if (last !== undefined) {
      const columns: QuestColumns = {};
      if (quest.status === 'open') columns.status = 'in-progress';
      if (quest.assigned_to_id !== last.applicant_id && !assigneeKeeps(world, quest, last)) columns.assigned_to_id = last.applicant_id;
      if (Object.keys(columns).length > 0) update(PHASE_1, quest, columns);
      continue;
    }
    const rows = participants.filter((row) => row.quest_id === quest.id);
    if (scope !== null && !rows.some((row) => row.user_id === scope)) continue;
    const earliest = rows.filter(isActive).sort(byJoining)[0];
    if (earliest === undefined) continue;
    const columns: QuestColumns = {};
    if (checks.has(PHASE_3) && quest.status === 'open') columns.status = 'in-progress';
    if (checks.has(PHASE_4) && quest.assigned_to_id === null && userExists(world, earliest.user_id))
      columns.assigned_to_id = earliest.user_id;
    // One row is one change: it counts for the first phase that wants it.
    if (Object.keys(columns).length > 0) update(columns.status === undefined ? PHASE_4 : PHASE_3, quest, columns);
  }
  return { changes, world: { ...world, quests: world.quests.map((quest) => quests.get(quest.id) ?? quest), participants } };
}

/** The approvals of a quest that never became a participant and can become one now, in the order in which they were given. */
function approvalsToReplay(world: World, quest: Quest, scope: string | null, certainOnly: boolean): readonly Application[] {
  // The reward round of a completed quest is over: that is a person's decision.
  if (quest.status === 'completed') return [];
  return world.applications
    .filter((row) => row.quest_id === quest.id && row.status === 'approved')
    .filter((row) => scope === null || row.applicant_id === scope)
    .filter((row) => !world.participants.some((other) => other.quest_id === quest.id && other.user_id === row.applicant_id))
    .filter((row) => userExists(world, row.applicant_id))
    .filter((row) => !certainOnly || row.reviewed_at === null || row.reviewed_at > quest.updated_at)
    .sort(byApproval);
}

/** Whether the quest stays with its assignee although `last` is replayed. */
function assigneeKeeps(world: World, quest: Quest, last: Application): boolean {
  const active = world.participants.some((row) => row.quest_id === quest.id && row.user_id === quest.assigned_to_id && isActive(row));
  if (!active) return false;
  const latest = world.applications
    .filter((row) => row.quest_id === quest.id && row.status === 'approved' && row.applicant_id === quest.assigned_to_id)
    .sort(byApproval)
    .at(-1);
  return latest === undefined || byApproval(latest, last) > 0;
}

function insertOf(questId: number, userId: string): NaiveChange {
  const after = {
    quest_id: questId,
    user_id: userId,
    status: 'joined',
    joined_at: null,
    completed_at: null,
    progress_notes: '',
    application_id: null,
    application_date: null,
    application_message: null,
    review_notes: null,
    reviewed_at: null,
  };
  return { check: PHASE_1, table: 'quests_questparticipant', operation: 'insert', key: null, before: null, after };
}

function userExists(world: World, id: string): boolean {
  return world.users.some((user) => user.id === id);
}

function isActive({ status }: Participant): boolean {
  return status !== 'dropped';
}

function byApproval(a: Application, b: Application): number {
  return byText(a.reviewed_at ?? a.applied_at, b.reviewed_at ?? b.applied_at) || a.id - b.id;
}

function byJoining(a: Participant, b: Participant): number {
  return byText(a.joined_at, b.joined_at) || a.id - b.id;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

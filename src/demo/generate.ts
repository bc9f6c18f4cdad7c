import type { PartialRow } from './audit-001.ts';
import { faults, type Fault } from './faults.ts';
import { Random } from './random.ts';

/** How large a generated database is, and how sick. */
export interface DemoOptions {
  readonly users: number;
  /** Share of quests that get a fault, 0 to 1. */
  readonly faultRate: number;
  readonly seed: number;
  /** As before July 2025: without the unique index on participants, so that duplicates can be planted. */
  readonly oldSchema: boolean;
}

/** How many faults of each kind are in the generated database. */
export type Planted = ReadonlyMap<Fault, number>;

/** Takes the generated rows of one table. */
export type RowSink = (table: string, rows: readonly PartialRow[]) => void;

/** Quests whose applications and participants are interleaved, as they are when many people act at once. */
const BLOCK = 2000;

const PLACES = [
  'Harbour',
  'Library',
  'Café',
  'Old Mill',
  'Observatory',
  'Ratskeller',
  'Garden',
  'North Gate',
  '図書館',
  'Clock Tower',
] as const;
const TASKS = [
  'Map the',
  'Tidy up the',
  'Guard the',
  'Write about the',
  'Repair the',
  'Photograph the',
  'Sing in the',
  'Translate the sign of the',
] as const;
const DIFFICULTIES = [
  ['initiate', 25],
  ['adventurer', 50],
  ['champion', 100],
  ['mythic', 200],
] as const;

/** Two quests, four applications and two participants for each user, spread over 2025. */
const QUESTS_PER_USER = 2;
const START = Date.UTC(2025, 0, 1);
const YEAR = 365 * 86_400_000;

/** Milliseconds to Django's text on SQLite and MySQL, with microseconds. */
const time = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')}000`;
const MINUTE = 60_000;

/**
 * Generates a database in PeerQuest's shape with a known number of faults of each kind; at most one fault sits on one
 * quest, so that the audit must find exactly the planted numbers. Memory does not grow with the number of quests.
 *
 * @returns how many faults of each kind were planted
 */
export function generate(options: DemoOptions, sink: RowSink): Planted {
  const random = new Random(options.seed);
  const users = generateUsers(options.users, random, sink);
  sink('quests_questcategory', [{ id: 1, name: 'General', created_at: time(START) }]);
  const kinds: readonly Fault[] = faults.filter((fault: Fault) => options.oldSchema || fault.oldSchemaOnly !== true);
  const planted = new Map<Fault, number>(kinds.map((fault) => [fault, 0]));
  const count = options.users * QUESTS_PER_USER;
  for (let first = 1; first <= count; first += BLOCK) {
    const block: Block = { quests: [], participants: [], applications: [] };
    for (let id = first; id < Math.min(first + BLOCK, count + 1); id++) {
      const fault = random.next() < options.faultRate ? kinds[random.below(kinds.length)] : undefined;
      if (fault !== undefined) planted.set(fault, (planted.get(fault) ?? 0) + 1);
      addQuest(block, { id, at: START + Math.floor((id / count) * YEAR), random, users }, fault);
    }
    random.shuffle(block.participants);
    random.shuffle(block.applications);
    sink('quests_quest', block.quests);
    sink('quests_questparticipant', block.participants);
    sink('applications_application', block.applications);
  }
  return planted;
}

function generateUsers(count: number, random: Random, sink: RowSink): readonly string[] {
  const ids: string[] = [];
  for (let first = 0; first < count; first += BLOCK) {
    const rows: PartialRow[] = [];
    for (let number = first; number < Math.min(first + BLOCK, count); number++) {
      const id = random.uuid();
      ids.push(id);
      rows.push({
        id,
        username: `adventurer${number}`,
        email: `adventurer${number}@example.com`,
        password: '!',
        display_name: `Adventurer ${number}`,
        role: number % 10 === 0 ? 'quest_maker' : 'adventurer',
        is_active: 1,
        email_verified: 1,
        level: 1,
        date_joined: time(START - number * MINUTE),
      });
    }
    sink('users_user', rows);
  }
  return ids;
}

interface Block {
  readonly quests: PartialRow[];
  readonly participants: PartialRow[];
  readonly applications: PartialRow[];
}

interface QuestContext {
  readonly id: number;
  /** When the quest was made, in milliseconds. */
  readonly at: number;
  readonly random: Random;
  readonly users: readonly string[];
}

/** Adds one quest with its applications and participants: in good order, or with the fault. */
function addQuest(block: Block, context: QuestContext, fault: Fault | undefined): void {
  const { id, at, random, users } = context;
  const applied = at + random.below(48 * 60) * MINUTE;
  const reviewed = applied + (1 + random.below(600)) * MINUTE;
  const firstUser = random.below(users.length);
  const person = (offset: number): string => users[(firstUser + offset) % users.length] ?? '';
  const creator = person(4);
  let status = 'in-progress';
  let assigned: string | null = person(0);
  let updated = reviewed + 250;

  const apply = (offset: number, state: string, reviewedAt: number | null): void => {
    block.applications.push({
      status: state,
      applied_at: time(applied + offset * MINUTE),
      reviewed_at: reviewedAt === null ? null : time(reviewedAt),
      applicant_id: person(offset),
      quest_id: id,
      reviewed_by_id: reviewedAt === null ? null : creator,
    });
  };
  const join = (offset: number, state = 'joined'): void => {
    block.participants.push({
      status: state,
      joined_at: time(reviewed + offset * MINUTE),
      completed_at: state === 'completed' ? time(reviewed + 5 * 24 * 60 * MINUTE) : null,
      quest_id: id,
      user_id: person(offset),
    });
  };
  const leaveOpen = (): void => {
    status = 'open';
    assigned = null;
  };

  if (fault === undefined) {
    const lot = random.next();
    if (lot < 0.2) {
      leaveOpen();
      updated = at;
      for (let offset = random.below(3); offset > 0; offset--) apply(offset, 'pending', null);
      if (lot < 0.05) {
        apply(0, 'kicked', reviewed);
        join(0, 'dropped');
        updated = reviewed + 60 * MINUTE;
      }
    } else {
      if (lot >= 0.65) status = 'completed';
      const state = status === 'completed' ? 'completed' : 'joined';
      if (lot < 0.35) {
        apply(1, 'approved', reviewed - MINUTE);
        join(1, state);
      }
      apply(0, 'approved', reviewed);
      join(0, state);
      for (let offset = 2 + random.below(2); offset > 2; offset--) apply(offset, 'rejected', reviewed);
      if (lot > 0.59) apply(3, 'rejected', reviewed);
    }
  } else {
    plant(fault, { apply, join, leaveOpen, reviewed });
    if (fault.cause === 'never-created') updated = at;
    if (fault.cause === 'possibly-left') updated = reviewed + 3 * 60 * MINUTE;
    if (fault.check === 'quest-status') status = 'open';
    if (fault.check === 'quest-assignment') assigned = null;
  }
  const [difficulty, xp] = DIFFICULTIES[random.below(DIFFICULTIES.length)] ?? DIFFICULTIES[0];
  block.quests.push({
    id,
    title: `${random.pick(TASKS)} ${random.pick(PLACES)}`,
    description: `A task for people who like the ${random.pick(PLACES)}. Bring what you need, tell what you found, and leave the place as it was.`,
    difficulty,
    xp_reward: xp,
    gold_reward: 10 * random.below(20),
    status,
    slug: `quest-${id}`,
    created_at: time(at),
    updated_at: time(updated),
    completed_at: status === 'completed' ? time(reviewed + 5 * 24 * 60 * MINUTE) : null,
    assigned_to_id: assigned,
    creator_id: creator,
    category_id: 1,
  });
}

interface Actions {
  readonly apply: (offset: number, state: string, reviewedAt: number | null) => void;
  readonly join: (offset: number, state?: string) => void;
  readonly leaveOpen: () => void;
  readonly reviewed: number;
}

function plant(fault: Fault, { apply, join, leaveOpen, reviewed }: Actions): void {
  switch (fault.check) {
    case 'approved-without-participant':
      leaveOpen();
      apply(0, 'approved', reviewed);
      break;
    case 'participant-without-approved-application':
      join(0);
      if (fault.cause !== null && fault.cause !== 'no-application') apply(0, fault.cause, fault.cause === 'pending' ? null : reviewed);
      break;
    case 'duplicate-participant':
      apply(0, 'approved', reviewed);
      join(0);
      join(0);
      break;
    default:
      apply(0, 'approved', reviewed);
      join(0);
  }
}

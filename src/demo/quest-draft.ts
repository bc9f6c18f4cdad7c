import type { PartialRow } from './audit-001.ts';
import type { World } from './world.ts';
import { DAY, MINUTE, time } from './time.ts';

/** A row whose id is given when its place among the others is known. */
export type OpenRow = Record<string, string | number | null>;

/** Rows of some quests, in the order in which they were made. */
export interface QuestRows {
  readonly quests: PartialRow[];
  readonly participants: { readonly row: OpenRow; readonly submissions: readonly PartialRow[] }[];
  /** With the numbers of their attempts. */
  readonly applications: { readonly row: OpenRow; readonly attempts: readonly number[] }[];
  readonly completionLogs: PartialRow[];
  readonly reservations: PartialRow[];
  readonly notifications: PartialRow[];
}

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

/** The commission that PeerQuest keeps of a quest's gold: 5 percent, rounded up. */
const commissionOf = (gold: number): number => Math.ceil(gold / 20);

/** One quest and what people do on it, in the way that the application writes it. People are numbered by {@link person}. */
export class QuestDraft {
  readonly id: number;
  readonly title: string;
  readonly difficulty: string;
  /** Of all quests that people are on, when the first application came in and when it was reviewed; milliseconds. */
  readonly applied: number;
  readonly reviewed: number;
  readonly completed: number;
  xpReward: number;
  goldReward: number;
  status = 'open';
  /** The number of the person that the quest is assigned to. */
  assigned: number | null = null;
  updated: number;
  completedAt: number | null = null;
  isDeleted = 0;
  category = 1;
  readonly #world: World;
  readonly #rows: QuestRows;
  readonly #at: number;
  readonly #first: number;

  /** @param unique whether no other quest may have the title */
  constructor(world: World, rows: QuestRows, id: number, at: number, unique: boolean) {
    const { random, users } = world;
    this.#world = world;
    this.#rows = rows;
    this.#at = at;
    this.#first = random.below(users.length);
    this.id = id;
    this.title = `${random.pick(TASKS)} ${random.pick(PLACES)}${unique ? ` (${id})` : ''}`;
    const [difficulty, xp] = random.pick(DIFFICULTIES);
    this.difficulty = difficulty;
    this.xpReward = xp;
    this.goldReward = 10 * random.below(20);
    this.applied = at + random.below(48 * 60) * MINUTE;
    this.reviewed = this.applied + (1 + random.below(600)) * MINUTE;
    this.completed = this.reviewed + 5 * DAY;
    this.updated = at;
  }

  /** The user's number of a person: 0 to 3 apply, 4 made the quest. */
  person(offset: number): number {
    return (this.#first + offset) % this.#world.users.length;
  }

  /** A person applies, and the quest's maker decides; with the attempts that the application counts. */
  apply(offset: number, status: 'pending' | 'approved' | 'rejected' | 'kicked', attempts: readonly number[] = [1]): void {
    const number = attempts[0] ?? 1;
    const reviewed = status === 'pending' ? null : time(this.reviewed + (number - 1) * MINUTE);
    this.#rows.applications.push({
      row: {
        id: 0,
        status,
        applied_at: time(this.applied + (offset + number - 1) * MINUTE),
        reviewed_at: reviewed,
        applicant_id: this.#id(offset),
        quest_id: this.id,
        reviewed_by_id: reviewed === null ? null : this.#id(4),
      },
      attempts,
    });
    if (status === 'approved') {
      this.updated = this.reviewed + 250;
      this.#notify(offset, 'quest_application_approved', 'Application Approved', `You are on the quest "${this.title}".`);
    }
  }

  /** The participant row of a person; who has completed has handed something in. */
  join(offset: number, status: 'joined' | 'dropped' | 'completed' = 'joined', times: PartialRow = {}): void {
    this.#rows.participants.push({
      row: {
        id: 0,
        status,
        joined_at: time(this.reviewed + offset * MINUTE),
        completed_at: status === 'completed' ? time(this.completed) : null,
        quest_id: this.id,
        user_id: this.#id(offset),
        ...times,
      },
      submissions: status === 'dropped' ? [] : this.#submissions(status === 'completed'),
    });
  }

  /** People are approved and join: the quest is in progress, assigned to the last of them. */
  start(...offsets: readonly number[]): void {
    for (const offset of offsets) {
      this.apply(offset, 'approved');
      this.join(offset);
    }
    this.status = 'in-progress';
    this.assigned = offsets.at(-1) ?? null;
  }

  /** People were approved and have completed the quest, without being paid. */
  finish(...offsets: readonly number[]): void {
    for (const offset of offsets) {
      this.apply(offset, 'approved');
      this.join(offset, 'completed');
    }
    this.close(offsets.at(-1) ?? null);
  }

  /** The quest is completed. */
  close(assigned: number | null): void {
    this.status = 'completed';
    this.assigned = assigned;
    this.completedAt = this.completed;
    this.updated = this.completed;
  }

  /** What the application pays on completion. */
  pay(offset: number): void {
    this.payXp(offset);
    this.payGold(offset);
  }

  payXp(offset: number): void {
    this.#world.ledger.addXp(this.person(offset), this.xpReward, `Completed quest: ${this.title}`, this.completed);
  }

  payGold(offset: number, words: 'Reward for completing' | 'Bonus for' = 'Reward for completing'): void {
    if (this.goldReward === 0) return;
    this.#world.ledger.addGold(this.person(offset), {
      type: 'REWARD',
      amount: this.goldReward,
      description: `${words}: ${this.title}`,
      at: this.completed,
      quest: this.id,
    });
  }

  /** A completion log instead of a payment. */
  log(offset: number): void {
    this.#rows.completionLogs.push({
      xp_earned: this.xpReward,
      gold_earned: this.goldReward,
      completed_at: time(this.completed),
      adventurer_id: this.#id(offset),
      quest_id: this.id,
    });
  }

  /** The maker's gold is set aside instead of taken. */
  reserve(): void {
    this.#rows.reservations.push({
      amount: this.goldReward + commissionOf(this.goldReward),
      created_at: time(this.#at),
      quest_id: this.id,
      user_id: this.#id(4),
    });
  }

  /** The maker pays for the quest. */
  charge(): void {
    if (this.goldReward === 0) return;
    const commission = commissionOf(this.goldReward);
    this.#world.ledger.addGold(this.person(4), {
      type: 'REWARD',
      amount: -this.goldReward - commission,
      commission,
      description: `Quest creation: ${this.title} (Reward: ${this.goldReward} + Commission)`,
      at: this.#at,
      quest: this.id,
    });
  }

  /** The maker deletes the quest and gets the reward back. */
  remove(): void {
    this.isDeleted = 1;
    this.updated = this.#at + DAY;
    if (this.goldReward === 0) return;
    this.#world.ledger.addGold(this.person(4), {
      type: 'REFUND',
      amount: this.goldReward,
      description: `Quest deletion refund (reward only): ${this.title}`,
      at: this.updated,
      quest: this.id,
    });
  }

  /** Adds the quest's own row, as the quest stands. */
  end(): void {
    const { random } = this.#world;
    this.#rows.quests.push({
      id: this.id,
      title: this.title,
      description: `A task for people who like the ${random.pick(PLACES)}. Bring what you need, tell what you found, and leave the place as it was.`,
      difficulty: this.difficulty,
      xp_reward: this.xpReward,
      gold_reward: this.goldReward,
      commission_fee: commissionOf(this.goldReward),
      status: this.status,
      slug: `quest-${this.id}`,
      created_at: time(this.#at),
      updated_at: time(this.updated),
      completed_at: this.completedAt === null ? null : time(this.completedAt),
      is_deleted: this.isDeleted,
      assigned_to_id: this.assigned === null ? null : this.#id(this.assigned),
      creator_id: this.#id(4),
      category_id: this.category,
    });
  }

  #id(offset: number): string {
    return this.#world.users[this.person(offset)] ?? '';
  }

  #notify(offset: number, type: string, title: string, message: string): void {
    const read = this.id % 3 === 0 ? 0 : 1;
    this.#rows.notifications.push({ type, title, message, read, created_at: time(this.reviewed), user_id: this.#id(offset) });
  }

  /** What a participant has handed in: nothing yet, or something that replaced an earlier thing, with a file or a link. */
  #submissions(approved: boolean): PartialRow[] {
    const { random } = this.#world;
    const number = approved ? 1 + Math.floor(random.below(8) / 7) : Math.floor(random.below(4) / 3);
    return Array.from({ length: number }, (_, index) => {
      const last = index === number - 1;
      const earlier = this.id % 2 === 0 ? 'superseded' : 'needs_revision';
      const status = !last ? earlier : approved ? 'approved' : 'pending';
      const file = `report-${this.id}-${index + 1}.pdf`;
      return {
        description: 'Here is what I found.',
        link: this.id % 4 === 0 ? `https://example.com/quests/${this.id}` : null,
        submission_files: this.id % 4 === 0 ? '[]' : `[{"file": "/media/submissions/${file}", "name": "${file}"}]`,
        status,
        feedback: status === 'approved' ? 'Well done.' : '',
        submitted_at: time(this.completed - DAY + index * MINUTE),
        reviewed_at: status === 'approved' ? time(this.completed) : null,
        reviewed_by_id: status === 'approved' ? this.#id(4) : null,
      };
    });
  }
}

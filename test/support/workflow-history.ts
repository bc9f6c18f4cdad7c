import fc from 'fast-check';
import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { ANN, BOB, EVE } from './flows.ts';

type Row = Record<string, string | number | null>;

const PEOPLE = [ANN, BOB, EVE] as const;
/** Who made the quests: nobody applies to a quest of their own. */
const CREATOR = 'c0000000000040008000000000000004';
const ACTIONS = [
  'apply',
  'apply',
  'approve',
  'approve',
  'reject',
  'kick',
  'leave',
  'assign',
  'work',
  'finish',
  'complete',
  'edit',
  'remove',
] as const;
type Step = readonly [action: (typeof ACTIONS)[number], quest: number, person: number];

/** PeerQuest at work (SPEC section 2), one request after the other; what cannot be done at the time is not done. */
class Application {
  readonly quests: Row[] = [1, 2].map((id) => ({
    id,
    title: `Quest ${id}`,
    status: 'open',
    completed_at: null,
    updated_at: '2025-07-01 09:00:00',
    assigned_to_id: null,
    xp_reward: 50,
    // The second quest pays no gold: XP entries are all that tells of it.
    gold_reward: id === 1 ? 20 : 0,
    is_deleted: 0,
    creator_id: CREATOR,
    category_id: 1,
  }));
  participants: Row[] = [];
  readonly applications: Row[] = [];
  readonly attempts: Row[] = [];
  readonly transactions: Row[] = [];
  readonly xp: Row[] = [];
  #seconds = 0;
  #participantId = 0;

  step([action, questIndex, personIndex]: Step): void {
    const quest = this.quests[questIndex];
    const user = PEOPLE[personIndex];
    if (quest === undefined || user === undefined || quest['is_deleted'] === 1) return;
    this.#seconds++;
    const own = this.#rows(quest).find((row) => row['user_id'] === user);
    const isActive = own !== undefined && own['status'] !== 'dropped';
    const applications = this.applications.filter((row) => row['quest_id'] === quest['id'] && row['applicant_id'] === user);
    const pending = applications.find((row) => row['status'] === 'pending');
    const isCompleted = quest['status'] === 'completed';
    switch (action) {
      case 'apply':
        // A person who has left may ask again, and keeps the approved application.
        if (!isCompleted && pending === undefined && !isActive) this.#apply(quest, user);
        break;
      case 'approve':
        if (!isCompleted && pending !== undefined) this.#approve(quest, user, pending);
        break;
      case 'reject':
        if (pending !== undefined) Object.assign(pending, { status: 'rejected', reviewed_at: this.#now() });
        break;
      case 'kick': {
        // Any of the approved applications may be the one that the creator has on the screen.
        const [approved] = applications.filter((row) => row['status'] === 'approved');
        if (own !== undefined && isActive && approved !== undefined) this.#kick(quest, own, approved);
        break;
      }
      case 'leave':
        if (own !== undefined && !isCompleted) this.#leave(quest, own);
        break;
      case 'assign':
        if (own === undefined && !isCompleted) this.#join(quest, user);
        break;
      case 'work':
        if (own?.['status'] === 'joined') own['status'] = 'in_progress';
        break;
      case 'finish':
        if (own !== undefined && (own['status'] === 'joined' || own['status'] === 'in_progress')) this.#finish(quest, own);
        break;
      case 'complete':
        if (!isCompleted && this.#rows(quest).some((row) => row['status'] !== 'dropped')) {
          Object.assign(quest, { status: 'completed', completed_at: this.#now() });
          for (const row of this.#rows(quest)) if (row['status'] === 'joined' || row['status'] === 'in_progress') this.#finish(quest, row);
        }
        break;
      case 'edit':
        quest['updated_at'] = this.#now();
        break;
      case 'remove':
        if (quest['status'] === 'open') quest['is_deleted'] = 1;
    }
  }

  #now(): string {
    return `2025-07-01 10:00:${String(this.#seconds).padStart(2, '0')}`;
  }

  #rows(quest: Row): readonly Row[] {
    return this.participants.filter((row) => row['quest_id'] === quest['id']);
  }

  #apply(quest: Row, user: string): void {
    const id = this.applications.length + 1;
    const keys = { applicant_id: user, quest_id: quest['id'] ?? null };
    const before = this.attempts.filter((row) => row['quest_id'] === quest['id'] && row['applicant_id'] === user).length;
    this.applications.push({ id, status: 'pending', applied_at: this.#now(), reviewed_at: null, ...keys });
    this.attempts.push({ id, application_id: id, attempt_number: before + 1, timestamp: this.#now(), ...keys });
  }

  #approve(quest: Row, user: string, application: Row): void {
    for (const row of this.applications)
      if (row['quest_id'] === quest['id'] && row['status'] === 'pending')
        Object.assign(row, { status: row === application ? 'approved' : 'rejected', reviewed_at: this.#now() });
    this.#join(quest, user);
  }

  #join(quest: Row, user: string): void {
    const own = this.#rows(quest).find((row) => row['user_id'] === user);
    if (this.#rows(quest).length === 0) quest['status'] = 'in-progress';
    if (own === undefined) {
      const keys = { id: ++this.#participantId, user_id: user, quest_id: quest['id'] ?? null };
      this.participants.push({ ...keys, status: 'joined', joined_at: this.#now(), completed_at: null });
    } else if (own['status'] === 'dropped') own['status'] = 'joined';
    quest['assigned_to_id'] = user;
  }

  #kick(quest: Row, own: Row, application: Row): void {
    Object.assign(application, { status: 'kicked', reviewed_at: this.#now() });
    own['status'] = 'dropped';
    const isLast = this.#rows(quest).every((row) => row['status'] === 'dropped');
    // Reopening writes back the assignment that the drop has just cleared.
    if (isLast && quest['status'] === 'in-progress') quest['status'] = 'open';
    else if (quest['assigned_to_id'] === own['user_id']) quest['assigned_to_id'] = null;
  }

  #leave(quest: Row, own: Row): void {
    this.participants = this.participants.filter((row) => row !== own);
    if (quest['assigned_to_id'] === own['user_id']) quest['assigned_to_id'] = null;
    if (!this.#rows(quest).some((row) => row['status'] === 'joined' || row['status'] === 'in_progress')) quest['status'] = 'open';
  }

  #finish(quest: Row, own: Row): void {
    const [user, at] = [own['user_id'] ?? null, this.#now()];
    Object.assign(own, { status: 'completed', completed_at: at });
    this.xp.push({ amount: 50, reason: `Completed quest: ${quest['title']}`, created_at: at, user_id: user });
    if (quest['gold_reward'] === 0) return;
    this.transactions.push({ type: 'REWARD', amount: 20, created_at: at, user_id: user, quest_id: quest['id'] ?? null });
  }
}

/** The database after up to 30 ordinary requests of three people on two quests. */
export const ordinaryHistory: fc.Arbitrary<Dataset> = fc
  .array(fc.tuple(fc.constantFrom(...ACTIONS), fc.nat({ max: 1 }), fc.nat({ max: 2 })), { minLength: 5, maxLength: 30 })
  .map((steps) => {
    const application = new Application();
    for (const step of steps) application.step(step);
    const tables: readonly (readonly [string, readonly PartialRow[]])[] = [
      ['users_user', [...PEOPLE, CREATOR].map((id, index) => ({ id, username: `person${index}` }))],
      ['quests_questcategory', [{ id: 1, name: 'General' }]],
      ['quests_quest', application.quests],
      ['quests_questparticipant', application.participants],
      ['applications_application', application.applications],
      ['applications_applicationattempt', application.attempts],
      ['transactions_transaction', application.transactions],
      ['users_xptransaction', application.xp],
    ];
    return tables;
  });

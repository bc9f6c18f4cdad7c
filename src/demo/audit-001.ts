/** Some columns of a row; the others have their defaults. */
export type PartialRow = Readonly<Record<string, string | number | null>>;

/** Rows by table, in an order that respects references. */
export type Dataset = readonly (readonly [table: string, rows: readonly PartialRow[]])[];

const ADMIN = 'a0000000000040008000000000000000';
const STUDENT_1 = '51000000000040008000000000000001';
const STUDENT_2 = '52000000000040008000000000000002';
const STUDENT_3 = '53000000000040008000000000000003';

/** One quest of the case with its one approved application. */
interface Case {
  readonly quest: number;
  readonly title: string;
  readonly applicant: string;
  readonly approvedAt: string;
  /** What went wrong with it. */
  readonly fault: 'no-participant' | 'unassigned' | null;
}

/** The eleven approvals that the audit of July 2025 (AUDIT-001) found, in the order of their applications. */
const CASES: readonly Case[] = [
  { quest: 1, title: 'Test 1', applicant: STUDENT_2, approvedAt: '2025-07-01 13:22:32', fault: 'no-participant' },
  { quest: 2, title: 'Test 2', applicant: STUDENT_2, approvedAt: '2025-07-01 06:51:18', fault: 'no-participant' },
  { quest: 3, title: 'Test 3 v2', applicant: STUDENT_3, approvedAt: '2025-07-01 13:09:29', fault: 'no-participant' },
  { quest: 4, title: 'Test 4', applicant: STUDENT_1, approvedAt: '2025-06-30 09:12:44', fault: 'unassigned' },
  { quest: 5, title: 'Test 1.1', applicant: ADMIN, approvedAt: '2025-06-30 10:02:05', fault: null },
  { quest: 6, title: 'Test 6', applicant: STUDENT_1, approvedAt: '2025-06-30 11:30:00', fault: null },
  { quest: 7, title: 'Test 7', applicant: STUDENT_3, approvedAt: '2025-06-30 12:47:51', fault: null },
  { quest: 8, title: 'Test 123', applicant: STUDENT_2, approvedAt: '2025-06-30 14:05:33', fault: 'unassigned' },
  { quest: 9, title: 'Test 9', applicant: STUDENT_1, approvedAt: '2025-06-30 15:21:09', fault: null },
  { quest: 10, title: 'Test 10', applicant: STUDENT_3, approvedAt: '2025-06-30 16:40:27', fault: null },
  { quest: 17, title: 'Dummy 1', applicant: ADMIN, approvedAt: '2025-06-30 18:15:00', fault: null },
];

/** Shortly before and shortly after an approval: a successful one touches the quest right after. */
const before = (time: string): string => time.replace(/ \d\d:/, ' 04:');
const after = (time: string): string => `${time}.250000`;

function user(id: string, username: string, admin: boolean): PartialRow {
  return {
    id,
    username,
    email: `${username}@example.com`,
    password: '!',
    display_name: username,
    role: admin ? 'admin' : 'adventurer',
    is_superuser: admin ? 1 : 0,
    is_staff: admin ? 1 : 0,
    is_active: 1,
    email_verified: 1,
    level: 1,
    date_joined: '2025-06-20 08:00:00',
  };
}

/** The database in which the five issues of AUDIT-001 were found: 4 users, 11 quests and approvals, 8 participants. */
export const audit001: Dataset = [
  [
    'users_user',
    [
      user(ADMIN, 'admin', true),
      user(STUDENT_1, 'student1', false),
      user(STUDENT_2, 'student2', false),
      user(STUDENT_3, 'student3', false),
    ],
  ],
  ['quests_questcategory', [{ id: 1, name: 'General', created_at: '2025-06-20 08:00:00' }]],
  [
    'quests_quest',
    CASES.map(({ quest, title, applicant, approvedAt, fault }) => ({
      id: quest,
      title,
      description: `What is to be done for "${title}".`,
      difficulty: 'initiate',
      xp_reward: 25,
      status: fault === 'no-participant' ? 'open' : 'in-progress',
      slug: `quest-${quest}`,
      created_at: '2025-06-29 08:00:00',
      updated_at: fault === 'no-participant' ? before(approvedAt) : after(approvedAt),
      assigned_to_id: fault === null ? applicant : null,
      creator_id: applicant === ADMIN ? STUDENT_1 : ADMIN,
      category_id: 1,
    })),
  ],
  [
    'quests_questparticipant',
    CASES.filter(({ fault }) => fault !== 'no-participant').map(({ quest, applicant, approvedAt }, index) => ({
      id: index + 1,
      status: 'joined',
      joined_at: after(approvedAt),
      quest_id: quest,
      user_id: applicant,
    })),
  ],
  [
    'applications_application',
    CASES.map(({ quest, applicant, approvedAt }, index) => ({
      id: index + 1,
      status: 'approved',
      applied_at: before(approvedAt),
      reviewed_at: approvedAt,
      applicant_id: applicant,
      quest_id: quest,
      reviewed_by_id: applicant === ADMIN ? STUDENT_1 : ADMIN,
    })),
  ],
];

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { ANN, BOB, EVE } from './flows.ts';
import { naiveAudit, type World } from './naive-audit.ts';
import { NAIVE_NOW, naiveRepair, type NaiveChange, type NaiveRepairOptions } from './naive-repair.ts';

const PHASE_1 = 'approved-without-participant';
const ALL = new Set([PHASE_1, 'quest-status', 'quest-assignment']);

const USERS = [
  { id: ANN, username: 'ann' },
  { id: BOB, username: 'bob' },
  { id: EVE, username: 'eve' },
];

type Quest = World['quests'][number];
type Participant = World['participants'][number];
type Application = World['applications'][number];

/** A clock time of the day on which everything happens. */
const at = (clock: string): string => `2025-07-01 ${clock}:00`;

const quest = (row: Partial<Quest> = {}): Quest => ({
  ...{ id: 7, title: 'Map the harbour', status: 'in-progress', updated_at: at('12:00'), is_deleted: 0, assigned_to_id: null },
  ...row,
});
const approved = (id: number, applicant_id: string, clock: string, row: Partial<Application> = {}): Application => ({
  ...{ id, status: 'approved', applied_at: at('08:00'), reviewed_at: at(clock), applicant_id, quest_id: 7 },
  ...row,
});
const joined = (id: number, user_id: string, clock: string, row: Partial<Participant> = {}): Participant => ({
  ...{ id, status: 'joined', joined_at: at(clock), quest_id: 7, user_id },
  ...row,
});

/** A repair of one quest and its rows. */
function repair(
  rows: { quest?: Partial<Quest>; users?: World['users']; participants?: readonly Participant[]; applications?: readonly Application[] },
  options: Partial<NaiveRepairOptions> = {},
): ReturnType<typeof naiveRepair> {
  const world = {
    users: rows.users ?? USERS,
    quests: [quest(rows.quest)],
    participants: rows.participants ?? [],
    applications: rows.applications ?? [],
  };
  return naiveRepair(world, { user: null, checks: ALL, certainOnly: false, ...options });
}

/** One line per change: what an eye needs to compare. */
function brief({ check, operation, key, after }: NaiveChange): string {
  if (operation === 'insert') return `insert ${String(after['user_id'])} in ${String(after['quest_id'])}`;
  const columns = Object.entries(after).map(([name, value]) => `${name}=${String(value)}`);
  return `${check} ${key}: ${columns.join(' ')}`;
}

const linesOf = ({ changes }: ReturnType<typeof naiveRepair>): readonly string[] => changes.map(brief);

describe('AUDIT-001', () => {
  const rowsOf = (name: string): never => [...(audit001.find(([table]) => table === name)?.[1] ?? [])] as never;
  const world: World = {
    users: rowsOf('users_user'),
    quests: rowsOf('quests_quest'),
    participants: rowsOf('quests_questparticipant'),
    applications: rowsOf('applications_application'),
  };
  const idOf = (name: string): string => world.users.find(({ username }) => username === name)?.id ?? '';

  it('takes three participants, three quests that become theirs, and two assignments', () => {
    const result = naiveRepair(world, { user: null, checks: ALL, certainOnly: false });
    expect(linesOf(result)).toEqual([
      `insert ${idOf('student2')} in 1`,
      `${PHASE_1} 1: status=in-progress assigned_to_id=${idOf('student2')} updated_at=null`,
      `insert ${idOf('student2')} in 2`,
      `${PHASE_1} 2: status=in-progress assigned_to_id=${idOf('student2')} updated_at=null`,
      `insert ${idOf('student3')} in 3`,
      `${PHASE_1} 3: status=in-progress assigned_to_id=${idOf('student3')} updated_at=null`,
      `quest-assignment 4: assigned_to_id=${idOf('student1')} updated_at=null`,
      `quest-assignment 8: assigned_to_id=${idOf('student2')} updated_at=null`,
    ]);
    expect(result.changes.slice(0, 2)).toEqual([
      {
        check: PHASE_1,
        table: 'quests_questparticipant',
        operation: 'insert',
        key: null,
        before: null,
        after: {
          ...{ quest_id: 1, user_id: idOf('student2'), status: 'joined', joined_at: null, completed_at: null, progress_notes: '' },
          ...{ application_id: null, application_date: null, application_message: null, review_notes: null, reviewed_at: null },
        },
      },
      {
        check: PHASE_1,
        table: 'quests_quest',
        operation: 'update',
        key: 1,
        before: { status: 'open', assigned_to_id: null, updated_at: '2025-07-01 04:22:32' },
        after: { status: 'in-progress', assigned_to_id: idOf('student2'), updated_at: null },
      },
    ]);
    expect(naiveAudit(result.world, null, false).lines).toEqual([]);
    expect(result.world.participants).toHaveLength(11);
    expect(result.world.participants.slice(8).map(({ id, quest_id }) => [id, quest_id])).toEqual([
      [9, 1],
      [10, 2],
      [11, 3],
    ]);
    expect(result.world.quests.filter((row) => row.updated_at === NAIVE_NOW).map(({ id }) => id)).toEqual([1, 2, 3, 4, 8]);
  });

  it('for student2 touches the quests that concern them and no other', () => {
    const result = naiveRepair(world, { user: 'student2', checks: ALL, certainOnly: false });
    expect(linesOf(result)).toEqual([
      `insert ${idOf('student2')} in 1`,
      `${PHASE_1} 1: status=in-progress assigned_to_id=${idOf('student2')} updated_at=null`,
      `insert ${idOf('student2')} in 2`,
      `${PHASE_1} 2: status=in-progress assigned_to_id=${idOf('student2')} updated_at=null`,
      `quest-assignment 8: assigned_to_id=${idOf('student2')} updated_at=null`,
    ]);
  });

  it('changes nothing for an unknown user, or when no repairable check is chosen', () => {
    expect(naiveRepair(world, { user: 'nobody', checks: ALL, certainOnly: false })).toEqual({ changes: [], world });
    expect(naiveRepair(world, { user: null, checks: new Set(['duplicate-participant']), certainOnly: false })).toEqual({
      changes: [],
      world,
    });
  });
});

describe('the replay of approvals', () => {
  it('follows the time of review, else of application, then the id; the last one gets the quest', () => {
    const applications = [
      approved(1, EVE, '13:00'),
      approved(2, BOB, '09:00', { reviewed_at: null, applied_at: at('13:00') }),
      approved(3, ANN, '12:59'),
    ];
    const expected = [
      ...[`insert ${ANN} in 7`, `insert ${EVE} in 7`, `insert ${BOB} in 7`],
      `${PHASE_1} 7: status=in-progress assigned_to_id=${BOB} updated_at=null`,
    ];
    expect(linesOf(repair({ quest: { status: 'open' }, applications }))).toEqual(expected);
    expect(linesOf(repair({ quest: { status: 'open' }, applications: applications.toReversed() }))).toEqual(expected);
  });

  it('inserts once for two approvals of one person, and the later one counts for the assignment', () => {
    const applications = [approved(1, ANN, '13:00'), approved(2, BOB, '13:01'), approved(3, ANN, '13:02')];
    expect(linesOf(repair({ applications }))).toEqual([
      `insert ${ANN} in 7`,
      `insert ${BOB} in 7`,
      `${PHASE_1} 7: assigned_to_id=${ANN} updated_at=null`,
    ]);
  });

  it('leaves the quest to an assignee who takes part and was assigned directly', () => {
    const rows = { quest: { assigned_to_id: BOB }, participants: [joined(1, BOB, '09:00')], applications: [approved(1, ANN, '13:00')] };
    const result = repair(rows);
    expect(linesOf(result)).toEqual([`insert ${ANN} in 7`]);
    expect(result.world.quests).toEqual([quest({ assigned_to_id: BOB })]);
    expect(linesOf(repair({ ...rows, quest: { ...rows.quest, status: 'open' } }))).toEqual([
      `insert ${ANN} in 7`,
      `${PHASE_1} 7: status=in-progress updated_at=null`,
    ]);
    // An application that is not approved makes nobody an approved assignee.
    const rejected = approved(2, BOB, '09:00', { status: 'rejected' });
    expect(linesOf(repair({ ...rows, applications: [...rows.applications, rejected] }))).toEqual([`insert ${ANN} in 7`]);
  });

  it('leaves it to an assignee whose latest approval comes after, also by id alone', () => {
    const rows = { quest: { assigned_to_id: BOB }, participants: [joined(1, BOB, '14:00')] };
    for (const [first, last] of [
      ['13:00', '14:00'],
      ['13:00', '13:00'],
    ] as const)
      expect(linesOf(repair({ ...rows, applications: [approved(1, ANN, first), approved(2, BOB, last)] }))).toEqual([`insert ${ANN} in 7`]);
    const again = [approved(1, BOB, '09:00'), approved(2, ANN, '13:00'), approved(3, BOB, '14:00')];
    expect(linesOf(repair({ ...rows, applications: again }))).toEqual([`insert ${ANN} in 7`]);
  });

  it('takes it from an assignee who was approved earlier, has dropped out or has no participant row', () => {
    const expected = [`insert ${ANN} in 7`, `${PHASE_1} 7: assigned_to_id=${ANN} updated_at=null`];
    const earlier = [approved(1, BOB, '09:00'), approved(2, ANN, '13:00')];
    const assigned = { quest: { assigned_to_id: BOB } };
    expect(linesOf(repair({ ...assigned, participants: [joined(1, BOB, '09:00')], applications: earlier }))).toEqual(expected);
    const dropped = [joined(1, BOB, '09:00', { status: 'dropped' })];
    expect(linesOf(repair({ ...assigned, participants: dropped, applications: [approved(2, ANN, '13:00')] }))).toEqual(expected);
    expect(linesOf(repair({ ...assigned, applications: [approved(2, ANN, '13:00')] }))).toEqual(expected);
  });

  it('says nothing of an assignment that is right already', () => {
    const result = repair({ quest: { assigned_to_id: ANN }, applications: [approved(1, ANN, '13:00')] });
    expect(linesOf(result)).toEqual([`insert ${ANN} in 7`]);
    expect(result.world.quests).toEqual([quest({ assigned_to_id: ANN })]);
  });

  it('passes over who has a participant row of any status, who is gone, and what is not approved', () => {
    const dropped = { participants: [joined(1, ANN, '09:00', { status: 'dropped' })], applications: [approved(1, ANN, '13:00')] };
    expect(repair(dropped).changes).toEqual([]);
    const others = ['pending', 'rejected', 'kicked'].map((status, index) => approved(index + 1, ANN, '13:00', { status }));
    expect(repair({ applications: others }).changes).toEqual([]);
    const gone = { users: USERS.slice(0, 1), applications: [approved(1, ANN, '13:00'), approved(2, BOB, '13:01')] };
    expect(linesOf(repair(gone))).toEqual([`insert ${ANN} in 7`, `${PHASE_1} 7: assigned_to_id=${ANN} updated_at=null`]);
    expect(repair({ applications: [approved(1, ANN, '13:00', { quest_id: 8 })] }).changes).toEqual([]);
  });

  it('leaves a completed quest alone, whose assignment is repaired all the same', () => {
    const rows = { quest: { status: 'completed' }, applications: [approved(1, ANN, '13:00')] };
    expect(repair(rows).changes).toEqual([]);
    expect(linesOf(repair({ ...rows, participants: [joined(1, BOB, '09:00', { status: 'completed' })] }))).toEqual([
      `quest-assignment 7: assigned_to_id=${BOB} updated_at=null`,
    ]);
  });

  it('with certainOnly leaves out who may have left', () => {
    const applications = [
      approved(1, ANN, '12:01'),
      approved(2, BOB, '12:00'),
      approved(3, EVE, '11:59', { reviewed_at: null, applied_at: at('11:00') }),
    ];
    expect(linesOf(repair({ applications }, { certainOnly: true }))).toEqual([
      ...[`insert ${EVE} in 7`, `insert ${ANN} in 7`],
      `${PHASE_1} 7: assigned_to_id=${ANN} updated_at=null`,
    ]);
    // Where nothing certain is left, the other phases have their turn.
    const left = { quest: { status: 'open' }, participants: [joined(1, EVE, '09:00')], applications: applications.slice(1, 2) };
    expect(linesOf(repair(left, { certainOnly: true }))).toEqual([
      `quest-status 7: status=in-progress assigned_to_id=${EVE} updated_at=null`,
    ]);
  });
});

describe('status and assignment', () => {
  it('are one change, as they are one row', () => {
    const result = repair({ quest: { status: 'open' }, participants: [joined(2, ANN, '09:01'), joined(3, BOB, '09:00')] });
    expect(result.changes).toEqual([
      {
        ...{ check: 'quest-status', table: 'quests_quest', operation: 'update', key: 7 },
        before: { status: 'open', assigned_to_id: null, updated_at: at('12:00') },
        after: { status: 'in-progress', assigned_to_id: BOB, updated_at: null },
      },
    ]);
    expect(result.world.quests).toEqual([quest({ assigned_to_id: BOB, updated_at: NAIVE_NOW })]);
  });

  it('choose by joining time, then id, among active participants whose user exists', () => {
    const same = [joined(4, BOB, '09:00'), joined(3, ANN, '09:00'), joined(1, EVE, '08:00', { status: 'dropped' })];
    expect(linesOf(repair({ participants: same }))).toEqual([`quest-assignment 7: assigned_to_id=${ANN} updated_at=null`]);
    expect(repair({ participants: same, users: USERS.slice(1) }).changes).toEqual([]);
    expect(repair({ quest: { status: 'open' }, participants: same.slice(2) }).changes).toEqual([]);
  });

  it('happen only where chosen', () => {
    const rows = { quest: { status: 'open' }, participants: [joined(1, BOB, '09:00')], applications: [approved(1, ANN, '13:00')] };
    expect(linesOf(repair(rows, { checks: new Set(['quest-assignment']) }))).toEqual([
      `quest-assignment 7: assigned_to_id=${BOB} updated_at=null`,
    ]);
    expect(linesOf(repair(rows, { checks: new Set(['quest-status']) }))).toEqual(['quest-status 7: status=in-progress updated_at=null']);
    // 4.1's cascade belongs to phase 1.
    expect(linesOf(repair(rows, { checks: new Set([PHASE_1]) }))).toEqual([
      `insert ${ANN} in 7`,
      `${PHASE_1} 7: status=in-progress assigned_to_id=${ANN} updated_at=null`,
    ]);
  });

  it('with a user happen on quests on which that user has a row, and only that user is replayed', () => {
    const rows = { quest: { status: 'open' }, participants: [joined(1, BOB, '09:00')], applications: [approved(1, ANN, '13:00')] };
    expect(linesOf(repair(rows, { user: 'bob' }))).toEqual([`quest-status 7: status=in-progress assigned_to_id=${BOB} updated_at=null`]);
    expect(repair(rows, { user: 'eve' }).changes).toEqual([]);
    const dropped = [...rows.participants, joined(2, EVE, '09:30', { status: 'dropped' })];
    expect(linesOf(repair({ ...rows, participants: dropped }, { user: 'eve' }))).toHaveLength(1);
    expect(linesOf(repair(rows, { user: 'ann' }))).toEqual([
      `insert ${ANN} in 7`,
      `${PHASE_1} 7: status=in-progress assigned_to_id=${ANN} updated_at=null`,
    ]);
  });
});

const time = fc.constantFrom('09:00', '10:00', '11:00').map(at);
const person = fc.constantFrom(ANN, BOB, EVE);

it('repairs everything that the audit calls automatic, unless a user is gone, and has nothing to do the second time', () => {
  const worlds = fc.record({
    users: fc.constantFrom(USERS, USERS.slice(1)),
    quest: fc.record({
      ...{ status: fc.constantFrom('open', 'in-progress', 'completed'), updated_at: time, assigned_to_id: fc.option(person) },
    }),
    participants: fc.array(fc.record({ status: fc.constantFrom('joined', 'completed', 'dropped'), joined_at: time, user_id: person }), {
      maxLength: 3,
    }),
    applications: fc.array(
      fc.record({ status: fc.constantFrom('approved', 'kicked'), reviewed_at: fc.option(time), applicant_id: person }),
      { maxLength: 4 },
    ),
  });
  const checks = fc.subarray([...ALL]).map((ids) => new Set(ids));
  fc.assert(
    fc.property(worlds, checks, fc.boolean(), fc.constantFrom(null, 'ann', 'bob'), (rows, chosen, certainOnly, user) => {
      const world: World = {
        users: rows.users,
        quests: [quest(rows.quest)],
        participants: rows.participants.map((row, index) => joined(index + 1, row.user_id, '09:00', row)),
        applications: rows.applications.map((row, index) => approved(index + 1, row.applicant_id, '09:00', row)),
      };
      const options = { user, checks: chosen, certainOnly };
      const once = naiveRepair(world, options);
      expect(naiveRepair(once.world, options)).toEqual({ changes: [], world: once.world });
      if (rows.users !== USERS) return;
      const everything = naiveRepair(world, { user, checks: ALL, certainOnly: false });
      expect(naiveAudit(everything.world, user, false).lines.filter((line) => line.endsWith('automatic'))).toEqual([]);
    }),
    { numRuns: 500, seed: 20250701 },
  );
});

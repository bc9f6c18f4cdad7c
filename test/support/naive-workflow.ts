import type { Evidence, FindingKey } from '../../src/model/index.ts';
import { instant, uuid } from '../../src/model/index.ts';
import type { World } from './naive-audit.ts';

/** A generated database for the checks of the group `workflow`. */
export interface WorkflowWorld extends World {
  readonly attempts: readonly {
    readonly id: number;
    readonly attempt_number: number;
    readonly applicant_id: string;
    readonly application_id: number;
    readonly quest_id: number;
  }[];
}

/** What a check must say of one bad row. */
export interface NaiveFinding {
  readonly check: string;
  readonly key: FindingKey;
  readonly cause: string | null;
  readonly actual: Evidence;
}

type Application = World['applications'][number];

/** The checks of the group written down once more, as naively as possible: loops over rows, straight from their definition. */
export function naiveWorkflow(world: WorkflowWorld, username: string | null): readonly NaiveFinding[] {
  const userId = username === null ? null : (world.users.find((user) => user.username === username)?.id ?? 'nobody');
  const mine = (id: string): boolean => userId === null || id === userId;
  const deleted = (questId: number): boolean => world.quests.find(({ id }) => id === questId)?.is_deleted === 1;
  const rowsOf = (questId: number, user: string): World['participants'] =>
    world.participants.filter((row) => row.quest_id === questId && row.user_id === user);
  const applicationsOf = (questId: number, user: string): World['applications'] =>
    world.applications.filter((row) => row.quest_id === questId && row.applicant_id === user);
  const isActive = ({ status }: { status: string }): boolean => status !== 'dropped';
  const findings: NaiveFinding[] = [];

  for (const quest of world.quests) {
    const participants = world.participants.filter((row) => row.quest_id === quest.id);
    const questDeleted = deleted(quest.id);
    if (
      quest.status === 'in-progress' &&
      !participants.some(isActive) &&
      (userId === null || participants.some((row) => mine(row.user_id)))
    ) {
      const waiting = world.applications.some(
        (row) => row.quest_id === quest.id && row.status === 'approved' && rowsOf(quest.id, row.applicant_id).length === 0,
      );
      findings.push({
        check: 'in-progress-without-active-participant',
        key: { questId: quest.id },
        cause: waiting ? 'approved-without-participant' : participants.length > 0 ? 'all-dropped' : 'nobody',
        actual: { activeParticipants: 0, droppedParticipants: participants.length, questDeleted },
      });
    }
    const assignee = quest.assigned_to_id;
    if (assignee === null || !mine(assignee)) continue;
    const rows = rowsOf(quest.id, assignee);
    const applications = applicationsOf(quest.id, assignee);
    const leftByKick = quest.status === 'open' && applications.some(({ status }) => status === 'kicked');
    if (rows.some(isActive) || leftByKick) continue;
    const isApproved = applications.some(({ status }) => status === 'approved');
    findings.push({
      check: 'assignee-not-active-participant',
      key: { questId: quest.id, userId: uuid(assignee) },
      cause: rows.length > 0 ? 'dropped' : isApproved ? 'approved-without-participant' : 'no-participant',
      actual: { active: false, participantStatus: rows.length > 0 ? 'dropped' : null, questStatus: quest.status, questDeleted },
    });
  }

  const wordAt = (row: Application): string => row.reviewed_at ?? row.applied_at;
  const byWord = (a: Application, b: Application): number => (wordAt(a) < wordAt(b) ? -1 : wordAt(a) > wordAt(b) ? 1 : a.id - b.id);
  for (const participant of world.participants) {
    const { id, quest_id, user_id } = participant;
    if (participant.status !== 'dropped' || !mine(user_id) || rowsOf(quest_id, user_id).some(isActive)) continue;
    const words = applicationsOf(quest_id, user_id).filter(({ status }) => status === 'approved' || status === 'kicked');
    const last = words.toSorted(byWord).at(-1);
    if (last?.status !== 'approved') continue;
    findings.push({
      check: 'approved-but-dropped',
      key: { participantId: id, questId: quest_id, userId: uuid(user_id) },
      cause: null,
      actual: {
        applicationStatus: 'approved',
        applicationId: last.id,
        approvedAt: instant(last.reviewed_at),
        participantStatus: 'dropped',
        questDeleted: deleted(quest_id),
      },
    });
  }

  const pairs = new Map<string, { readonly quest: number; readonly user: string }>();
  for (const row of [...world.applications, ...world.attempts])
    if (mine(row.applicant_id)) pairs.set(`${row.quest_id} ${row.applicant_id}`, { quest: row.quest_id, user: row.applicant_id });
  for (const { quest, user } of pairs.values()) {
    const applications = applicationsOf(quest, user);
    const key = { questId: quest, userId: uuid(user) };
    const pending = applications.filter(({ status }) => status === 'pending');
    if (pending.length > 1) {
      findings.push({
        check: 'application-pending-twice',
        key: { ...key, applicationIds: pending.map(({ id }) => id).sort((a, b) => a - b) },
        cause: null,
        actual: { pendingApplications: pending.length, questDeleted: deleted(quest) },
      });
    }
    const attempts = world.attempts.filter((row) => row.quest_id === quest && row.applicant_id === user);
    const highestAttempt = Math.max(0, ...attempts.map((row) => row.attempt_number));
    if (highestAttempt > applications.length) {
      findings.push({
        check: 'application-attempt-surplus',
        key,
        cause: null,
        actual: { highestAttempt, attempts: attempts.length, applications: applications.length, questDeleted: deleted(quest) },
      });
    }
  }

  for (const { id, quest_id, applicant_id, status, applied_at } of world.applications) {
    if (!mine(applicant_id) || world.attempts.some((attempt) => attempt.application_id === id)) continue;
    const counted = world.attempts.some((attempt) => attempt.application_id < id);
    findings.push({
      check: 'application-attempt-missing',
      key: { applicationId: id, questId: quest_id, userId: uuid(applicant_id) },
      cause: counted ? 'not-recorded' : 'before-counting',
      actual: { attempts: 0, applicationStatus: status, appliedAt: instant(applied_at), questDeleted: deleted(quest_id) },
    });
  }
  return findings;
}

/** A finding as a text that can be compared: the members that a naive model gives, in one order. */
export function comparable({ check, key, cause, actual }: NaiveFinding): string {
  const sorted = (record: Evidence | FindingKey): unknown => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([check, sorted(key), cause, sorted(actual)]);
}

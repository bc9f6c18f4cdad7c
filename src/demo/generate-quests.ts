import type { PartialRow } from './audit-001.ts';
import { BLOCK, type World } from './world.ts';
import { QuestDraft, type QuestRows } from './quest-draft.ts';
import { plantInQuest } from './quest-faults.ts';
import type { Random } from './random.ts';
import { START, YEAR } from './time.ts';

/** Two quests, four applications and two participants for each user, spread over 2025. */
const QUESTS_PER_USER = 2;

/** The last ids that were given. */
interface Ids {
  participant: number;
  application: number;
}

/** Generates all quests with everything that happened on them; those of a block are interleaved, as when many act at once. */
export function* generateQuests(world: World): Generator<void> {
  const { faults, ledger, random, sink, users } = world;
  const count = users.length * QUESTS_PER_USER;
  const last: Ids = { participant: 0, application: 0 };
  for (let first = 1; first <= count; first += BLOCK) {
    const rows: QuestRows = { quests: [], participants: [], applications: [], completionLogs: [], reservations: [], notifications: [] };
    for (let id = first; id < Math.min(first + BLOCK, count + 1); id++) {
      const fault = faults.draw('quest');
      const quest = new QuestDraft(world, rows, id, START + Math.floor((id / count) * YEAR), fault !== undefined);
      if (fault === undefined) liveThrough(quest, random);
      else plantInQuest(quest, fault);
      quest.end();
    }
    random.shuffle(rows.participants);
    random.shuffle(rows.applications);
    handOver(rows, last, sink);
    ledger.flush(sink);
    yield;
  }
}

/** One of the ordinary lives of a quest. */
function liveThrough(quest: QuestDraft, random: Random): void {
  const lot = random.next();
  if (lot < 0.2) {
    stayOpen(quest, random, lot);
    return;
  }
  quest.charge();
  const people = lot < 0.35 ? [1, 0] : [0];
  if (lot < 0.65) {
    quest.start(...people);
  } else {
    quest.finish(...people);
    // Before there were payments, the application kept a log.
    for (const person of people) {
      if (lot < 0.69) quest.log(person);
      else quest.pay(person);
    }
  }
  if (random.below(2) === 1) quest.apply(2, 'rejected');
  if (lot > 0.59 && lot < 0.99) quest.apply(3, 'rejected');
  if (lot >= 0.99) {
    // Was kicked, asked again, and was not wanted.
    quest.apply(3, 'kicked', [1]);
    quest.apply(3, 'rejected', [2]);
    quest.join(3, 'dropped');
  }
}

function stayOpen(quest: QuestDraft, random: Random, lot: number): void {
  if (lot < 0.01) quest.reserve();
  else quest.charge();
  const waiting = random.below(3);
  for (let person = waiting; person > 0; person--) quest.apply(person, 'pending');
  if (lot < 0.05) {
    quest.apply(0, 'kicked');
    quest.join(0, 'dropped');
    if (lot < 0.02) quest.apply(0, 'pending', [2]);
    quest.updated = quest.reviewed + 250;
  } else if (waiting === 0) quest.remove();
}

/** Gives ids to participants and applications, and hands everything over with the rows that refer to these. */
function handOver(rows: QuestRows, last: Ids, sink: World['sink']): void {
  const submissions: PartialRow[] = [];
  const submissionAttempts: PartialRow[] = [];
  for (const { row, submissions: own } of rows.participants) {
    const participant = ++last.participant;
    row['id'] = participant;
    for (const submission of own) {
      const { quest_id: quest, user_id: user } = row;
      submissions.push({ ...submission, quest_participant_id: participant });
      submissionAttempts.push({
        timestamp: submission['submitted_at'] ?? null,
        participant_id: participant,
        quest_id: quest ?? null,
        user_id: user ?? null,
      });
    }
  }
  const attempts: PartialRow[] = [];
  for (const { row, attempts: numbers } of rows.applications) {
    row['id'] = ++last.application;
    for (const number of numbers) {
      attempts.push({
        attempt_number: number,
        timestamp: row['applied_at'] ?? null,
        applicant_id: row['applicant_id'] ?? null,
        application_id: last.application,
        quest_id: row['quest_id'] ?? null,
      });
    }
  }
  sink('quests_quest', rows.quests);
  sink(
    'quests_questparticipant',
    rows.participants.map(({ row }) => row),
  );
  sink(
    'applications_application',
    rows.applications.map(({ row }) => row),
  );
  sink('applications_applicationattempt', attempts);
  sink('quests_questsubmission', submissions);
  sink('quests_questsubmissionattempt', submissionAttempts);
  sink('quests_questcompletionlog', rows.completionLogs);
  sink('transactions_questgoldreservation', rows.reservations);
  sink('notifications_notification', rows.notifications);
}

import { available, award, book, people } from './ordinary-flows-accounts.ts';
import type { AppState, Flow, Row } from './ordinary-flows-state.ts';

const DIFFICULTIES = [
  ['initiate', 25],
  ['adventurer', 50],
  ['champion', 100],
  ['mythic', 200],
] as const;

const commissionOf = (gold: number): number => Math.ceil(gold / 20);

function charge(app: AppState, quest: Row): void {
  const gold = Number(quest['gold_reward']);
  const text = `Quest creation: ${quest['title']} (Reward: ${gold} + Commission)`;
  if (gold > 0) book(app, quest['creator_id'] ?? null, 'REWARD', -gold - commissionOf(gold), text, quest['id']);
}

function refund(app: AppState, quest: Row): void {
  const gold = Number(quest['gold_reward']);
  if (gold > 0)
    book(app, quest['creator_id'] ?? null, 'REFUND', gold, `Quest deletion refund (reward only): ${quest['title']}`, quest['id']);
}

const reservationOf = (app: AppState, quest: Row): Row | undefined =>
  app.find('transactions_questgoldreservation', (row) => row['quest_id'] === quest['id']);

const participantsOf = (app: AppState, quest: Row, condition: (row: Row) => boolean = () => true): Row[] =>
  app.rows('quests_questparticipant', (row) => row['quest_id'] === quest['id'] && condition(row));

const isActive = (row: Row): boolean => row['status'] !== 'dropped';

const liveQuests = (app: AppState, ...statuses: readonly string[]): Row[] =>
  app.rows('quests_quest', (row) => row['is_deleted'] === 0 && statuses.includes(String(row['status'])));

const save = (app: AppState, quest: Row, columns: Row): void => void Object.assign(quest, columns, { updated_at: app.now() });

const post: Flow = (app) => {
  const creator = app.one(people(app));
  const number = app.rows('quests_quest').length + 1;
  if (creator === undefined || number > 8) return false;
  const [difficulty, xp] = app.random.pick(DIFFICULTIES);
  const most = available(app, creator['id'] ?? null);
  const gold = Math.min(100 * app.random.below(3), Math.floor(Math.max(0, most) / 1.1));
  const time = app.now();
  const quest = app.add('quests_quest', {
    // Titles need not differ.
    title: app.random.pick(['Map the harbour', 'Tidy up']),
    difficulty,
    xp_reward: xp,
    gold_reward: gold,
    commission_fee: commissionOf(gold),
    status: 'open',
    slug: `quest-${number}`,
    created_at: time,
    updated_at: time,
    completed_at: null,
    is_deleted: 0,
    assigned_to_id: null,
    creator_id: creator['id'] ?? null,
    category_id: 1,
  });
  if (gold > 0 && app.random.below(3) === 0)
    app.add('transactions_questgoldreservation', {
      ...{ amount: gold + commissionOf(gold), created_at: time },
      ...{ quest_id: quest['id'] ?? null, user_id: quest['creator_id'] ?? null },
    });
  else charge(app, quest);
  return true;
};

const edit: Flow = (app) => {
  const quest = app.one(liveQuests(app, 'open'));
  if (quest === undefined || reservationOf(app, quest) !== undefined) return false;
  refund(app, quest);
  const gold = Math.min(50 * app.random.below(3), Math.floor(Math.max(0, available(app, quest['creator_id'] ?? null)) / 1.1));
  const [difficulty, xp] = app.random.pick(DIFFICULTIES);
  save(app, quest, { title: 'Another title', difficulty, xp_reward: xp, gold_reward: gold, commission_fee: commissionOf(gold) });
  charge(app, quest);
  return true;
};

const remove: Flow = (app) => {
  const quest = app.one(liveQuests(app, 'open').filter((row) => Number(row['gold_reward']) > 0 && reservationOf(app, row) === undefined));
  if (quest === undefined || app.random.below(2) === 0) return false;
  refund(app, quest);
  quest['is_deleted'] = 1;
  return true;
};

const apply: Flow = (app) => {
  const quest = app.one(liveQuests(app, 'open', 'in-progress'));
  const user = app.one(people(app, ({ id }) => id !== quest?.['creator_id']));
  if (quest === undefined || user === undefined) return false;
  const own = app.rows('applications_application', (row) => row['quest_id'] === quest['id'] && row['applicant_id'] === user['id']);
  const isOn = participantsOf(app, quest, (row) => isActive(row) && row['user_id'] === user['id']).length > 0;
  if (isOn || own.some(({ status }) => status === 'pending')) return false;
  const [quest_id = null, applicant_id = null] = [quest['id'], user['id']];
  const time = app.now();
  const { id: application_id = null } = app.add('applications_application', {
    ...{ status: 'pending', applied_at: time, reviewed_at: null, applicant_id, quest_id, reviewed_by_id: null },
  });
  const attempts = app.rows(
    'applications_applicationattempt',
    (row) => row['quest_id'] === quest_id && row['applicant_id'] === applicant_id,
  );
  app.add('applications_applicationattempt', {
    ...{ attempt_number: attempts.length + 1, timestamp: time, applicant_id, application_id, quest_id },
  });
  return true;
};

const review = (app: AppState, application: Row, quest: Row | undefined, status: string): void =>
  void Object.assign(application, { status, reviewed_at: app.now(), reviewed_by_id: quest?.['creator_id'] ?? null });

const questOf = (app: AppState, row: Row): Row | undefined =>
  liveQuests(app, 'open', 'in-progress').find(({ id }) => id === row['quest_id']);

const gapOf = (application: Row): string => `approved-without-participant ${application['id']}`;

const approve: Flow = (app) => {
  const application = app.one(
    app.rows('applications_application', (row) => row['status'] === 'pending' && questOf(app, row) !== undefined),
  );
  const quest = application && questOf(app, application);
  if (application === undefined || quest === undefined) return false;
  const user = application['applicant_id'] ?? null;
  review(app, application, quest, 'approved');
  const rivals = app.rows('applications_application', (row) => row['quest_id'] === quest['id'] && row['status'] === 'pending');
  for (const rival of rivals) review(app, rival, quest, 'rejected');
  const before = participantsOf(app, quest);
  const own = before.find((row) => row['user_id'] === user);
  if (own === undefined)
    app.add('quests_questparticipant', {
      ...{ status: 'joined', joined_at: app.now(), completed_at: null, quest_id: quest['id'] ?? null, user_id: user },
    });
  else own['status'] = 'joined';
  save(app, quest, { assigned_to_id: user, ...(before.length === 0 && { status: 'in-progress' }) });
  // On a reopened quest the application forgets the status: the quest's maker sets it.
  if (quest['status'] === 'open') save(app, quest, { status: 'in-progress' });
  for (const old of approvedOf(app, quest, user)) app.known.delete(gapOf(old));
  return true;
};

const approvedOf = (app: AppState, quest: Row, user: Row[string]): Row[] =>
  app.rows(
    'applications_application',
    (row) => row['quest_id'] === quest['id'] && row['applicant_id'] === user && row['status'] === 'approved',
  );

const reject: Flow = (app) => {
  const application = app.one(app.rows('applications_application', (row) => row['status'] === 'pending'));
  if (application === undefined) return false;
  review(app, application, questOf(app, application), 'rejected');
  return true;
};

/** Kicking or losing the assignee while others stay leaves an assignment behind, which is a finding of its own. */
const kick: Flow = (app) => {
  const quest = app.one(liveQuests(app, 'in-progress'));
  if (quest === undefined) return false;
  const active = participantsOf(app, quest, isActive);
  const mayGo = active.filter((row) => row['status'] === 'joined' && (active.length === 1 || row['user_id'] !== quest['assigned_to_id']));
  const participant = app.one(mayGo);
  if (participant === undefined) return false;
  const approved = approvedOf(app, quest, participant['user_id'] ?? null);
  // Who left and came back has two.
  if (approved.length > 1) return false;
  for (const application of approved) application['status'] = 'kicked';
  participant['status'] = 'dropped';
  save(app, quest, active.length === 1 ? { status: 'open', assigned_to_id: null } : {});
  return true;
};

const leave: Flow = (app) => {
  const quest = app.one(liveQuests(app, 'in-progress'));
  if (quest === undefined) return false;
  const participant = app.one(
    participantsOf(app, quest, (row) => row['status'] === 'joined' && row['user_id'] !== quest['assigned_to_id']),
  );
  if (participant === undefined) return false;
  app.remove('quests_questparticipant', (row) => row === participant);
  app.remove('quests_questsubmission', (row) => row['quest_participant_id'] === participant['id']);
  app.remove('quests_questsubmissionattempt', (row) => row['participant_id'] === participant['id']);
  save(app, quest, {});
  for (const application of approvedOf(app, quest, participant['user_id'] ?? null)) app.known.add(gapOf(application));
  return true;
};

const submit: Flow = (app) => {
  const quest = app.one(liveQuests(app, 'in-progress'));
  const participant = quest && app.one(participantsOf(app, quest, (row) => row['status'] === 'joined'));
  if (participant === undefined) return false;
  const [id = null, time] = [participant['id'], app.now()];
  for (const earlier of app.rows('quests_questsubmission', (row) => row['quest_participant_id'] === id && row['status'] === 'pending'))
    earlier['status'] = 'superseded';
  app.add('quests_questsubmission', {
    description: 'Done.',
    submission_files: app.random.pick(['[]', '[{"file": "/media/submissions/a%20b.pdf", "name": "a b.pdf"}]', '["submissions/c.png"]']),
    status: 'pending',
    submitted_at: time,
    reviewed_at: null,
    quest_participant_id: id,
  });
  const { quest_id = null, user_id = null } = participant;
  app.add('quests_questsubmissionattempt', { timestamp: time, participant_id: id, quest_id, user_id });
  return true;
};

/** A participant is saved as completed: XP is paid, and gold where the quest is completed as well. */
function complete(app: AppState, participant: Row, quest: Row): void {
  Object.assign(participant, { status: 'completed', completed_at: app.now() });
  const user = participant['user_id'] ?? null;
  award(app, user, Number(quest['xp_reward']), `Completed quest: ${quest['title']}`);
  const gold = Number(quest['gold_reward']);
  if (quest['status'] === 'completed' && gold > 0) book(app, user, 'REWARD', gold, `Reward for completing: ${quest['title']}`, quest['id']);
}

const reviewSubmission: Flow = (app) => {
  const submission = app.one(app.rows('quests_questsubmission', (row) => row['status'] === 'pending'));
  const participant = app.find(
    'quests_questparticipant',
    ({ id, status }) => id === submission?.['quest_participant_id'] && status === 'joined',
  );
  const quest = participant && questOf(app, participant);
  if (submission === undefined || participant === undefined || quest === undefined) return false;
  const status = app.random.pick(['approved', 'needs_revision']);
  Object.assign(submission, { status, reviewed_at: app.now(), reviewed_by_id: quest['creator_id'] ?? null });
  if (status === 'approved') complete(app, participant, quest);
  return true;
};

const finish: Flow = (app) => {
  const quest = app.one(liveQuests(app, 'in-progress'));
  if (quest === undefined || app.random.below(2) === 0) return false;
  const reservation = reservationOf(app, quest);
  if (reservation !== undefined) {
    app.remove('transactions_questgoldreservation', (row) => row === reservation);
    charge(app, quest);
  }
  save(app, quest, { status: 'completed', completed_at: app.now() });
  for (const participant of participantsOf(app, quest, (row) => row['status'] === 'joined')) complete(app, participant, quest);
  return true;
};

/** What people do with quests. */
export const QUEST_FLOWS: Readonly<Record<string, Flow>> = {
  post,
  edit,
  remove,
  apply,
  approve,
  reject,
  kick,
  leave,
  submit,
  reviewSubmission,
  finish,
};

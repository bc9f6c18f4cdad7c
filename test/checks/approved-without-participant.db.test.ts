import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const untouched = { updated_at: '2025-07-01 11:59:59', status: 'open', assigned_to_id: null };

describeTruthTable('approved-without-participant', [
  { when: 'the participant is there', applications: [{}], participants: [{}], then: null },
  { when: 'the participant was dropped', applications: [{}], participants: [{ status: 'dropped' }], then: null },
  { when: 'the application is pending', applications: [{ status: 'pending', reviewed_at: null }], then: null },
  { when: 'the application was rejected or kicked', applications: [{ status: 'rejected' }, { status: 'kicked' }], then: null },
  {
    when: 'the row is missing and the quest untouched since',
    quest: untouched,
    applications: [{}],
    then: { cause: 'never-created', repair: 'automatic' },
  },
  {
    when: 'the row is missing and the review has no time',
    applications: [{ reviewed_at: null }],
    then: { cause: 'never-created', repair: 'automatic' },
  },
  { when: 'the row is missing and the quest was touched later', applications: [{}], then: { cause: 'possibly-left', repair: 'automatic' } },
  {
    when: 'the quest was touched at the very time of the review',
    quest: { updated_at: '2025-07-01 12:00:00' },
    applications: [{}],
    then: { cause: 'possibly-left' },
  },
  {
    when: 'the quest was touched a microsecond before',
    quest: { updated_at: '2025-07-01 11:59:59.999999' },
    applications: [{}],
    then: { cause: 'never-created' },
  },
  {
    when: 'the quest is completed',
    quest: { ...untouched, status: 'completed' },
    applications: [{}],
    then: { cause: 'never-created', repair: 'manual' },
  },
  { when: 'only another person participates', applications: [{}], participants: [{ user_id: BOB }], then: { cause: 'possibly-left' } },
  {
    when: 'the quest is soft-deleted, which is marked',
    quest: { ...untouched, is_deleted: 1 },
    applications: [{}],
    then: { headline: 'ann -> Quest "Map the harbour" (ID: 7) [deleted]' },
  },
  {
    when: 'the applicant’s and the quest’s rows are gone',
    applications: [{ quest_id: 99, applicant_id: 'd0000000000040008000000000000009', reviewed_at: null }],
    then: { headline: 'user d0000000-0000-4000-8000-000000000009 (missing) -> Quest 99 (missing)', repair: 'manual' },
  },
]);

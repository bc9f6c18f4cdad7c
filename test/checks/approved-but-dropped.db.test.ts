import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const dropped = [{ status: 'dropped' }];

describeTruthTable('approved-but-dropped', [
  { when: 'the participant is active', applications: [{}], participants: [{}], then: null },
  { when: 'a kick set the application to kicked', applications: [{ status: 'kicked' }], participants: dropped, then: null },
  { when: 'nobody applied', participants: dropped, then: null },
  { when: 'the approved participant has left, which deletes the row', applications: [{}], then: null },
  {
    when: 'a person was approved, left, was approved again and then kicked',
    applications: [{ reviewed_at: '2025-07-01 12:00:00' }, { status: 'kicked', reviewed_at: '2025-07-02 12:00:00' }],
    participants: dropped,
    then: null,
  },
  {
    when: 'the kick and the approval have the same time, and the kicked application the higher id',
    applications: [{}, { status: 'kicked' }],
    participants: dropped,
    then: null,
  },
  {
    when: 'the earlier application was kicked after the later one was approved',
    applications: [{ status: 'kicked', reviewed_at: '2025-07-02 12:00:00.000001' }, { reviewed_at: '2025-07-02 12:00:00' }],
    participants: dropped,
    then: null,
  },
  { when: 'only another person is approved', applications: [{ applicant_id: BOB }], participants: dropped, then: null },
  { when: 'another row of the person is active', applications: [{}], participants: [...dropped, {}], then: null },
  {
    when: 'the application is approved',
    applications: [{}],
    participants: dropped,
    then: {
      key: { participantId: 1, questId: 7, userId: 'a0000000-0000-4000-8000-000000000001' },
      expected: { applicationStatus: 'kicked' },
      actual: {
        applicationStatus: 'approved',
        applicationId: 1,
        approvedAt: '2025-07-01T12:00:00Z',
        participantStatus: 'dropped',
        questDeleted: false,
      },
      repair: 'manual',
      headline: 'ann -> Quest "Map the harbour" (ID: 7)',
      details: ['Participant: dropped', 'Application: 1, approved at 2025-07-01 12:00:00+00:00'],
    },
  },
  {
    when: 'the person was kicked, approved again, and is dropped',
    applications: [{ status: 'kicked', reviewed_at: '2025-07-01 12:00:00' }, { reviewed_at: '2025-07-02 12:00:00' }],
    participants: dropped,
    then: { actual: { applicationId: 2 } },
  },
  {
    when: 'there are several approved applications, and it is one finding',
    applications: [{}, {}, { status: 'rejected', reviewed_at: '2025-07-03 12:00:00' }],
    participants: dropped,
    then: { actual: { applicationId: 2 } },
  },
  {
    when: 'the approval has no time, and that of applying stands for it',
    applications: [{ reviewed_at: null, applied_at: '2025-07-03 12:00:00' }, { status: 'kicked' }],
    participants: dropped,
    then: { actual: { applicationId: 1, approvedAt: null } },
  },
]);

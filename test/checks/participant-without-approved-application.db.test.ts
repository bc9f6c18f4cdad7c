import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable('participant-without-approved-application', [
  { when: 'the application is approved', applications: [{}], participants: [{}], then: null },
  { when: 'one of several applications is approved', applications: [{}, { status: 'rejected' }], participants: [{}], then: null },
  { when: 'a kicked participant was dropped', applications: [{ status: 'kicked' }], participants: [{ status: 'dropped' }], then: null },
  {
    when: 'nobody applied',
    participants: [{}],
    then: {
      cause: 'no-application',
      repair: 'manual',
      actual: { applicationStatus: null, participantStatus: 'joined', joinedAt: '2025-07-01T12:00:00Z', questDeleted: false },
    },
  },
  {
    when: 'only another person was approved',
    applications: [{ applicant_id: BOB }],
    participants: [{}],
    then: { cause: 'no-application' },
  },
  { when: 'the application was kicked', applications: [{ status: 'kicked' }], participants: [{}], then: { cause: 'kicked' } },
  {
    when: 'the application was rejected',
    applications: [{ status: 'rejected' }],
    participants: [{ status: 'completed' }],
    then: { cause: 'rejected' },
  },
  {
    when: 'the application is pending',
    applications: [{ status: 'pending', reviewed_at: null }],
    participants: [{}],
    then: { cause: 'pending' },
  },
  {
    when: 'the application has a status that is no status, and looks like an aside',
    applications: [{ status: 'dropped' }],
    participants: [{}],
    then: { cause: 'dropped' },
  },
  {
    when: 'the latest of several applications decides, by time and then by id',
    applications: [
      { status: 'pending', applied_at: '2025-07-01 10:00:05' },
      { status: 'kicked', applied_at: '2025-07-01 10:00:05' },
      { status: 'rejected', applied_at: '2025-07-01 10:00:01' },
    ],
    participants: [{}],
    then: { cause: 'kicked' },
  },
]);

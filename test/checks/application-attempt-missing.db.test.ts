import { describeTruthTable } from '../support/truth-table.ts';
import { rowsWithAttempts } from '../support/workflow-flows.ts';

describeTruthTable(
  'application-attempt-missing',
  [
    { when: 'every application has its attempt', applications: [{ status: 'rejected' }, {}], attempts: [{}, {}], then: null },
    { when: 'the attempt has another number', applications: [{}], attempts: [{ attempt_number: 3 }], then: null },
    { when: 'nobody applied', participants: [{}], then: null },
    {
      when: 'a later application has none',
      applications: [{ status: 'rejected' }, {}],
      attempts: [{}],
      then: {
        key: { applicationId: 2, questId: 7, userId: 'a0000000-0000-4000-8000-000000000001' },
        cause: 'not-recorded',
        expected: { attempts: 1 },
        actual: { attempts: 0, applicationStatus: 'approved', appliedAt: '2025-07-01T10:00:01Z', questDeleted: false },
        repair: 'manual',
      },
    },
    {
      when: 'an application is older than all with attempts',
      applications: [{ status: 'rejected' }, {}],
      attempts: [{ application_id: 2 }],
      then: { key: { applicationId: 1 }, cause: 'before-counting' },
    },
    { when: 'the database has no attempts at all', applications: [{}], then: { cause: 'before-counting' } },
  ],
  rowsWithAttempts,
);

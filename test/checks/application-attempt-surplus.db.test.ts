import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';
import { rowsWithAttempts } from '../support/workflow-flows.ts';

const rejected = { status: 'rejected' };

describeTruthTable(
  'application-attempt-surplus',
  [
    { when: 'each application has its attempt', applications: [rejected, rejected, {}], attempts: [{}, {}, {}], then: null },
    { when: 'a person was kicked and applied again', applications: [{ status: 'kicked' }, {}], attempts: [{}, {}], then: null },
    { when: 'applications have no attempt', applications: [rejected, {}], attempts: [{}], then: null },
    { when: 'an attempt has the number 0', attempts: [{ attempt_number: 0 }], then: null },
    {
      when: 'two people applied',
      applications: [{}, { applicant_id: BOB }],
      attempts: [{}, { attempt_number: 1, applicant_id: BOB }],
      then: null,
    },
    {
      when: 'the first application was deleted, and the next number is taken',
      applications: [{}],
      attempts: [{ attempt_number: 2 }],
      then: {
        key: { questId: 7, userId: 'a0000000-0000-4000-8000-000000000001' },
        expected: { highestAttempt: 1 },
        actual: { highestAttempt: 2, attempts: 1, applications: 1, questDeleted: false },
        repair: 'manual',
        details: ['Highest attempt: 2', 'Attempts: 1', 'Applications: 1'],
      },
    },
    {
      when: 'the second attempt of one application',
      applications: [{}],
      attempts: [{}, { application_id: 1 }],
      then: { actual: { highestAttempt: 2, attempts: 2, applications: 1 } },
    },
    { when: 'an attempt has no application at all', attempts: [{}], then: { actual: { highestAttempt: 1, applications: 0 } } },
    {
      when: 'several attempts are too many, and it is one finding',
      attempts: [{}, {}, { attempt_number: 7 }],
      then: { actual: { highestAttempt: 7, attempts: 3, applications: 0 } },
    },
    {
      when: 'only another person’s applications are as many',
      applications: [{}, { applicant_id: BOB }, { applicant_id: BOB }],
      attempts: [{ attempt_number: 2 }],
      then: { actual: { applications: 1 } },
    },
  ],
  rowsWithAttempts,
);

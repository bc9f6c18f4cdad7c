import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';
import { BOB, rowsOf } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const kicked = { quest: { status: 'open' }, applications: [{ status: 'kicked' }], participants: [{ status: 'dropped' }] };

describeTruthTable('assignee-not-active-participant', [
  { when: 'the assignee participates', applications: [{}], participants: [{}], then: null },
  { when: 'the assignee was assigned directly, without an application', participants: [{ status: 'in_progress' }], then: null },
  { when: 'the assignee has completed the quest', quest: { status: 'completed' }, participants: [{ status: 'completed' }], then: null },
  { when: 'nobody is assigned', quest: { assigned_to_id: null }, participants: [{}], then: null },
  { when: 'the assignee was kicked and the quest reopened', ...kicked, then: null },
  {
    when: 'the assignee was kicked, and the quest completed without anybody',
    ...kicked,
    quest: { status: 'completed' },
    then: { cause: 'dropped' },
  },
  { when: 'another row of the assignee is active', participants: [{ status: 'dropped' }, {}], then: null },
  {
    when: 'only another person participates',
    participants: [{ user_id: BOB }],
    then: {
      key: { questId: 7, userId: 'a0000000-0000-4000-8000-000000000001' },
      cause: 'no-participant',
      expected: { active: true },
      actual: { active: false, participantStatus: null, questStatus: 'in-progress', questDeleted: false },
      repair: 'manual',
      headline: 'Quest "Map the harbour" (ID: 7)',
      details: ['Assigned to: ann', 'Participant: MISSING', 'Cause: no-participant'],
    },
  },
  {
    when: 'the assignee was dropped',
    participants: [{ status: 'dropped' }],
    then: { cause: 'dropped', actual: { participantStatus: 'dropped' } },
  },
  { when: 'the assignee was kicked and the quest was not reopened', ...kicked, quest: {}, then: { cause: 'dropped' } },
  {
    when: 'the assignee of an open quest was dropped without a kick',
    ...kicked,
    applications: [{ status: 'rejected' }],
    then: { cause: 'dropped' },
  },
  { when: 'the assignee is approved and has no row', applications: [{}], then: { cause: 'approved-without-participant' } },
  { when: 'a completed quest is assigned to nobody of it', quest: { status: 'completed' }, then: { cause: 'no-participant' } },
  {
    when: 'the assignee’s row is gone',
    quest: { assigned_to_id: 'd0000000000040008000000000000009' },
    participants: [{}],
    then: {
      details: ['Assigned to: user d0000000-0000-4000-8000-000000000009 (missing)', 'Participant: MISSING', 'Cause: no-participant'],
    },
  },
]);

describeEngines('an assignment that a kick left behind', { engines: THREE_ENGINES }, (database) => {
  it('is counted in a line', async () => {
    await database().insert(rowsOf(kicked));
    const { result } = await collect(database().url, { only: ['assignee-not-active-participant'] });
    expect(result.checks).toMatchObject([
      {
        outcome: 'passed',
        notes: ['1 open quest is still assigned to a person who was kicked: that is how a kick ends, and the next approval assigns anew.'],
      },
    ]);
  });
});

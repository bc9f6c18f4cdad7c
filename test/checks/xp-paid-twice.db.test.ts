import { BOB } from '../support/flows.ts';
import { ANN_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';
import { PAID, xpRows } from '../support/xp-flows.ts';

const participants = [{ status: 'completed' }];
const other = [{ id: 8 }];
const completedBoth = [{ status: 'completed' }, { status: 'completed', quest_id: 8 }];

describeTruthTable(
  'xp-paid-twice',
  [
    { when: 'a completed quest was paid once', participants, entries: [PAID], then: null },
    {
      when: 'two people completed it',
      participants: [...participants, { status: 'completed', user_id: BOB }],
      entries: [PAID, { ...PAID, user_id: BOB }],
      then: null,
    },
    { when: 'two quests of one title were completed', participants: completedBoth, otherQuests: other, entries: [PAID, PAID], then: null },
    {
      when: 'one of two quests of one title was left after it was paid',
      participants,
      otherQuests: other,
      applications: [{ quest_id: 8 }],
      entries: [PAID, PAID],
      then: null,
    },
    { when: 'a bonus was given twice', participants, entries: [PAID, {}, {}], then: null },
    { when: 'no quest bears the title (any more)', quest: { title: 'Renamed' }, participants, entries: [PAID, PAID], then: null },
    { when: 'the titles differ in case', quest: { title: 'Map The Harbour' }, participants, entries: [PAID, PAID], then: null },
    {
      when: 'the words differ in case',
      participants,
      entries: [PAID, { ...PAID, reason: 'COMPLETED QUEST: Map the harbour' }],
      then: null,
    },
    { when: 'the second payment was taken back', participants, entries: [PAID, PAID, { ...PAID, amount: -50 }], then: null },
    { when: 'an entry of nothing was written', participants, entries: [PAID, { ...PAID, amount: 0 }], then: null },
    { when: 'the quest was not completed by this person', participants: [{ status: 'joined' }], entries: [PAID, PAID], then: null },
    {
      when: 'one completed quest was paid twice',
      participants,
      entries: [PAID, PAID],
      then: {
        key: { ...ANN_KEY, questId: 7 },
        quest: { id: 7, title: 'Map the harbour' },
        expected: { entries: 1 },
        actual: { entries: 2, xp: 100, questDeleted: false },
        repair: 'manual',
      },
    },
    { when: 'the amounts differ', participants, entries: [PAID, { ...PAID, amount: 25 }], then: { actual: { entries: 2, xp: 75 } } },
    {
      when: 'the approval of the paid quest is still there',
      participants,
      applications: [{}],
      entries: [PAID, PAID],
      then: { expected: { entries: 1 } },
    },
    {
      when: 'another quest of the title was completed by another person',
      participants: [...participants, { quest_id: 8, user_id: BOB, status: 'completed' }],
      otherQuests: other,
      entries: [PAID, PAID],
      then: { key: { ...ANN_KEY, questId: 7 } },
    },
    {
      when: 'two quests of one title were paid three times',
      participants: completedBoth,
      otherQuests: other,
      entries: [PAID, PAID, PAID],
      then: { key: { ...ANN_KEY, questId: 7 }, expected: { entries: 2 }, actual: { entries: 3, xp: 150 } },
    },
    {
      when: 'two quests of different titles were paid twice each',
      participants: completedBoth,
      otherQuests: [{ id: 8, title: 'Ring the bell' }],
      entries: [PAID, PAID, ...[1, 2].map(() => ({ amount: 25, reason: 'Completed quest: Ring the bell' }))],
      then: [{ key: { ...ANN_KEY, questId: 7 } }, { key: { ...ANN_KEY, questId: 8 } }],
    },
    {
      when: 'a quest has two rows of one person, and pays for each',
      participants: [...participants, ...participants],
      entries: [PAID, PAID],
      then: { expected: { entries: 1 } },
    },
  ],
  xpRows,
);

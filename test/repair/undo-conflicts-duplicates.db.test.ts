import { expect, it } from 'vitest';
import type { PartialRow } from '../../src/demo/audit-001.ts';
import { describeEngines, propertyEngines } from '../support/databases.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';
import { describeLaterChanges, numbersTo, putBack, type LaterChange, type Steps, type World } from '../support/undo-conflicts.ts';

const participant = (quest: number, place: number, row: PartialRow = {}): PartialRow => ({
  ...{ id: quest * 10 + place, quest_id: quest, user_id: ANN, status: 'joined', joined_at: `2025-07-01 12:00:0${place}.000001` },
  ...row,
});
const submission = (quest: number, place: number): PartialRow => ({
  ...{ id: quest * 10 + place, submission_files: '[]', description: 'a map', status: 'pending' },
  ...{ quest_participant_id: quest * 10 + place, submitted_at: '2025-07-02 08:00:00.123456' },
});

/**
 * Quests on which Ann has three rows, the first and second each with a submission, the first with an attempt and a review, too. The
 * last row stays: the others' submissions, attempt and review move to it, it gets their joining time, and they are deleted.
 */
const duplicates: World<number> = {
  request: {
    targets: ['duplicate-participant'],
    checks: ['duplicate-participant'],
    duplicates: { keep: 'latest', pairs: null },
  },
  rows: (count) => [
    ['users_user', [ANN, BOB, EVE].map((id, index) => ({ id, username: `person ${index}`, email: `person ${index}` }))],
    ['quests_questcategory', [{ id: 1, name: 'General' }]],
    ['quests_quest', numbersTo(count).map((id) => ({ id, title: `Quest ${id}`, slug: `quest-${id}`, creator_id: EVE, category_id: 1 }))],
    [
      'quests_questparticipant',
      numbersTo(count).flatMap((quest) => [
        participant(quest, 1, { status: 'dropped' }),
        participant(quest, 2, { progress_notes: 'half done ', review_notes: '' }),
        participant(quest, 3),
      ]),
    ],
    ['quests_questsubmission', numbersTo(count).flatMap((quest) => [submission(quest, 1), submission(quest, 2), submission(quest, 3)])],
    [
      'quests_questsubmissionattempt',
      numbersTo(count).map((quest) => ({ id: quest * 10, participant_id: quest * 10 + 1, quest_id: quest, user_id: ANN })),
    ],
  ],
  entity: (number) => number,
  numberOf: {
    quests_questparticipant: ({ id }) => Math.floor(Number(id) / 10),
    quests_questsubmission: ({ id }) => Math.floor(Number(id) / 10),
    quests_questsubmissionattempt: ({ id }) => Math.floor(Number(id) / 10),
    reviews_review: ({ id }) => Math.floor(Number(id) / 10),
  },
  undoes: [
    'update quests_questsubmission',
    'update quests_questsubmission',
    'update quests_questsubmissionattempt',
    'update quests_questparticipant',
    'insert quests_questparticipant',
    'insert quests_questparticipant',
  ],
};

const KEPT = 3;
const of =
  (table: string) =>
  (place: number, change: string) =>
  (quest: number): Steps => [`update ${table} set ${change} where id = ${quest * 10 + place}`];
const ofParticipant = of('quests_questparticipant');
const ofSubmission = of('quests_questsubmission');
const ofAttempt = of('quests_questsubmissionattempt');
const deletion =
  (table: string, place: number) =>
  (quest: number): Steps => [`delete from ${table} where id = ${quest * 10 + place}`];
const all =
  (...parts: readonly ((quest: number) => Steps)[]) =>
  (quest: number): Steps =>
    parts.flatMap((part) => part(quest));

const is =
  (...rows: readonly (readonly [table: 'participant' | 'submission' | 'submissionattempt', place: number, what: string])[]) =>
  (quest: number): string =>
    rows.map(([table, place, what]) => `quests_quest${table} ${quest * 10 + place} ${what}`).join('; ');
const keptChanged = is(['participant', KEPT, 'was changed since']);
const submissionChanged = is(['submission', 1, 'was changed since']);

const changesOfDuplicates: readonly LaterChange<number>[] = [
  {
    what: 'the row that stayed has another joining time',
    does: ofParticipant(KEPT, "joined_at = '2025-08-01 00:00:00'"),
    then: keptChanged,
  },
  {
    what: 'its joining time moves by a microsecond',
    does: ofParticipant(KEPT, "joined_at = '2025-07-01 12:00:01.000002'"),
    then: keptChanged,
  },
  {
    what: 'its joining time alone is put back by hand',
    does: ofParticipant(KEPT, "joined_at = '2025-07-01 12:00:03.000001'"),
    then: keptChanged,
  },
  { what: 'its person is kicked', does: ofParticipant(KEPT, "status = 'dropped'"), then: keptChanged },
  { what: 'only the case of its status is changed', does: ofParticipant(KEPT, "status = 'Joined'"), then: keptChanged },
  { what: 'its notes become a space', does: ofParticipant(KEPT, "progress_notes = ' '"), then: keptChanged },
  { what: 'a text of it that was null becomes empty', does: ofParticipant(KEPT, "review_notes = ''"), then: keptChanged },
  {
    what: 'the quest is completed by it',
    does: ofParticipant(KEPT, "status = 'completed', completed_at = '2031-01-01 10:00:00'"),
    then: keptChanged,
  },
  { what: 'it becomes the row of another person', does: ofParticipant(KEPT, `user_id = '${BOB}'`), then: keptChanged },
  {
    what: 'it is deleted by hand',
    does: deletion('quests_questparticipant', KEPT),
    then: is(['participant', KEPT, 'is gone']),
  },
  {
    what: 'it is deleted with all that refers to it',
    does: (quest) => [
      `delete from quests_questsubmission where quest_participant_id = ${quest * 10 + KEPT}`,
      `delete from quests_questsubmissionattempt where participant_id = ${quest * 10 + KEPT}`,
      ...deletion('quests_questparticipant', KEPT)(quest),
    ],
    then: is(
      ['participant', KEPT, 'is gone'],
      ['submissionattempt', 0, 'is gone'],
      ['submission', 2, 'is gone'],
      ['submission', 1, 'is gone'],
    ),
  },
  {
    what: 'it is deleted, and another one has taken its id',
    does: (quest) => [
      ...deletion('quests_questparticipant', KEPT)(quest),
      ['quests_questparticipant', [participant(quest, KEPT, { user_id: BOB })]],
    ],
    then: keptChanged,
  },
  { what: 'a submission that moved is reviewed', does: ofSubmission(1, "status = 'approved'"), then: submissionChanged },
  { what: 'only the case of its text is changed', does: ofSubmission(1, "description = 'A map'"), then: submissionChanged },
  { what: 'a space is added to its text', does: ofSubmission(1, "description = 'a map '"), then: submissionChanged },
  { what: 'a link of it that was null becomes empty', does: ofSubmission(1, "link = ''"), then: submissionChanged },
  {
    what: 'its time moves by a microsecond',
    does: ofSubmission(1, "submitted_at = '2025-07-02 08:00:00.123457'"),
    then: submissionChanged,
  },
  { what: 'a file is added to it', does: ofSubmission(1, `submission_files = '["map.png"]'`), then: submissionChanged },
  {
    what: 'it is moved to the participant of another quest',
    does: ofSubmission(1, 'quest_participant_id = 13'),
    then: submissionChanged,
  },
  {
    what: 'it is moved back by hand',
    does: (quest) => ofSubmission(1, `quest_participant_id = ${quest * 10 + 1}`)(quest),
    then: submissionChanged,
  },
  { what: 'it is deleted', does: deletion('quests_questsubmission', 1), then: is(['submission', 1, 'is gone']) },
  {
    what: 'it is deleted, and another one has taken its id',
    does: (quest) => [
      ...deletion('quests_questsubmission', 1)(quest),
      ['quests_questsubmission', [{ ...submission(quest, 1), quest_participant_id: quest * 10 + KEPT, description: 'another' }]],
    ],
    then: submissionChanged,
  },
  {
    what: 'the attempt that moved has another time, and a submission is gone',
    does: all(ofAttempt(0, "timestamp = '2025-06-01 08:00:00.000001'"), deletion('quests_questsubmission', 2)),
    then: is(['submissionattempt', 0, 'was changed since'], ['submission', 2, 'is gone']),
  },
  {
    what: 'the attempt that moved is deleted',
    does: deletion('quests_questsubmissionattempt', 0),
    then: is(['submissionattempt', 0, 'is gone']),
  },
  {
    what: 'the id of a deleted row is taken by another person',
    does: (quest) => [['quests_questparticipant', [participant(quest, 1, { user_id: BOB })]]],
    then: is(['participant', 1, 'is there again']),
  },
  {
    what: 'a deleted row is there again, as it was',
    does: (quest) => [['quests_questparticipant', [participant(quest, 1, { status: 'dropped' })]]],
    then: is(['participant', 1, 'is there again']),
  },
  {
    what: 'both ids are taken, on another quest',
    does: (quest) => [['quests_questparticipant', [participant(quest, 1, { quest_id: 1 }), participant(quest, 2, { quest_id: 1 })]]],
    then: is(['participant', 2, 'is there again'], ['participant', 1, 'is there again']),
  },
  {
    what: 'all is put back by hand, and more is changed',
    does: (quest) => [
      [
        'quests_questparticipant',
        [participant(quest, 1, { status: 'dropped' }), participant(quest, 2, { progress_notes: 'half done ', review_notes: '' })],
      ],
      ...ofSubmission(1, `quest_participant_id = ${quest * 10 + 1}, feedback = 'good'`)(quest),
      ...ofSubmission(2, `quest_participant_id = ${quest * 10 + 2}`)(quest),
      ...ofAttempt(0, `participant_id = ${quest * 10 + 1}`)(quest),
      ...ofParticipant(KEPT, "joined_at = '2025-07-01 12:00:03.000001'")(quest),
    ],
    then: 'already undone',
  },
  {
    what: 'the row that stayed is changed, and changed back',
    does: all(ofParticipant(KEPT, "status = 'dropped'"), ofParticipant(KEPT, "status = 'joined'")),
    then: 'taken back',
  },
  {
    what: 'a submission that moved is deleted, and the same one put back',
    does: (quest) => putBack('quests_questsubmission', `id = ${quest * 10 + 1}`),
    then: 'taken back',
  },
  {
    what: 'a person hands in more for the row that stayed, whose own submission is reviewed',
    does: (quest) => [
      ['quests_questsubmission', [{ ...submission(quest, 4), quest_participant_id: quest * 10 + KEPT }]],
      ...ofSubmission(KEPT, "status = 'approved'")(quest),
    ],
    then: 'taken back',
  },
  {
    what: 'the same person has a further row on the quest, as nothing forbids',
    does: (quest) => [['quests_questparticipant', [participant(quest, 4)]]],
    then: 'taken back',
  },
  {
    what: 'the quest is changed',
    does: (quest) => [`update quests_quest set status = 'completed' where id = ${quest}`],
    then: 'taken back',
  },
  {
    what: 'the quest of the deleted rows is gone',
    does: (quest) => [`delete from quests_quest where id = ${quest}`],
    then: { refused: /^failed Transaction rolled back: .*foreign key/i },
  },
];

/** After the undo, all three rows are there again. */
const changesOfDuplicatesAfterUndo: readonly LaterChange<number>[] = [
  {
    what: 'a person hands in a submission for a row that is to go',
    does: (quest) => [['quests_questsubmission', [{ ...submission(quest, 4), quest_participant_id: quest * 10 + 2 }]]],
    then: (quest) => `rows of quests_questsubmission refer to quests_questparticipant ${quest * 10 + 2}`,
  },
  {
    what: 'a person tries to hand in one for a row that is to go',
    does: (quest) => [
      ['quests_questsubmissionattempt', [{ id: quest * 10 + 4, participant_id: quest * 10 + 2, quest_id: quest, user_id: ANN }]],
    ],
    then: (quest) => `rows of quests_questsubmissionattempt refer to quests_questparticipant ${quest * 10 + 2}`,
  },
  {
    what: 'a row that is to go is changed',
    does: ofParticipant(2, "progress_notes = 'half done'"),
    then: is(['participant', 2, 'was changed since']),
  },
  {
    what: 'a submission that is to move is moved',
    does: (quest) => ofSubmission(1, `quest_participant_id = ${quest * 10 + 2}`)(quest),
    then: submissionChanged,
  },
  { what: 'a row that is to go is gone', does: deletion('quests_questparticipant', 2), then: is(['participant', 2, 'is gone']) },
  {
    what: 'more is handed in for the row that is to stay',
    does: (quest) => [['quests_questsubmission', [{ ...submission(quest, 4), quest_participant_id: quest * 10 + KEPT }]]],
    then: 'taken back',
  },
];

/** With a table that this tool has never heard of, whose rows go with the participant that they refer to. */
const reviewed: World<number> = {
  ...duplicates,
  undoes: [...duplicates.undoes, 'update reviews_review'],
  further: () => ({
    tables: ['reviews_review'],
    create: [
      `create table reviews_review (id bigint not null primary key, reviewed_id bigint not null,
        foreign key (reviewed_id) references quests_questparticipant (id) on delete cascade)`,
      ...numbersTo(3).map((quest) => `insert into reviews_review values (${quest * 10}, ${quest * 10 + 2})`),
    ],
    drop: ['drop table reviews_review'],
  }),
};

describeEngines(
  'the undo of merged participants that were changed since',
  { oldSchema: true, engines: propertyEngines('mariadb') },
  (database) => {
    describeLaterChanges('merged', database, duplicates, changesOfDuplicates);
    describeLaterChanges('merged, by an undo of the undo', database, duplicates, changesOfDuplicatesAfterUndo, 'undo');
    describeLaterChanges(
      'merged with reviews, by an undo of the undo',
      database,
      reviewed,
      [
        {
          what: 'the review of another quest, which is to move, comes to refer to a row that is to go',
          does: () => ['update reviews_review set reviewed_id = 11 where id = 20'],
          then: () => 'rows of reviews_review refer to quests_questparticipant 11',
        },
        { what: 'that review', does: () => [], then: () => 'reviews_review 20 was changed since' },
      ],
      'undo',
    );

    it('puts no row back where a unique index has come meanwhile: refused by the database, and nothing is changed', async () => {
      const stored = await temporaryStore();
      const everything = (): Promise<string> => contents((sql) => database().query(sql));
      await database().clear();
      await database().insert(duplicates.rows(2));
      const { outcome } = await apply(await makePlan(database().url, duplicates.request), requestFor(database().url, stored.store));
      const repaired = await everything();
      await database().execute('create unique index one_row_per_person on quests_questparticipant (quest_id, user_id)');
      const undone = await undo(outcome.runId, requestFor(database().url, stored.store));
      const isMysql = database().engine === 'mariadb' || database().engine === 'mysql char(32)';
      await database().execute(`drop index one_row_per_person${isMysql ? ' on quests_questparticipant' : ''}`);
      expect(undone.outcome).toMatchObject({ applied: { entities: 0 }, failed: { entities: 2, changes: 12 }, stoppedBy: null });
      expect(undone.changes[0]?.reason).toMatch(/^Transaction rolled back: .*(unique|duplicate)/i);
      expect(await everything()).toBe(repaired);
      await stored.remove();
    });
  },
);

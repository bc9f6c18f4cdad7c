import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { withoutColumns } from '../support/undo-conflicts.ts';
import { describeEngines, propertyEngines } from '../support/databases.ts';
import { mixedContents } from '../support/repaired-rows.ts';
import { apply, contents, makePlan, previewOfUndo, requestFor, temporaryStore, undo } from '../support/repairing.ts';

/** The quest of the known case that people change after its repair: student2 was put on it, and it was started and assigned. */
const QUEST = 1;
const STUDENT_2 = '52000000000040008000000000000002';
const STUDENT_3 = '53000000000040008000000000000003';

/** What a person does after the repair: statements, or rows that are added. */
interface LaterChange {
  readonly what: string;
  readonly sql?: readonly string[];
  readonly rows?: (participant: number) => Parameters<ReturnType<Parameters<Parameters<typeof describeEngines>[2]>[0]>['insert']>[0];
  /** The rows that the conflict names, `P` standing for the new participant's id. */
  readonly names: string;
}

const ofQuest = (change: string): readonly string[] => [`update quests_quest set ${change} where id = ${QUEST}`];
const ofParticipant = (change: string): readonly string[] => [`update quests_questparticipant set ${change} where id = P`];
const deletion = ['delete from quests_questparticipant where id = P'];

const questChanged = `quests_quest ${QUEST} was changed since`;
const participantChanged = 'quests_questparticipant P was changed since';
const participantGone = 'quests_questparticipant P is gone';

const conflicts: readonly LaterChange[] = [
  { what: 'the title is changed, and updated_at is not', sql: ofQuest("title = 'Other'"), names: questChanged },
  { what: 'only the case of the title is changed', sql: ofQuest("title = 'TEST 1'"), names: questChanged },
  { what: 'a space is added to the title', sql: ofQuest("title = 'Test 1 '"), names: questChanged },
  { what: 'the quest is completed', sql: ofQuest("status = 'completed'"), names: questChanged },
  { what: 'the quest is opened again, by hand', sql: ofQuest("status = 'open'"), names: questChanged },
  { what: 'the quest is assigned to another person', sql: ofQuest(`assigned_to_id = '${STUDENT_3}'`), names: questChanged },
  { what: 'the quest is assigned to nobody', sql: ofQuest('assigned_to_id = null'), names: questChanged },
  {
    what: 'the quest is saved with nothing changed but updated_at',
    sql: ofQuest("updated_at = '2031-01-01 10:00:00'"),
    names: questChanged,
  },
  { what: 'updated_at moves by a microsecond', sql: ofQuest("updated_at = '2031-01-01 10:00:00.000001'"), names: questChanged },
  { what: 'the quest is deleted softly', sql: ofQuest('is_deleted = true'), names: questChanged },
  { what: 'a date that was null is set', sql: ofQuest("due_date = '2031-01-01'"), names: questChanged },
  {
    what: 'the quest is deleted with all that refers to it',
    sql: [...deletion, `delete from applications_application where quest_id = ${QUEST}`, `delete from quests_quest where id = ${QUEST}`],
    names: `quests_quest ${QUEST} is gone; ${participantGone}`,
  },
  { what: 'the participant starts', sql: ofParticipant("status = 'in_progress'"), names: participantChanged },
  { what: 'the participant is kicked', sql: ofParticipant("status = 'dropped'"), names: participantChanged },
  { what: 'the participant writes notes', sql: ofParticipant("progress_notes = 'half done'"), names: participantChanged },
  { what: 'a text that was null becomes empty', sql: ofParticipant("review_notes = ''"), names: participantChanged },
  {
    what: 'the participant completes the quest',
    sql: [...ofParticipant("status = 'completed', completed_at = '2031-01-01 10:00:00'"), ...ofQuest("status = 'completed'")],
    names: `${questChanged}; ${participantChanged}`,
  },
  {
    what: 'the participant leaves',
    sql: [...deletion, ...ofQuest("updated_at = '2031-01-01 10:00:00'")],
    names: `${questChanged}; ${participantGone}`,
  },
  { what: 'the participant row is deleted by hand', sql: deletion, names: participantGone },
  {
    what: 'the participant leaves and is approved again, as another row',
    sql: deletion,
    rows: () => [
      ['quests_questparticipant', [{ id: 900, status: 'joined', joined_at: '2031-01-01 10:00:00', quest_id: QUEST, user_id: STUDENT_2 }]],
    ],
    names: participantGone,
  },
  {
    what: 'another row has taken the id of the participant',
    sql: deletion,
    rows: (id) => [
      ['quests_questparticipant', [{ id, status: 'joined', joined_at: '2031-01-01 10:00:00', quest_id: QUEST, user_id: STUDENT_3 }]],
    ],
    names: participantChanged,
  },
  {
    what: 'the same person joined again under the same id, at another time',
    sql: deletion,
    rows: (id) => [
      ['quests_questparticipant', [{ id, status: 'joined', joined_at: '2031-01-01 10:00:00', quest_id: QUEST, user_id: STUDENT_2 }]],
    ],
    names: participantChanged,
  },
  {
    what: 'the participant hands in a submission',
    rows: (id) => [['quests_questsubmission', [{ id: 1, submission_files: '[]', status: 'pending', quest_participant_id: id }]]],
    names: 'rows of quests_questsubmission refer to quests_questparticipant P',
  },
  {
    what: 'the participant tries to hand in a submission',
    rows: (id) => [['quests_questsubmissionattempt', [{ id: 1, participant_id: id, quest_id: QUEST, user_id: STUDENT_2 }]]],
    names: 'rows of quests_questsubmissionattempt refer to quests_questparticipant P',
  },
  {
    what: 'the application approves another person',
    sql: [...ofParticipant("status = 'dropped'"), ...ofQuest(`assigned_to_id = '${STUDENT_3}', updated_at = '2031-01-01 10:00:00'`)],
    rows: () => [
      ['quests_questparticipant', [{ id: 900, status: 'joined', joined_at: '2031-01-01 10:00:00', quest_id: QUEST, user_id: STUDENT_3 }]],
    ],
    names: `${questChanged}; ${participantChanged}`,
  },
];

describeEngines('an undo', { engines: propertyEngines('mariadb') }, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  let runId: string;
  let untouched: string;
  let repaired: string;
  let participant: number;
  const everything = (): Promise<string> => contents((sql) => database().query(sql));
  const request = (): ReturnType<typeof requestFor> => requestFor(database().url, stored.store);

  beforeEach(async () => {
    await database().clear();
    await database().insert(audit001);
    stored = await temporaryStore();
    untouched = await everything();
    const { outcome } = await apply(await makePlan(database().url), request());
    expect(outcome.applied).toEqual({ entities: 5, changes: 8 });
    runId = outcome.runId;
    repaired = await everything();
    const [row] = await database().query(`select id from quests_questparticipant where quest_id = ${QUEST}`);
    participant = Number(row?.['id']);
  });
  afterEach(async () => {
    await stored.remove();
  });

  for (const { what, sql = [], rows, names } of conflicts) {
    it(`overwrites nothing when ${what}, and takes back everything else`, async () => {
      const inWords = (text: string): string => text.replaceAll(/\bP\b/g, String(participant));
      for (const statement of sql) await database().execute(inWords(statement));
      if (rows !== undefined) await database().insert(rows(participant));
      const changed = await everything();

      const preview = await previewOfUndo(runId, request());
      expect(await everything()).toBe(changed);
      const { changes, outcome } = await undo(runId, request());
      expect(outcome).toMatchObject({
        applied: { entities: 4, changes: 6 },
        conflicts: { entities: 1, changes: 2 },
        failed: { entities: 0 },
      });
      const skipped = changes.filter(({ status }) => status === 'skipped');
      expect(skipped.map(({ table, operation }) => `${operation} ${table}`)).toEqual([
        'update quests_quest',
        'delete quests_questparticipant',
      ]);
      expect(skipped.map(({ reason }) => withoutColumns(reason))).toEqual([inWords(names), inWords(names)]);
      expect(await everything()).toBe(mixedContents(untouched, changed, new Set([QUEST])));

      expect(preview.changes).toEqual(changes.map((change) => (change.status === 'applied' ? { ...change, status: 'planned' } : change)));
      expect(preview.outcome).toEqual({ ready: outcome.applied, conflicts: outcome.conflicts, alreadyDone: outcome.alreadyDone });
    });
  }

  it('does not mind what it does not write: the application, other people, rows that became the same again', async () => {
    await database().execute(`update applications_application set status = 'rejected' where quest_id = ${QUEST}`);
    await database().execute("update users_user set bio = 'changed' where username = 'student2'");
    await database().execute(`update quests_quest set title = 'Other' where id = ${QUEST}`);
    await database().execute(`update quests_quest set title = 'Test 1' where id = ${QUEST}`);
    const changed = await everything();
    expect((await undo(runId, request())).outcome).toMatchObject({ applied: { entities: 5 }, conflicts: { entities: 0 } });
    expect(await everything()).toBe(mixedContents(untouched, changed, new Set()));
  });

  it('has nothing to do the second time, and says so', async () => {
    await undo(runId, request());
    const preview = await previewOfUndo(runId, request());
    const second = await undo(runId, request());
    expect(second.outcome).toMatchObject({
      applied: { entities: 0 },
      conflicts: { entities: 0 },
      alreadyDone: { entities: 5, changes: 8 },
    });
    expect(new Set(second.changes.map(({ reason }) => reason))).toEqual(new Set(['already undone: there is nothing left to do']));
    expect(preview.changes).toEqual(second.changes);
    expect(await everything()).toBe(untouched);
  });

  it('takes back later what was a conflict, once the row is as the repair had left it', async () => {
    await database().execute(`update quests_quest set title = 'Other' where id = ${QUEST}`);
    await undo(runId, request());
    await database().execute(`update quests_quest set title = 'Test 1' where id = ${QUEST}`);
    expect((await undo(runId, request())).outcome).toMatchObject({
      applied: { entities: 1 },
      conflicts: { entities: 0 },
      alreadyDone: { entities: 4 },
    });
    expect(await everything()).toBe(untouched);
  });

  it('of an undo overwrites nothing either: a quest that was changed after it stays', async () => {
    const { outcome } = await undo(runId, request());
    await database().execute(`update quests_quest set title = 'Other' where id = ${QUEST}`);
    const changed = await everything();
    const redone = await undo(outcome.runId, request());
    expect(redone.outcome).toMatchObject({ applied: { entities: 4, changes: 6 }, conflicts: { entities: 1, changes: 2 } });
    expect(redone.changes.flatMap(({ reason }) => withoutColumns(reason) ?? [])).toEqual([questChanged, questChanged]);
    expect(await everything()).toBe(mixedContents(repaired, changed, new Set([QUEST])));
  });

  it('of an undo does not put a participant where another one has taken the id or the place', async () => {
    for (const [row, status, reason] of [
      [{ id: participant, user_id: STUDENT_3 }, 'skipped', new RegExp(`^quests_questparticipant ${participant} is there again$`)],
      [{ id: 900, user_id: STUDENT_2 }, 'failed', /^Transaction rolled back: .*(unique|duplicate)/i],
    ] as const) {
      const { outcome } = await undo(runId, request());
      await database().insert([['quests_questparticipant', [{ ...row, status: 'joined', quest_id: QUEST }]]]);
      const changed = await everything();
      const redone = await undo(outcome.runId, request());
      expect(redone.outcome.applied).toEqual({ entities: 4, changes: 6 });
      expect(redone.changes.filter((change) => change.status === status).map((change) => change.reason)).toEqual([
        expect.stringMatching(reason),
        expect.stringMatching(reason),
      ]);
      expect(await everything()).toBe(mixedContents(repaired, changed, new Set([QUEST])));
      await database().execute(`delete from quests_questparticipant where id = ${row.id}`);
      await undo(redone.outcome.runId, request());
      await undo(outcome.runId, request());
    }
  });
});

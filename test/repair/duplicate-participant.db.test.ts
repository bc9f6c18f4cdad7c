import { withoutColumns } from '../support/undo-conflicts.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/demo/audit-001.ts';
import type { KeepRule, PlanRequest } from '../../src/repair/index.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, propertyEngines } from '../support/databases.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo, type Ran } from '../support/repairing.ts';

/** More than JavaScript holds exactly: read as a number it would be another row's id. */
const HUGE = '9007199254740993';
const NEXT_TO_HUGE = '9007199254740992';

const participant = (id: number | string, quest_id: number, user_id: string, clock: string, further = {}): Dataset[number][1][number] => ({
  ...{ id, quest_id, user_id, status: 'joined', joined_at: `2025-07-01 ${clock}` },
  ...further,
});

/** Ann has three rows on quest 7 and two on quest 8, Bob two on quest 7 that began together, and Eve one, as it should be. */
const duplicated: Dataset = [
  [
    'users_user',
    [
      { id: ANN, username: 'ann' },
      { id: BOB, username: 'bob' },
      { id: EVE, username: 'eve' },
    ],
  ],
  ['quests_questcategory', [{ id: 1, name: 'General' }]],
  ['quests_quest', [7, 8].map((id) => ({ id, title: `Quest ${id}`, status: 'in-progress', creator_id: EVE, category_id: 1 }))],
  [
    'quests_questparticipant',
    [
      participant(1, 7, ANN, '12:00:02', { status: 'dropped' }),
      participant(2, 7, ANN, '12:00:00.000001', { progress_notes: 'half done' }),
      participant(HUGE, 7, ANN, '12:00:05', { status: 'completed', completed_at: '2025-07-02 10:00:00' }),
      participant(4, 7, BOB, '12:00:00'),
      participant(5, 7, BOB, '12:00:00', { status: 'completed', completed_at: '2025-07-03 10:00:00' }),
      participant(NEXT_TO_HUGE, 7, EVE, '12:00:00'),
      participant(7, 8, ANN, '12:00:00'),
      participant(8, 8, ANN, '12:00:01'),
    ],
  ],
  [
    'quests_questsubmission',
    [1, 2, HUGE, 4, 5, NEXT_TO_HUGE, 7, 8].map((id, index) => ({
      id: 11 + index,
      submission_files: '[]',
      status: 'pending',
      submitted_at: '2025-07-02 08:00:00.123456',
      quest_participant_id: id,
    })),
  ],
  ['quests_questsubmissionattempt', [{ id: 31, participant_id: HUGE, quest_id: 7, user_id: ANN }]],
];

describeEngines('the repair of duplicate participants', { oldSchema: true, engines: propertyEngines('mariadb') }, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  let before: string;
  beforeEach(async () => {
    await database().clear();
    await database().insert(duplicated);
    stored = await temporaryStore();
    before = await everything();
  });
  afterEach(async () => {
    await stored.remove();
  });

  const everything = (): Promise<string> => contents((sql) => database().query(sql));
  const request = (): ReturnType<typeof requestFor> => requestFor(database().url, stored.store);
  const planOf = (keep: KeepRule, pairs: readonly string[] | null = null, user: PlanRequest['user'] = null): ReturnType<typeof makePlan> =>
    makePlan(database().url, { targets: ['duplicate-participant'], checks: ['duplicate-participant'], duplicates: { keep, pairs }, user });
  const repair = async (...choice: Parameters<typeof planOf>): Promise<Ran> => apply(await planOf(...choice), request());

  /** Each participant row as `id status`, and behind it the submissions and attempts that refer to it. */
  async function participants(): Promise<readonly string[]> {
    const rows = await database().query('select id, status from quests_questparticipant order by id');
    const referring = await database().query(`select id, quest_participant_id as participant from quests_questsubmission
      union all select id, participant_id from quests_questsubmissionattempt order by id`);
    return rows.map(({ id, status }) =>
      [id, status, ...referring.filter((row) => String(row['participant']) === String(id)).map((row) => row['id'])].join(' '),
    );
  }

  /** The times of one row. */
  async function timesOf(id: number | string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const [row] = await database().query(`select joined_at, completed_at from quests_questparticipant where id = ${id}`);
    const bare = (time: string | null): string | null => (time === null ? null : time.replace(/\+00$/, '').replace(/\.0+$/, ''));
    return row && { joined: bare(row['joined_at'] as string), completed: bare(row['completed_at'] as string | null) };
  }

  async function findings(): Promise<number | null | undefined> {
    return (await collect(database().url, { only: ['duplicate-participant'] })).result.checks[0]?.count;
  }

  describe('plans', () => {
    it('moves, the earliest joining time and deletions, quest by quest, and writes nothing', async () => {
      const plan = await planOf('latest', null);
      expect([...plan.entities()].map(({ id, words }) => [id, words.flat()])).toEqual([
        [
          7,
          [
            `move quests_questsubmission 11 from participant row 1 to ${HUGE}`,
            `move quests_questsubmission 12 from participant row 2 to ${HUGE}`,
            `keep the earliest joined_at in participant row ${HUGE} of ann in quest "Quest 7"`,
            'delete duplicate participant row 2 (joined) of ann in quest "Quest 7"',
            'delete duplicate participant row 1 (dropped) of ann in quest "Quest 7"',
            'move quests_questsubmission 14 from participant row 4 to 5',
            'delete duplicate participant row 4 (joined) of bob in quest "Quest 7"',
          ],
        ],
        [
          8,
          [
            'move quests_questsubmission 17 from participant row 7 to 8',
            'keep the earliest joined_at in participant row 8 of ann in quest "Quest 8"',
            'delete duplicate participant row 7 (joined) of ann in quest "Quest 8"',
          ],
        ],
      ]);
      expect(plan.summary.byKind).toEqual({
        'update quests_questsubmission': 4,
        'update quests_questparticipant': 2,
        'delete quests_questparticipant': 4,
      });
      expect(await everything()).toBe(before);
    });

    it('nothing where nobody said which row is to stay', async () => {
      const plan = await makePlan(database().url, { targets: ['duplicate-participant'], checks: ['duplicate-participant'] });
      expect(plan.summary.changes).toBe(0);
    });
  });

  it('keeps who joined first; of two who joined together, the one with the lower id', async () => {
    await repair('earliest');
    expect(await participants()).toEqual(['2 joined 11 12 13 31', '4 joined 14 15', '7 joined 17 18', `${NEXT_TO_HUGE} joined 16`]);
    expect(await timesOf(2)).toEqual({ joined: '2025-07-01 12:00:00.000001', completed: null });
    expect(await findings()).toBe(0);
  });

  it('keeps who joined last, with the earliest joining time, and its own status and completion', async () => {
    await repair('latest');
    expect(await participants()).toEqual([
      '5 completed 14 15',
      '8 joined 17 18',
      `${NEXT_TO_HUGE} joined 16`,
      `${HUGE} completed 11 12 13 31`,
    ]);
    expect(await timesOf(HUGE)).toEqual({ joined: '2025-07-01 12:00:00.000001', completed: '2025-07-02 10:00:00' });
    expect(await timesOf(5)).toEqual({ joined: '2025-07-01 12:00:00', completed: '2025-07-03 10:00:00' });
    expect(await findings()).toBe(0);
  });

  it('never writes completed_at, of which the application would pay', async () => {
    for (const keep of ['earliest', 'latest', { participantId: 1 }] as const) {
      const changes = [...(await planOf(keep)).entities()].flatMap((entity) => entity.changes);
      const written = changes.flatMap(({ table, after }) => (table === 'quests_questparticipant' ? Object.keys(after ?? {}) : []));
      expect(new Set(written)).toEqual(new Set(keep === 'earliest' ? [] : ['joined_at']));
    }
  });

  it('keeps the row with a chosen id, also one that JavaScript cannot hold, and touches no other pair', async () => {
    await repair({ participantId: 1 });
    expect(await participants()).toContain('1 dropped 11 12 13 31');
    expect(await timesOf(1)).toEqual({ joined: '2025-07-01 12:00:00.000001', completed: null });
    expect(await findings()).toBe(2);
    await undo('last', request());
    await repair({ participantId: HUGE });
    expect(await participants()).toContain(`${HUGE} completed 11 12 13 31`);
    expect(await participants()).toContain(`${NEXT_TO_HUGE} joined 16`);
    expect(await findings()).toBe(2);
    await undo('last', request());
    expect((await planOf({ participantId: NEXT_TO_HUGE })).summary.changes).toBe(0);
  });

  it('repairs only chosen pairs, or only one person', async () => {
    const hyphenated = (id: string): string => id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    await repair('earliest', [`8 ${hyphenated(ANN)}`]);
    expect(await participants()).toEqual([
      '1 dropped 11',
      '2 joined 12',
      '4 joined 14',
      '5 completed 15',
      '7 joined 17 18',
      `${NEXT_TO_HUGE} joined 16`,
      `${HUGE} completed 13 31`,
    ]);
    await undo('last', request());
    const [bob] = await database().query("select id from users_user where username = 'bob'");
    await repair('earliest', null, { id: hyphenated(BOB), username: 'bob', storedId: String(bob?.['id']) });
    expect(await participants()).toEqual([
      '1 dropped 11',
      '2 joined 12',
      '4 joined 14 15',
      '7 joined 17',
      '8 joined 18',
      `${NEXT_TO_HUGE} joined 16`,
      `${HUGE} completed 13 31`,
    ]);
  });

  it('has nothing to do the second time, and says so', async () => {
    const plan = await planOf('latest');
    await apply(plan, request());
    const after = await everything();
    expect((await planOf('latest')).summary.changes).toBe(0);
    expect((await apply(plan, request())).outcome).toMatchObject({
      applied: { entities: 0 },
      conflicts: { entities: 0 },
      alreadyDone: { entities: 2 },
    });
    expect(await everything()).toBe(after);
  });

  it('leaves a quest alone where a person handed something in meanwhile, and does the others', async () => {
    const plan = await planOf('earliest');
    await database().insert([['quests_questsubmission', [{ id: 90, submission_files: '[]', status: 'pending', quest_participant_id: 5 }]]]);
    const { outcome, changes } = await apply(plan, request());
    expect(outcome).toMatchObject({ applied: { entities: 1 }, conflicts: { entities: 1 } });
    expect(changes.find(({ status }) => status === 'skipped')?.reason).toMatch(
      /^changed since the plan: it would now be to .*move quests_questsubmission 90/,
    );
    expect(await participants()).toEqual([
      '1 dropped 11',
      '2 joined 12',
      '4 joined 14',
      '5 completed 15 90',
      '7 joined 17 18',
      `${NEXT_TO_HUGE} joined 16`,
      `${HUGE} completed 13 31`,
    ]);
  });

  it('is undone byte for byte, whichever row stayed, and the undo is undone as exactly', async () => {
    for (const keep of ['earliest', 'latest', { participantId: 1 }, { participantId: HUGE }] as const) {
      const { outcome } = await repair(keep);
      const after = await everything();
      const undone = await undo(outcome.runId, request());
      expect(undone.outcome).toMatchObject({ applied: outcome.applied, conflicts: { entities: 0 }, failed: { entities: 0 } });
      expect(await everything()).toBe(before);
      await undo(undone.outcome.runId, request());
      expect(await everything()).toBe(after);
      await undo(outcome.runId, request());
    }
    expect(await everything()).toBe(before);
  });

  describe('undone after things were changed', () => {
    const changesSince: readonly (readonly [what: string, sql: string, rows: Dataset, reason: string])[] = [
      [
        'the row that stayed',
        `update quests_questparticipant set progress_notes = 'more' where id = ${HUGE}`,
        [],
        `quests_questparticipant ${HUGE} was changed since`,
      ],
      [
        'a submission that moved',
        "update quests_questsubmission set status = 'approved' where id = 11",
        [],
        'quests_questsubmission 11 was changed since',
      ],
      ['a submission that moved is gone', 'delete from quests_questsubmission where id = 11', [], 'quests_questsubmission 11 is gone'],
      [
        'the id of a deleted row is taken',
        'select 1',
        [['quests_questparticipant', [participant(1, 8, EVE, '13:00:00')]]],
        'quests_questparticipant 1 is there again',
      ],
    ];
    for (const [what, sql, rows, reason] of changesSince) {
      it(`leaves the whole quest alone: ${what}`, async () => {
        const { outcome } = await repair('latest');
        if (rows.length === 0) await database().execute(sql);
        await database().insert(rows);
        const quest7 = async (): Promise<unknown> => [
          await database().query('select * from quests_questparticipant where quest_id = 7 order by id'),
          await database().query('select * from quests_questsubmission where id < 17 order by id'),
        ];
        const changed = await quest7();
        const undone = await undo(outcome.runId, request());
        expect(undone.outcome).toMatchObject({ applied: { entities: 1 }, conflicts: { entities: 1 }, failed: { entities: 0 } });
        expect(new Set(undone.changes.flatMap((change) => withoutColumns(change.reason) ?? []))).toEqual(new Set([reason]));
        expect(await quest7()).toEqual(changed);
        expect((await participants()).filter((row) => /^[78] /.test(row))).toEqual(['7 joined 17', '8 joined 18']);
      });
    }

    it('keeps what happened to a row that stayed and that the repair had not written', async () => {
      const { outcome } = await repair('earliest');
      await database().execute("update quests_questparticipant set progress_notes = 'more' where id = 2");
      await database().insert([
        ['quests_questsubmission', [{ id: 90, submission_files: '[]', status: 'pending', quest_participant_id: 2 }]],
      ]);
      expect((await undo(outcome.runId, request())).outcome).toMatchObject({ applied: { entities: 2 }, conflicts: { entities: 0 } });
      expect(await participants()).toContain('2 joined 12 90');
      expect(await database().query('select progress_notes from quests_questparticipant where id = 2')).toEqual([
        { progress_notes: 'more' },
      ]);
    });
  });

  describe('with a table that this tool has never heard of and that refers to participants', () => {
    beforeEach(async () => {
      await database().execute(`create table reviews_review (id bigint not null primary key, words varchar(20), reviewed_id bigint not null,
        foreign key (reviewed_id) references quests_questparticipant (id))`);
      await database().execute(`insert into reviews_review values (${HUGE}, 'good', 1), (2, 'better', 2), (3, 'none', ${NEXT_TO_HUGE})`);
    });
    afterEach(async () => {
      await database().execute('drop table reviews_review');
    });

    it('moves its rows as well, and back', async () => {
      const reviews = (): Promise<unknown> => database().query('select id, words, reviewed_id as kept from reviews_review order by id');
      const start = await reviews();
      const { outcome } = await repair({ participantId: 1 });
      expect(outcome.failed.entities).toBe(0);
      expect(
        JSON.parse(JSON.stringify(await reviews(), (_key, value: unknown) => (typeof value === 'number' ? String(value) : value))),
      ).toEqual([
        { id: '2', words: 'better', kept: '1' },
        { id: '3', words: 'none', kept: NEXT_TO_HUGE },
        { id: HUGE, words: 'good', kept: '1' },
      ]);
      await undo('last', request());
      expect(await reviews()).toEqual(start);
      expect(await everything()).toBe(before);
    });

    it('makes an undo a conflict where such a row was changed', async () => {
      await repair({ participantId: 1 });
      await database().execute("update reviews_review set words = 'best' where id = 2");
      const { outcome, changes } = await undo('last', request());
      expect(outcome).toMatchObject({ applied: { entities: 0 }, conflicts: { entities: 1 } });
      expect(withoutColumns(changes[0]?.reason ?? null)).toBe('reviews_review 2 was changed since');
    });
  });
});

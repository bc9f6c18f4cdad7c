import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { createAccount, runAsAdministrator, type Account } from '../support/accounts.ts';
import { describeEngines } from '../support/databases.ts';
import { apply, contents, makePlan, previewOfUndo, requestFor, temporaryStore, undo } from '../support/repairing.ts';

const PARTICIPANTS = 'quests_questparticipant';
const DUPLICATE = { id: 90, status: 'joined', quest_id: 17, user_id: 'a0000000000040008000000000000000' };

/** Rows of a second schema, or on MariaDB a second database, that refer to PeerQuest's. */
describeEngines('rows of another schema', { oldSchema: true, engines: ['postgresql', 'mariadb'] }, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  let account: Account;
  let elsewhere: string;
  const isPostgres = (): boolean => database().engine === 'postgresql';
  const name = (): string => new URL(database().url).pathname.slice(1);
  const here = (table: string): string => `${isPostgres() ? 'public' : name()}.${table}`;
  const request = (url = database().url) => requestFor(url, stored.store);

  beforeAll(async () => {
    elsewhere = isPostgres() ? 'hist' : `${name()}_hist`;
    account = await createAccount(database(), `acc_${name().slice(-8)}`, 'select, insert, update, delete');
  });
  afterAll(() => account.drop());
  beforeEach(async () => {
    await database().clear();
    await database().insert(audit001);
    await database().execute(`create ${isPostgres() ? 'schema' : 'database'} ${elsewhere}`);
    stored = await temporaryStore();
  });
  afterEach(async () => {
    await database().execute(isPostgres() ? `drop schema ${elsewhere} cascade` : `drop database ${elsewhere}`);
    await stored.remove();
  });

  /** A table there, with a foreign key that does this. */
  async function notes(action: string, columns = 'participant_id', targets = 'id'): Promise<void> {
    const key = `constraint note_key foreign key (${columns}) references ${here(PARTICIPANTS)} (${targets}) ${action}`;
    await database().execute(`create table ${elsewhere}.note (id integer primary key, participant_id bigint, quest_id bigint, ${key})`);
  }
  const note = (id: number, participant: unknown, quest: unknown = null): Promise<void> =>
    database().execute(`insert into ${elsewhere}.note values (${id}, ${String(participant)}, ${String(quest)})`);
  const everything = async (): Promise<string> =>
    (await contents((sql) => database().query(sql))) +
    JSON.stringify(await database().query(`select * from ${elsewhere}.note order by id`));
  const newest = async (): Promise<unknown> => (await database().query(`select max(id) as id from ${PARTICIPANTS}`))[0]?.['id'];
  const reasonsOf = (changes: readonly { readonly reason: string | null }[]): readonly (string | null)[] => [
    ...new Set(changes.map(({ reason }) => reason)),
  ];

  for (const action of ['on delete cascade', 'on delete set null', 'on delete no action']) {
    it(`keep the row that they refer to when a run is undone (${action})`, async () => {
      await notes(action);
      await apply(await makePlan(database().url), request());
      const id = await newest();
      await note(1, id);
      const before = await everything();
      const preview = await previewOfUndo('last', request());
      expect(reasonsOf(preview.changes.filter(({ status }) => status === 'skipped'))).toEqual([
        `rows of ${elsewhere}.note refer to ${PARTICIPANTS} ${String(id)}`,
      ]);
      const undone = await undo('last', request());
      expect(undone.outcome).toMatchObject({ applied: { entities: 4 }, conflicts: { entities: 1 }, failed: { entities: 0 } });
      expect(await everything()).not.toBe(before);
      expect(await database().query(`select participant_id as p from ${elsewhere}.note`)).toEqual([{ p: id }]);
      expect(await newest()).toBe(id);
    });
  }

  it('keep it by a key of several columns, too', async () => {
    await database().execute(`create unique index pair on ${PARTICIPANTS} (id, quest_id)`);
    try {
      await notes('on delete cascade', 'participant_id, quest_id', 'id, quest_id');
      await apply(await makePlan(database().url), request());
      const [row] = await database().query(`select id, quest_id from ${PARTICIPANTS} order by id desc limit 1`);
      await note(1, row?.['id'], row?.['quest_id']);
      const undone = await undo('last', request());
      expect(undone.outcome).toMatchObject({ applied: { entities: 4 }, conflicts: { entities: 1 }, failed: { entities: 0 } });
      expect(await database().query(`select participant_id as p from ${elsewhere}.note`)).toEqual([{ p: row?.['id'] }]);
    } finally {
      await database().execute(`drop table ${elsewhere}.note`);
      await database().execute(`drop index pair ${isPostgres() ? '' : `on ${PARTICIPANTS}`}`);
      await database().execute(`create table ${elsewhere}.note (id integer)`);
    }
  });

  it('are named beforehand where they go with a row', async () => {
    await notes('on delete set null on update cascade');
    expect((await makePlan(database().url)).header.hazards).toEqual([
      `Foreign key note_key (${elsewhere}.note.participant_id) to ${PARTICIPANTS}: on delete set null, on update cascade.`,
    ]);
  });

  it('that cannot be looked at keep every row that they may refer to, and the key is named', async () => {
    await notes('on delete cascade');
    // MariaDB shows the key to an account that has some right on its columns, or PROCESS.
    if (!isPostgres()) await runAsAdministrator(database().url, [`grant process on *.* to acc_${name().slice(-8)}@'%'`]);
    await apply(await makePlan(account.url), request(account.url));
    await note(1, await newest());
    const before = await everything();
    const undone = await undo('last', request(account.url));
    expect(undone.outcome).toMatchObject({
      applied: { entities: 2 },
      conflicts: { entities: 3 },
      failed: { entities: 0 },
      stoppedBy: null,
    });
    for (const reason of reasonsOf(undone.changes.filter(({ status }) => status === 'skipped'))) {
      expect(reason).toMatch(
        new RegExp(
          `^rows may refer to ${PARTICIPANTS} \\d+ by the foreign key note_key \\(${elsewhere}\\.note\\.participant_id\\), and they cannot be looked at: this account may not read ${elsewhere}\\.note: grant it SELECT$`,
        ),
      );
    }
    expect(await database().query(`select participant_id as p from ${elsewhere}.note`)).toEqual([{ p: await newest() }]);
    expect(before).toContain('"participant_id"');
    // With the right to look, all others are taken back.
    const who = isPostgres() ? account.url.replace(/^.*\/\/(\w+):.*$/, '$1') : `acc_${name().slice(-8)}@'%'`;
    await runAsAdministrator(database().url, [
      ...(isPostgres() ? [`grant usage on schema ${elsewhere} to ${who}`] : []),
      `grant select on ${elsewhere}.note to ${who}`,
    ]);
    const again = await undo((await stored.store.runs.newest(9)).at(-1)?.id ?? '', request(account.url));
    expect(again.outcome).toMatchObject({ applied: { entities: 2 }, conflicts: { entities: 1 } });
  });

  it('keep a duplicate that they refer to from being merged into another row, which is said', async () => {
    await database().insert([[PARTICIPANTS, [DUPLICATE]]]);
    const plan = () =>
      makePlan(database().url, {
        targets: ['duplicate-participant'],
        checks: ['duplicate-participant'],
        duplicates: { keep: 'earliest', pairs: null },
      });
    const doomed = await doomedRow(await plan());
    await notes('on delete cascade');
    await note(1, doomed);
    const before = await everything();
    const held = await plan();
    expect(held.summary).toMatchObject({ entities: 0, changes: 0 });
    expect(held.summary.leftOut).toEqual([
      expect.stringMatching(
        new RegExp(
          `^duplicates of .+ in quest ".+": rows of ${elsewhere}\\.note refer to ${PARTICIPANTS} ${String(doomed)} and cannot move to another row$`,
        ),
      ),
    ]);
    const ran = await apply(held, request());
    expect(ran.changes).toEqual([]);
    expect(await everything()).toBe(before);
  });

  it('that come to refer to a duplicate after the plan was made keep it as well', async () => {
    await database().insert([[PARTICIPANTS, [DUPLICATE]]]);
    await notes('on delete cascade');
    const plan = await makePlan(database().url, {
      targets: ['duplicate-participant'],
      checks: ['duplicate-participant'],
      duplicates: { keep: 'earliest', pairs: null },
    });
    await note(1, await doomedRow(plan));
    const before = await everything();
    const ran = await apply(plan, request());
    expect(ran.outcome).toMatchObject({ applied: { entities: 0 }, conflicts: { entities: 1 } });
    expect(reasonsOf(ran.changes)[0]).toMatch(/rows of .+\.note refer to .+ and cannot move to another row$/);
    expect(await everything()).toBe(before);
  });

  async function doomedRow(plan: Awaited<ReturnType<typeof makePlan>>): Promise<unknown> {
    const [entity] = [...plan.entities()];
    return Promise.resolve(entity?.changes.find(({ operation }) => operation === 'delete')?.key['id']);
  }
});

describeEngines('rows of another schema under row-level security', { engines: ['postgresql'] }, (database) => {
  it('keep every row that they may refer to', async () => {
    await database().insert(audit001);
    const account = await createAccount(database(), 'acc_filtered', 'select, insert, update, delete');
    const stored = await temporaryStore();
    await database().execute(
      `create schema hist; create table hist.note (id integer, participant_id bigint constraint note_key references public.${PARTICIPANTS} on delete cascade);
       alter table hist.note enable row level security; grant usage on schema hist to acc_filtered; grant select on hist.note to acc_filtered`,
    );
    try {
      await apply(await makePlan(account.url), requestFor(account.url, stored.store));
      const [row] = await database().query(`select max(id) as id from ${PARTICIPANTS}`);
      await database().execute(`insert into hist.note values (1, ${String(row?.['id'])})`);
      const undone = await undo('last', requestFor(account.url, stored.store));
      expect(undone.outcome).toMatchObject({ conflicts: { entities: 3 }, failed: { entities: 0 } });
      expect(undone.changes.at(-1)?.reason ?? undone.changes[0]?.reason).toMatch(
        /note_key.*cannot be looked at: policies of row-level security/,
      );
      expect(await database().query('select participant_id as p from hist.note')).toEqual([{ p: row?.['id'] }]);
    } finally {
      await database().execute('drop schema hist cascade');
      await account.drop();
      await stored.remove();
    }
  });
});

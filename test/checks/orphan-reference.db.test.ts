import { expect, it } from 'vitest';
import { createTable, peerquestTables, sqliteDdl, type DdlDialect } from '../../src/demo/schema.ts';
import { collect } from '../support/collect.ts';
import { describeEngines, type EngineName } from '../support/databases.ts';
import { mariadbDdl, mysqlDdl, postgresDdl } from '../support/ddl.ts';
import { changed, referencesOf, type References } from '../support/references-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const GONE = 'd0000000000040008000000000000004';
const gone = 'd0000000-0000-4000-8000-000000000004';
const DDL: Readonly<Record<EngineName, DdlDialect>> = {
  sqlite: sqliteDdl,
  postgresql: postgresDdl,
  mariadb: mariadbDdl,
  'mysql char(32)': mysqlDdl,
};

// The test's databases do not enforce foreign keys while rows are planted: triggers off, checks off, pragma off.
describeTruthTable<References>(
  'orphan-reference',
  [
    { when: 'every reference leads to a row', then: null },
    { when: 'a reference is empty', ...changed('quests_quest', { assigned_to_id: null }), then: null },
    { when: 'the reference of a participant to its application is empty', ...changed('quests_questparticipant', {}), then: null },
    {
      when: 'a quest’s creator is gone',
      ...changed('quests_quest', { creator_id: GONE }),
      then: {
        key: { table: 'quests_quest', column: 'creator_id', rowId: 7 },
        cause: 'not-enforced',
        actual: { rowsReferredTo: 0, missingValue: gone, targetTable: 'users_user', rows: 1 },
        repair: 'manual',
        headline: `quests_quest 7: creator_id is ${gone}`,
        details: ['There is no such row in users_user', 'Cause: not-enforced'],
      },
    },
    {
      when: 'an optional reference leads nowhere',
      ...changed('quests_quest', { assigned_to_id: GONE }),
      then: { key: { table: 'quests_quest', column: 'assigned_to_id', rowId: 7 } },
    },
    {
      when: 'a participant names an application that is gone, which no foreign key forbids',
      ...changed('quests_questparticipant', { application_id: 99 }),
      then: {
        key: { table: 'quests_questparticipant', column: 'application_id', rowId: 1 },
        cause: 'not-declared',
        actual: { missingValue: 99, targetTable: 'applications_application' },
      },
    },
    {
      when: 'a guild’s owner is gone: its key is a UUID',
      ...changed('guilds_guild', { owner_id: GONE }),
      then: { key: { table: 'guilds_guild', column: 'owner_id', rowId: 'f0000000-0000-4000-8000-000000000009' } },
    },
    {
      when: 'a transaction’s quest is gone: its key is not called id',
      ...changed('transactions_transaction', { quest_id: 99 }),
      then: { key: { table: 'transactions_transaction', column: 'quest_id', rowId: 1 }, actual: { missingValue: 99 } },
    },
    {
      when: 'a cash-out’s transaction is gone',
      ...changed('transactions_cashoutrequest', { transaction_id: 99 }),
      then: { key: { table: 'transactions_cashoutrequest', column: 'transaction_id', rowId: 1 } },
    },
    {
      when: 'a whole table is empty to which others refer',
      rows: { payments_goldpackage: [], quests_questcategory: [] },
      then: [
        { key: { table: 'payments_paymentproof', column: 'gold_package_id', rowId: 1 } },
        { key: { table: 'quests_quest', column: 'category_id', rowId: 7 } },
      ],
    },
  ],
  referencesOf,
);

describeEngines('orphan-reference', {}, (database) => {
  const orphans = async (user: string | null = null) => (await collect(database().url, { only: ['orphan-reference'], user })).findings;

  it('with a user, looks at rows that name that person only', async () => {
    await database().clear();
    await database().insert(
      referencesOf({
        rows: {
          ...changed('transactions_transaction', { quest_id: 99 }).rows,
          ...changed('guilds_guildmembership', { guild_id: GONE }).rows,
          ...changed('quests_questsubmission', { quest_participant_id: 99 }).rows,
        },
      }),
    );
    const tables = async (user: string) => (await orphans(user)).map(({ key }) => key['table']);
    expect(await tables('ann')).toEqual(['transactions_transaction']);
    expect(await tables('bob')).toEqual(['guilds_guildmembership']);
    expect(await tables('eve')).toEqual([]);
    expect((await orphans()).map(({ key }) => key['table'])).toEqual([
      'guilds_guildmembership',
      'quests_questsubmission',
      'transactions_transaction',
    ]);
  });

  it('finds foreign keys of tables that it has never heard of: without a key, with several columns', async () => {
    const db = database();
    await db.clear();
    await db.insert(referencesOf({}));
    await db.execute('create table extra_place (a integer not null, b integer not null, primary key (a, b))');
    await db.execute(
      'create table extra_visit (a integer, b integer, quest_id bigint, foreign key (a, b) references extra_place (a, b), foreign key (quest_id) references quests_quest (id))',
    );
    await db.execute('insert into extra_place values (1, 2)');
    await db.execute('insert into extra_visit values (1, 2, 7), (1, 3, 99), (1, 3, 99), (null, 3, 99), (1, 1, null)');
    try {
      expect((await orphans()).map(({ key, actual, headline }) => ({ key, rows: actual['rows'], headline }))).toEqual([
        {
          key: { table: 'extra_visit', column: 'a, b', missingValue: '1, 1' },
          rows: 1,
          headline: 'extra_visit: 1 row whose a, b is 1, 1',
        },
        {
          key: { table: 'extra_visit', column: 'a, b', missingValue: '1, 3' },
          rows: 2,
          headline: 'extra_visit: 2 rows whose a, b is 1, 3',
        },
        {
          key: { table: 'extra_visit', column: 'quest_id', missingValue: 99 },
          rows: 3,
          headline: 'extra_visit: 3 rows whose quest_id is 99',
        },
      ]);
    } finally {
      await db.execute('drop table extra_visit');
      await db.execute('drop table extra_place');
    }
  });

  it('knows PeerQuest’s references where the database does not declare them', async () => {
    const db = database();
    await db.clear();
    const attempts = peerquestTables.find(({ name }) => name === 'applications_applicationattempt');
    if (attempts === undefined) throw new Error('No such table.');
    await db.execute('drop table applications_applicationattempt');
    await db.execute(
      createTable({ ...attempts, columns: attempts.columns.map((column) => ({ ...column, references: null })) }, DDL[db.engine]),
    );
    await db.insert(referencesOf(changed('applications_applicationattempt', { quest_id: 99, applicant_id: GONE, application_id: 98 })));
    expect((await orphans()).map(({ key, cause, actual }) => [key['column'], cause, actual['missingValue']])).toEqual([
      ['applicant_id', 'not-declared', gone],
      ['application_id', 'not-declared', 98],
      ['quest_id', 'not-declared', 99],
    ]);
  });
});

describeEngines('orphan-reference', { engines: ['postgresql'] }, (database) => {
  it('finds rows that a foreign key NOT VALID let stand', async () => {
    const db = database();
    await db.insert(referencesOf({}));
    await db.execute('create table extra_note (id bigint primary key, quest_id bigint)');
    await db.execute('insert into extra_note values (1, 7), (2, 99)');
    await db.execute('alter table extra_note add foreign key (quest_id) references quests_quest (id) not valid');
    const { findings } = await collect(db.url, { only: ['orphan-reference'] });
    expect(findings.map(({ headline, cause }) => [headline, cause])).toEqual([['extra_note 2: quest_id is 99', 'not-enforced']]);
  });
});

describeEngines('orphan-reference', { engines: ['sqlite'] }, (database) => {
  it('tells of foreign keys that name a table that is not there', async () => {
    const db = database();
    await db.insert(referencesOf({}));
    await db.execute('create table extra_note (id integer primary key, user_id char(32) references users_user__old)');
    await db.execute(`insert into extra_note values (1, null), (2, '${GONE}')`);
    const { findings } = await collect(db.url, { only: ['orphan-reference'] });
    expect(findings.map(({ headline, cause, details }) => [headline, cause, details[0]])).toEqual([
      [`extra_note 2: user_id is ${gone}`, 'no-such-table', 'There is no table users_user__old'],
    ]);
  });
});

describeEngines('orphan-reference', { engines: ['postgresql', 'mariadb'] }, (database) => {
  it('names the foreign keys between this schema and another, whose rows it does not look at', async () => {
    const db = database();
    const name = new URL(db.url).pathname.slice(1);
    const [here, elsewhere] = db.engine === 'postgresql' ? ['public', 'hist'] : [name, `${name}_hist`];
    await db.execute(`create ${db.engine === 'postgresql' ? 'schema' : 'database'} ${elsewhere}`);
    try {
      await db.execute(
        `create table ${elsewhere}.note (id bigint primary key, quest_id bigint, constraint note_quest foreign key (quest_id) references ${here}.quests_quest (id))`,
      );
      const { result } = await collect(db.url, { only: ['orphan-reference'] });
      expect(result.checks.map(({ outcome, notes }) => ({ outcome, notes }))).toEqual([
        {
          outcome: 'passed',
          notes: [
            `Not looked at, as it leads to or from another schema: the foreign key note_quest of ${elsewhere}.note to ${here}.quests_quest`,
          ],
        },
      ]);
    } finally {
      await db.execute(db.engine === 'postgresql' ? 'drop schema hist cascade' : `drop database ${elsewhere}`);
    }
  });
});

import { beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { evidenceHash, keyText, type Acknowledgement } from '../../src/model/index.ts';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { describeEngines, type TestDatabase } from '../support/databases.ts';

/** 16 bytes that are no UTF-8, and differ only where a reader of texts puts the same replacement character. */
const [ONE, OTHER] = ['ff800000000000000000000000000001', 'fe810000000000000000000000000001'];
const hyphenated = ['fe810000-0000-0000-0000-000000000001', 'ff800000-0000-0000-0000-000000000001'];

/** Lets the ids of participants' users be bytes. SQLite takes them in any column; PostgreSQL has a type for UUIDs that takes no others. */
async function allowBytes(database: TestDatabase): Promise<void> {
  if (database.engine === 'sqlite') return;
  const keys = await database.query(
    `select constraint_name as name from information_schema.key_column_usage where table_schema = database()
     and table_name = 'quests_questparticipant' and column_name = 'user_id' and referenced_table_name is not null`,
  );
  for (const { name } of keys) await database.execute(`alter table quests_questparticipant drop foreign key ${String(name)}`);
  await database.execute('delete from quests_questparticipant');
  await database.execute('alter table quests_questparticipant modify user_id varbinary(40)');
}

describeEngines('ids that are bytes', { engines: ['sqlite', 'mariadb'], oldSchema: true }, (database) => {
  const participate = async (hex: string): Promise<void> =>
    database().execute(
      `insert into quests_questparticipant (quest_id, user_id, status, joined_at, progress_notes)
       values (1, x'${hex}', 'joined', '2025-07-01 10:00:00', '')`,
    );
  const found = async (only: string, acknowledged: readonly Acknowledgement[] = []): Promise<readonly PrintedFinding[]> =>
    (await collect(database().url, { only: [only], acknowledged })).findings;

  beforeEach(async () => {
    await database().clear();
    await database().insert(audit001);
    await allowBytes(database());
    await database().execute('delete from quests_questparticipant');
    await participate(ONE);
    await participate(OTHER);
  });

  it('are told as hex, with hyphens where they are 16', async () => {
    const ids = (findings: readonly PrintedFinding[]) => findings.map(({ user }) => user?.id).sort();
    expect(ids(await found('participant-without-approved-application'))).toEqual(hyphenated);
    const missing = (await found('orphan-reference')).map(({ actual }) => actual['missingValue']).sort();
    // MariaDB's foreign key is gone, and the column still means a reference.
    expect(missing).toEqual(hyphenated);
  });

  it('other than 16 are told apart as well', async () => {
    await database().execute('delete from quests_questparticipant');
    await participate('ff');
    await participate('fe');
    const findings = await found('orphan-reference');
    expect(findings.map(({ actual }) => actual['missingValue']).sort()).toEqual(['0xfe', '0xff']);
    expect(new Set((await found('participant-without-approved-application')).map(({ user }) => user?.id))).toEqual(
      new Set(['0xfe', '0xff']),
    );
  });

  it('make findings of their own: acknowledging one leaves the other', async () => {
    const [first, second] = await found('participant-without-approved-application');
    if (first === undefined || second === undefined) throw new Error('There must be two.');
    expect(first.fingerprint).not.toBe(second.fingerprint);
    const acknowledgement: Acknowledgement = {
      database: null,
      check: first.check,
      fingerprint: first.fingerprint,
      key: keyText(first.key),
      evidence: evidenceHash(first),
      reason: 'known',
      by: 'ann',
      on: '2025-07-02',
      until: null,
    };
    expect(await found('participant-without-approved-application', [acknowledgement])).toEqual([second]);
  });
});

import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { declaredCheck, toCheck, type Check } from '../../src/checks/index.ts';
import { evidenceHash, exitCode, type AuditEvent } from '../../src/model/index.ts';
import { audit } from '../../src/audit/index.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { collect, type Wanted } from '../support/collect.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';

const ownChecks: readonly Check[] = [
  declaredCheck({ table: 'people', notNull: 'email', user: 'id', id: 'no-email' }, 'here'),
  declaredCheck({ table: 'people', unique: 'email', where: 'id > 1', id: 'same-email' }, 'here'),
  toCheck({ id: 'odd', title: 'Odd', severity: 'info', key: ['id'], find: () => sql`select id from people where id in (1, 3)` }, 'here'),
];

describeEngines('how grave findings are', { empty: true, engines: THREE_ENGINES }, (database) => {
  beforeAll(async () => {
    await database().execute('create table people (id integer primary key, email varchar(20))');
    await database().execute("insert into people values (1, null), (2, 'a'), (3, 'a'), (4, null), (5, 'b')");
  });

  const severities = async (wanted: Wanted) => {
    const { result } = await collect(database().url, { ownChecks, ...wanted });
    return result.checks.map(({ check, count, notes }) => [check.severity, count, ...notes]);
  };

  it('is decided by their number and their share of the rows that were looked at', async () => {
    expect(await severities({})).toEqual([
      ['warning', 2],
      ['warning', 1],
      ['info', 2],
    ]);
    expect(
      await severities({
        overrides: { own: { severity: 'critical' }, 'no-email': { errorIf: '40%' }, 'same-email': { errorIf: '26%' }, odd: { warnIf: 3 } },
      }),
    ).toEqual([
      ['critical', 2, 'critical by their number: 2 of 5 rows (errorIf 40%)'],
      ['warning', 1, 'warning by their number: 1 of 4 rows (errorIf 26%)'],
      ['info', 2, 'info by their number: 2 (warnIf 3)'],
    ]);
  });

  it('counts a person’s rows only, and nothing that is acknowledged', async () => {
    const users = { table: 'people', id: 'id', name: 'email' };
    expect(await severities({ only: ['no-email'], user: 'b', users, overrides: { own: { errorIf: '100%' } } })).toEqual([['warning', 0]]);
    const [first] = (await collect(database().url, { ownChecks })).findings;
    if (first === undefined) throw new Error('Nothing was found.');
    const known = {
      ...first,
      database: null,
      key: '',
      evidence: evidenceHash(first),
      reason: 'known',
      by: 'ann',
      on: '2026-01-01',
      until: null,
    };
    expect(await severities({ only: ['no-email'], acknowledged: [known], overrides: { 'no-email': { warnIf: 2 } } })).toEqual([
      ['info', 1, 'info by their number: 1 (warnIf 2)'],
    ]);
  });

  it('is told with each finding, and decides the exit code', async () => {
    const events: AuditEvent[] = [];
    const request = { only: ['odd'], overrides: { odd: { errorIf: 2 } } };
    for await (const event of audit(parseDatabaseUrl(database().url), request, { ownChecks })) events.push(event);
    expect(events.flatMap((event) => ('check' in event ? [event.check.severity] : []))).toEqual(['critical', 'critical']);
    const { result } = await collect(database().url, { ownChecks, ...request });
    expect(exitCode(result, 'critical')).toBe(1);
  });

  it('refuses a share where nobody knows of what', async () => {
    await expect(severities({ overrides: { odd: { errorIf: '2%' } } })).rejects.toThrow(
      'of the rows that odd examines, which it does not know',
    );
  });

  it('ends an audit that is to end, and says what was not run', async () => {
    const { result } = await collect(database().url, { ownChecks, failFast: 'warning', overrides: { 'no-email': { severity: 'info' } } });
    expect(result.checks.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['found', null],
      ['found', null],
      ['could-not-run', '--fail-fast ended the audit after same-email'],
    ]);
    expect(exitCode(result, 'warning')).toBe(1);
  });
});

import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { NO_ALLOWANCES, parseDatabaseUrl, repairAccess } from '../../src/database/index.ts';
import { isOneSentence, runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { collect, countsOf } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';

/** The tables of the five checks that the schema `second` holds as well. */
const TABLES = ['quests_quest', 'quests_questparticipant', 'applications_application', 'users_user'];

describeEngines('several schemas', { engines: ['postgresql'] }, (database) => {
  let folder: ReturnType<typeof temporaryFolder>;
  const name = (): string => new URL(database().url).pathname.slice(1);
  const on = (...statements: readonly string[]): Promise<void> => database().execute(statements.join('; '));
  const run = (url: string, ...args: readonly string[]): CliResult => runCli(args, { env: { DATABASE_URL: url }, cwd: folder.path });
  const naming = (path: string): string => `${database().url}?currentSchema=${path}`;
  /** A second copy of these tables, of which another application may be the owner. */
  const copy = (...tables: readonly string[]): Promise<void> =>
    on(
      'create schema second',
      ...tables.flatMap((table) => [
        `create table second.${table} (like public.${table} including all)`,
        `insert into second.${table} overriding system value select * from public.${table}`,
        // Its counter begins anew; a table of users has none.
        `select setval(pg_get_serial_sequence('second.${table}', 'id'), 1000)`,
      ]),
    );

  beforeEach(async () => {
    folder = temporaryFolder();
    await database().clear();
    await database().insert(audit001);
  });
  afterEach(async () => {
    await on(`alter database ${name()} reset search_path`, 'drop schema if exists second cascade');
    folder.remove();
  });

  it('are told when the tables are not all in one, table by table, and stand in the way of a repair', async () => {
    await copy('quests_quest');
    // In the second schema nothing is wrong with any quest: mixed, the database seems to be another.
    await on("update second.quests_quest set status = 'in-progress'", `alter database ${name()} set search_path = second, public`);
    const { result } = await collect(database().url);
    expect(result.start.database.schemas).toEqual({
      quests_quest: 'second',
      quests_questparticipant: 'public',
      applications_application: 'public',
      users_user: 'public',
    });
    expect(result.start.warnings).toEqual([
      'The search path leads to further tables of the same names, which were not looked at: quests_quest of the schema public (second comes first).',
    ]);
    const { code, stdout } = run(database().url);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Schemas: public \(applications_application, quests_questparticipant, users_user\); second \(quests_quest\)$/m);
    for (const args of [
      ['--fix-issues', '--yes'],
      ['--fix-issues', '--dry-run'],
      ['plan', '--out', 'plan.json'],
    ]) {
      const refused = run(database().url, ...args);
      expect({ args, code: refused.code }).toEqual({ args, code: 3 });
      expect(isOneSentence(refused.stderr)).toBe(true);
      expect(refused.stderr).toMatch(
        /The table quests_\w+ cannot be repaired safely, because it is in the schema \w+, and \w+ in \w+: .*currentSchema=/,
      );
    }
    const [{ least } = {}] = await database().query('select min(updated_at) as least from second.quests_quest where id = 1');
    expect(least).toMatch(/^2025-/);
  });

  it('may be repaired where the URL itself names them', async () => {
    await copy('quests_quest');
    const { code, stdout } = run(naming('second,public'), '--fix-issues', '--yes');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('ISSUES FIXED: 5') as unknown });
    const rows = (schema: string): Promise<readonly Record<string, unknown>[]> =>
      database().query(`select id from ${schema}.quests_quest where assigned_to_id is null order by id`);
    expect(await rows('second')).toHaveLength(0);
    expect(await rows('public')).toHaveLength(5);
  });

  it('with the same tables: the one that was read is told, and a plan, an undo and acknowledgements are of that one', async () => {
    await copy(...TABLES);
    await on(`alter database ${name()} set search_path = second, public`);
    const { result } = await collect(database().url);
    expect(new Set(Object.values(result.start.database.schemas ?? {}))).toEqual(new Set(['second']));
    expect(result.start.warnings).toEqual([
      expect.stringMatching(
        /applications_application of the schema public \(second comes first\), .*users_user of the schema public/,
      ) as unknown,
    ]);
    expect(run(database().url, 'plan', '--out', 'plan.json').code).toBe(1);
    const other = run(naming('public'), 'apply', 'plan.json', '--yes');
    expect({ code: other.code, stderr: other.stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('another database') as unknown,
    });
    expect(run(database().url, 'apply', 'plan.json', '--yes').code).toBe(0);
    expect(countsOf((await collect(naming('public'))).result)).toMatchObject({ 'approved-without-participant': 3 });
    expect(countsOf((await collect(naming('second'))).result)).toMatchObject({ 'approved-without-participant': 0 });
    const undone = run(naming('public'), 'undo', 'last', '--yes', '--yes');
    expect({ code: undone.code, stderr: undone.stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No repair of this database is left to undo') as unknown,
    });
    expect(run(naming('second'), 'undo', 'last', '--yes', '--yes').code).toBe(0);
  });

  it('one that is named after the account does not go unnoticed', async () => {
    await copy(...TABLES);
    await on('alter schema second rename to postgres');
    try {
      expect((await collect(database().url)).result.start.warnings.join('\n')).toContain(
        'users_user of the schema public (postgres comes first)',
      );
    } finally {
      await on('alter schema postgres rename to second');
    }
  });

  it('are resolved once: what another client of a pooler leaves behind leads no later transaction elsewhere', async () => {
    await copy(...TABLES);
    const access = await repairAccess(parseDatabaseUrl(database().url), NO_ALLOWANCES);
    const session = await access.connect();
    const schemas = async (): Promise<readonly (string | null)[]> => (await session.schema(TABLES)).map(({ schema }) => schema);
    try {
      const identity = await session.identity();
      await session.all(sql`select set_config('search_path', 'second', false)`);
      expect(await schemas()).toEqual(TABLES.map(() => 'public'));
      expect(await session.identity()).toBe(identity);
      expect(await session.lock({ host: 'here', pid: process.pid }, [0])).toBe('locked');
      await session.begin();
      expect(await schemas()).toEqual(TABLES.map(() => 'public'));
      await session.commit();
    } finally {
      await session.close();
      await access.close();
    }
  });
});

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startMariadb } from '../servers/mariadb.ts';
import type { Server } from '../servers/processes.ts';
import { runAsAdministrator } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { FOR_ALL, FOR_SESSIONS } from '../support/mariadb-settings.ts';
import { prepareTrials, type Trials } from '../support/same-under.ts';
import { isThorough } from '../support/thorough.ts';

/** What is set, by which two that cannot stand side by side are told: the same, or several of what leaves the server no room to sort in. */
function subjectOf(setting: string): string {
  if (/^(?:tmp_|big_tables|sort_buffer_size)/.test(setting)) return 'room';
  return /^(?:set names|set \w+|\w+)/.exec(setting)?.[0] ?? setting;
}

/** Each by itself, or, where there is less time, as many at once as do not set the same. */
function sideBySide(settings: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (isThorough) return settings;
  const groups: string[][] = [];
  for (const some of settings) {
    const subjects = new Set(some.map(subjectOf));
    const group = groups.find((others) => !others.some((other) => subjects.has(subjectOf(other))));
    if (group === undefined) groups.push([...some]);
    else group.push(...some);
  }
  return groups;
}

/** An account for which `init_connect` is run, as it is not for an administrator. It may do what the settings of some sessions need. */
const ACCOUNT = 'application';

async function createAccount(database: TestDatabase): Promise<string> {
  const url = Object.assign(new URL(database.url), { username: ACCOUNT, password: '' }).href;
  await runAsAdministrator(database.url, [
    `create or replace user ${ACCOUNT}@'%'`,
    `grant all on ${new URL(database.url).pathname.slice(1)}.* to ${ACCOUNT}@'%'`,
    `grant binlog admin, replication slave admin on *.* to ${ACCOUNT}@'%'`,
  ]);
  return url;
}

describe.skipIf(inject('mariadb') === null)('a MariaDB server with other settings', () => {
  let server: Server;
  let database: TestDatabase;
  let trials: Trials;
  let url: string;
  beforeAll(async () => {
    const started = await startMariadb();
    if (started === null) throw new Error('MariaDB is not installed.');
    server = started;
    database = await createDatabase('mariadb', { oldSchema: true, server: server.url });
    trials = await prepareTrials(database);
    url = await createAccount(database);
  });
  afterAll(async () => {
    await database.drop();
    await server.stop();
  });

  it.each(sideBySide(FOR_ALL).map((settings) => ({ settings })))('for all: $settings', async ({ settings }) => {
    for (const setting of settings) await database.execute(`set global ${setting}`);
    try {
      expect(await trials.differences()).toEqual([]);
    } finally {
      for (const setting of settings) await database.execute(`set global ${setting.replace(/ = .*/, '')} = default`);
    }
  });

  it.each(sideBySide(FOR_SESSIONS.map((statement) => [statement])).map((statements) => statements.join('; ')))(
    'for sessions that begin: %s',
    async (statement) => {
      await database.execute(`set global init_connect = ${JSON.stringify(statement)}`);
      try {
        expect(await trials.differences({ url })).toEqual([]);
      } finally {
        await database.execute('set global init_connect = default');
      }
    },
  );

  it('for a table: another collation than the session has', async () => {
    await database.execute('alter table transactions_transaction convert to character set utf8mb4 collate utf8mb4_unicode_520_ci');
    expect(await trials.differences()).toEqual([]);
  });

  it('leaves no check out of what is compared', () => {
    const { checks } = trials.baseline.audit as { readonly checks: readonly { readonly id: string; readonly outcome: string }[] };
    expect(checks.filter(({ outcome }) => outcome === 'could-not-run')).toEqual([]);
  });
});

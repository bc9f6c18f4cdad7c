import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import type { ServerAddress } from '../../src/database/address.ts';
import { diagnoseTopology } from '../../src/database/postgres/diagnose-topology.ts';
import { serverFactsOf, readTopology, replicaOf, requireRepairable } from '../../src/database/postgres/topology.ts';
import type { DatabaseRow } from '../../src/database/read-session.ts';

/** What a server answered, as its manual or a session with it shows; a question that is left out is one it does not understand. */
interface Recorded {
  readonly version: string;
  /** The number of the process; 7 is the one that was named when the connection was made. */
  readonly pid?: string;
  readonly recovery?: boolean;
  readonly replayed?: DatabaseRow;
  readonly further?: { readonly jobs?: boolean; readonly citus?: boolean; readonly subscribed?: boolean };
  readonly spread?: readonly DatabaseRow[];
  readonly subscriptions?: readonly DatabaseRow[];
}

const POSTGRESQL = {
  version: 'PostgreSQL 15.14 (Debian 15.14-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit',
  pid: '7',
  recovery: false,
  further: {},
};
const COCKROACH = {
  version: 'CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27 01:53:43, go1.19.10)',
  pid: '12',
  recovery: false,
};
const YUGABYTE = {
  version:
    'PostgreSQL 11.2-YB-2.20.1.3-b0 on x86_64-pc-linux-gnu, compiled by clang version 16.0.6 (https://github.com/yugabyte/llvm-project.git), 64-bit',
  pid: '7',
  recovery: false,
  further: {},
};
const CITUS = { ...POSTGRESQL, further: { citus: true }, spread: [{ name: 'quests_quest' }, { name: 'users_user' }] };
const CITUS_UNUSED = { ...POSTGRESQL, further: { citus: true }, spread: [] };
const GREENPLUM = {
  version:
    'PostgreSQL 9.4.26 (Greenplum Database 6.25.3 build commit:367edc6b4dfd909fe38fc288ade9e294d74e3f9a) on x86_64-unknown-linux-gnu, compiled by gcc (GCC) 6.4.0, 64-bit',
  pid: '7',
  recovery: false,
};
const DSQL = { version: 'PostgreSQL 16', pid: '7', recovery: false, further: { jobs: true } };
const REDSHIFT = {
  version: 'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.61395',
};
const CRATE = { version: 'CrateDB 5.5.1 (built dc6a0be/2023-11-15T10:09:30Z, Linux 5.15 amd64, OpenJDK 64-Bit Server VM 21.0.1+12-LTS)' };
const QUEST = { version: 'PostgreSQL 12.3, compiled by Visual C++ build 1914, 64-bit, QuestDB' };
const RISING = { version: 'PostgreSQL 13.14.0-RisingWave-1.10.0 (8ec7bfd3d2d5f5f5f5f5f5f5f5f5f5f5f5f5f5f5)' };
const MATERIALIZE = { version: 'PostgreSQL 9.5.0 on x86_64-unknown-linux-gnu (Materialize v0.87.1)' };
const SPANNER = { version: 'PostgreSQL 14.1' };
const NEON = {
  ...POSTGRESQL,
  version: 'PostgreSQL 15.4 on x86_64-pc-linux-gnu, compiled by gcc (Debian 10.2.1-6) 10.2.1 20210110, 64-bit',
};
const WINDOWS = { ...POSTGRESQL, version: 'PostgreSQL 15.3, compiled by Visual C++ build 1914, 64-bit' };
const AURORA_READER = {
  ...POSTGRESQL,
  version: 'PostgreSQL 14.6 on x86_64-pc-linux-gnu, compiled by x86_64-pc-linux-gnu-gcc (GCC) 7.4.0, 64-bit',
  recovery: true,
};

/** Plays a server from its recorded answers: text in, rows out. */
const play =
  (recorded: Recorded) =>
  (text: string): Promise<readonly DatabaseRow[]> => {
    const rows = (found: readonly DatabaseRow[] | undefined): Promise<readonly DatabaseRow[]> =>
      found === undefined ? Promise.reject(Object.assign(new Error('not understood'), { code: '42883' })) : Promise.resolve(found);
    const { version, pid, recovery, replayed, further, spread, subscriptions } = recorded;
    if (text.startsWith('select version()')) return rows([{ version }]);
    if (text.includes('pg_backend_pid()')) return rows(pid === undefined ? undefined : [{ pid, recovery: recovery === true }]);
    if (text.includes('pg_last_wal_replay_lsn')) return rows(replayed === undefined ? undefined : [replayed]);
    if (text.includes('pg_extension'))
      return rows(further === undefined ? undefined : [{ jobs: false, citus: false, subscribed: false, ...further }]);
    return rows(text.includes('pg_dist_partition') ? spread : subscriptions);
  };

const address = parseDatabaseUrl('postgresql://app@db.example/quests') as ServerAddress;
const topologyOf = (recorded: Recorded) => readTopology(play(recorded), 7, null);
const facts = async (recorded: Recorded) => serverFactsOf(await topologyOf(recorded), address);

/** The sentence that keeps an audit, or a repair, away; null where nothing does. */
async function refusal(work: 'audit' | 'repair', recorded: Recorded): Promise<string | null> {
  const topology = await topologyOf(recorded);
  try {
    if (work === 'audit') serverFactsOf(topology, address);
    else requireRepairable(topology, address);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('an engine behind PostgreSQL’s protocol', () => {
  it.each([
    ['CockroachDB', COCKROACH, /This is CockroachDB, .* its word alone\.$/, /its advisory locks say yes to everybody/],
    ['YugabyteDB', YUGABYTE, /This is YugabyteDB, .* clocks of its machines agree\.$/, /before version 2025\.1/],
    ['Citus', CITUS, /keeps quests_quest, users_user on several servers, each with a snapshot of its own/, /no lock there holds all/],
    ['Greenplum', GREENPLUM, /This is Greenplum, .* segments/, /no lock there holds all/],
    ['one that only says a number', SPANNER, /This is "PostgreSQL 14\.1", which speaks PostgreSQL's protocol/, /it is not PostgreSQL/],
  ])('%s is audited with a warning, and not repaired', async (_name, recorded, warning, reason) => {
    expect(await refusal('audit', recorded)).toBeNull();
    expect((await facts(recorded)).warnings.join('\n')).toMatch(warning);
    expect(await refusal('repair', recorded)).toMatch(reason);
    expect(diagnoseTopology(await topologyOf(recorded))[0]).toMatchObject({ topic: 'Distributed', level: 'advice' });
  });

  it.each([
    ['Aurora DSQL', DSQL],
    ['Amazon Redshift', REDSHIFT],
    ['CrateDB', CRATE],
    ['QuestDB', QUEST],
    ['RisingWave', RISING],
    ['Materialize', MATERIALIZE],
  ])('%s is neither audited nor repaired', async (name, recorded) => {
    expect(await refusal('audit', recorded)).toMatch(new RegExp(`is ${name}, which is not audited: .+\\.$`));
    expect(await refusal('repair', recorded)).toMatch(new RegExp(`is ${name}, which is not repaired: .+\\.$`));
  });

  it.each([
    ['PostgreSQL', POSTGRESQL],
    ['Neon', NEON],
    ['PostgreSQL on Windows', WINDOWS],
    ['PostgreSQL with Citus installed, and no table spread', CITUS_UNUSED],
  ])('%s is PostgreSQL', async (_name, recorded) => {
    expect(await facts(recorded)).toEqual({ replica: null, schemas: null, warnings: [] });
    expect(await refusal('repair', recorded)).toBeNull();
  });
});

describe('where a server stands', () => {
  it('behind a pooler, another process answers', async () => {
    expect((await topologyOf({ ...POSTGRESQL, pid: '8' })).isPooled).toBe(true);
    expect((await topologyOf(POSTGRESQL)).isPooled).toBe(false);
    expect(await refusal('repair', { ...POSTGRESQL, pid: '8' })).toBeNull();
  });

  it('a replica that does not tell what it has replayed is of unknown age, and not repaired', async () => {
    expect((await facts(AURORA_READER)).replica).toEqual({ lagSeconds: null, reason: 'it does not tell what it has replayed' });
    expect(await refusal('repair', AURORA_READER)).toMatch(/is a replica and cannot be written to/);
  });

  it('a replica through a pooler may be another one than was asked', async () => {
    const replayed = { age: '100', caught_up: true, paused: false, receiving: true, silent: null };
    const { replica, warnings } = await facts({ ...POSTGRESQL, pid: '8', recovery: true, replayed });
    expect(replica).toEqual({ lagSeconds: 0, reason: null });
    expect(warnings.join()).toMatch(/^A pooler answers/);
  });

  it('tables that a subscription fills are told of', async () => {
    const subscriptions = [
      { subscription: 'main', name: 'quests_quest' },
      { subscription: 'main', name: 'users_user' },
    ];
    const recorded = { ...POSTGRESQL, further: { subscribed: true }, subscriptions };
    expect((await facts(recorded)).warnings).toEqual([
      'The subscription main fills quests_quest, users_user from another database: what happened there since is not seen here, and how far behind that is, is not told.',
    ]);
    expect(diagnoseTopology(await topologyOf(recorded)).map(({ text }) => text)).toContain(
      'the subscription main fills quests_quest, users_user from another database: repair that one',
    );
  });
});

describe('the age of what a replica shows', () => {
  const fresh = { age: 7200, isCaughtUp: true, isPaused: false, isReceiving: true, silent: 12 };
  it.each([
    ['all is replayed, and it receives', fresh, 0, null],
    ['an account that may not see when it last received', { ...fresh, silent: null }, 0, null],
    ['nothing was ever replayed, as nothing ever happened', { ...fresh, age: null }, 0, null],
    ['it is behind', { ...fresh, isCaughtUp: false, age: 3.5 }, 3.5, null],
    ['its replay is paused', { ...fresh, isCaughtUp: false, isPaused: true, age: 90 }, 90, 'its replay is paused'],
    ['it receives nothing, and has replayed all that it has', { ...fresh, isReceiving: false }, 7200, 'it receives nothing at present'],
    ['it receives nothing, and never did', { ...fresh, isReceiving: false, age: null }, null, 'it receives nothing at present'],
    [
      'it receives nothing and is paused',
      { ...fresh, isReceiving: false, isPaused: true },
      7200,
      'it receives nothing at present, and its replay is paused',
    ],
    ['the primary says nothing any more', { ...fresh, silent: 300, age: 10 }, 300, 'its primary has fallen silent'],
    ['the primary’s clock is ahead', { ...fresh, isCaughtUp: false, age: -2 }, 0, null],
  ])('%s', (_name, answers, lagSeconds, reason) => {
    expect(replicaOf(answers)).toEqual({ lagSeconds, reason });
  });
});

import { describe, expect, it } from 'vitest';
import { NO_ALLOWANCES, parseDatabaseUrl } from '../../src/database/index.ts';
import type { ServerAddress } from '../../src/database/address.ts';
import { CLUSTER_VARIABLES, clusterIdOf } from '../../src/database/mysql/cluster.ts';
import { named } from '../../src/database/mysql/server-answers.ts';
import { diagnoseTopology } from '../../src/database/mysql/diagnose-topology.ts';
import { serverFactsOf, readTopology, requireRepairable } from '../../src/database/mysql/topology.ts';
import type { DatabaseRow } from '../../src/database/read-session.ts';

/** What a server answered, as its manual or a session with it shows. */
interface Recorded {
  readonly version: string;
  readonly comment: string;
  /** The server's number of the connection; 7 is the one of the greeting. */
  readonly id?: number;
  /** `show global variables` and `show global status` together. */
  readonly values?: Readonly<Record<string, string>>;
  /** What `show replica status` gives; left out where the account may not ask. */
  readonly sources?: readonly DatabaseRow[];
  /** What Aurora or a group says of what waits; left out where the account may not ask. */
  readonly waiting?: number;
}

const MYSQL = { version: '8.0.36', comment: 'MySQL Community Server - GPL' };
const MARIADB = { version: '10.11.6-MariaDB-log', comment: 'Debian 12' };
const OWN = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const OTHER = '8b2c1f0e-71ca-11e1-9e33-c80aa9429562';
const GROUP = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** Plays a server from its recorded answers: text in, rows out. */
const play =
  ({ version, comment, id = 7, values = {}, sources, waiting }: Recorded) =>
  (text: string): Promise<readonly DatabaseRow[]> => {
    const refused = (): Promise<never> => Promise.reject(Object.assign(new Error('denied'), { code: 'ER_SPECIFIC_ACCESS_DENIED_ERROR' }));
    if (text.startsWith('select version()')) return Promise.resolve([{ version, comment, id }]);
    if (/^show (?:all slaves|replica|slave) status/.test(text)) return sources === undefined ? refused() : Promise.resolve(sources);
    if (text.includes('as waiting')) return waiting === undefined ? refused() : Promise.resolve([{ waiting }]);
    const asked = [...text.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    const known = Object.entries(values).filter(([name]) => asked.includes(name.toLowerCase()));
    return Promise.resolve(known.map(([name, value]) => ({ Variable_name: name, Value: value })));
  };

const address = parseDatabaseUrl('mysql://app@db.example/quests') as ServerAddress;
const topologyOf = (recorded: Recorded) => readTopology(play(recorded), () => 7);
const facts = async (recorded: Recorded) => serverFactsOf(await topologyOf(recorded), address);
const doctor = async (recorded: Recorded): Promise<string> =>
  diagnoseTopology(await topologyOf(recorded))
    .map(({ level, topic, text }) => `${level} ${topic}: ${text}`)
    .join('\n');

const clusterOfPlayed = async (recorded: Recorded): Promise<string | null> =>
  clusterIdOf(play(recorded), await named(play(recorded), 'variables', CLUSTER_VARIABLES));

/** The code of what keeps a repair away, or null. */
async function refusal(recorded: Recorded, allowances = {}): Promise<string | null> {
  const topology = await topologyOf(recorded);
  try {
    requireRepairable(topology, address, { ...NO_ALLOWANCES, ...allowances });
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const source = (io: string, sql: string, seconds: number | null, more: DatabaseRow = {}): DatabaseRow => ({
  Replica_IO_Running: io,
  Replica_SQL_Running: sql,
  Seconds_Behind_Source: seconds,
  Channel_Name: '',
  ...more,
});

describe('a plain server', () => {
  for (const recorded of [
    MYSQL,
    { ...MYSQL, sources: [] },
    { ...MARIADB, values: { wsrep_on: 'OFF', gtid_slave_pos: '', Slaves_running: '0' } },
  ]) {
    it(`${recorded.version} is audited without a word and repaired`, async () => {
      expect(await facts(recorded)).toEqual({ replica: null, schemas: null, warnings: [] });
      expect(await refusal(recorded)).toBeNull();
    });
  }

  it('says what would let the account see for certain', async () => {
    expect(await doctor(MYSQL)).toBe(
      'ok Replication: nothing says that it is a replica; GRANT REPLICATION CLIENT ON *.* would let this account see it',
    );
    expect(await doctor({ ...MARIADB, version: '10.4.32-MariaDB' })).toContain('GRANT REPLICATION CLIENT ON *.*');
    expect(await doctor({ ...MYSQL, sources: [] })).toBe('ok Replication: no replica');
  });
});

describe('a replica', () => {
  const of = async (recorded: Recorded) => (await facts(recorded)).replica;

  it('is as old as its most backward source, while all of them run', async () => {
    const sources = [source('Yes', 'Yes', 3), source('Yes', 'Yes', 240)];
    expect(await of({ ...MYSQL, sources })).toEqual({ lagSeconds: 240, reason: null });
    expect(await of({ ...MYSQL, sources: [...sources, source('Connecting', 'Yes', 0)] })).toEqual({
      lagSeconds: null,
      reason: 'it receives nothing from its primary at present',
    });
    expect(await of({ ...MYSQL, sources: [source('No', 'Yes', 0)] })).toMatchObject({ lagSeconds: null });
    expect(await of({ ...MYSQL, sources: [source('Yes', 'No', null)] })).toEqual({
      lagSeconds: null,
      reason: 'it has stopped applying what it receives',
    });
  });

  it('says that it leaves tables out', async () => {
    const filtered = source('Yes', 'Yes', 0, { Replicate_Ignore_Table: 'quests.users_user' });
    expect(await of({ ...MYSQL, sources: [filtered] })).toEqual({
      lagSeconds: 0,
      reason: 'it leaves some tables out (Replicate_Ignore_Table)',
    });
  });

  it('is refused while it receives, unless two repeat each other and one is written to', async () => {
    const receiving = { ...MYSQL, sources: [source('Yes', 'Yes', 0)] };
    expect(await refusal(receiving)).toBe('REPLICA');
    expect(await refusal(receiving, { promoted: true })).toBe('REPLICA');
    expect(await refusal(receiving, { promoted: true, singleWriter: true })).toBeNull();
    const stopped = { ...MYSQL, sources: [source('No', 'No', null)] };
    expect(await refusal(stopped)).toBe('REPLICA');
    expect(await refusal(stopped, { promoted: true })).toBeNull();
  });

  it('is told by its traces where the account may not ask', async () => {
    const traces: readonly Recorded[] = [
      { ...MARIADB, values: { gtid_slave_pos: '0-1-7', Slaves_running: '0' } },
      { ...MARIADB, values: { gtid_slave_pos: '', Slave_heartbeat_period: '30.000', Slaves_running: '0' } },
      { ...MARIADB, values: { gtid_slave_pos: '', Slaves_running: '1' } },
      { ...MYSQL, values: { gtid_executed: `${OWN}:1-5,\n${OTHER}:1-77`, server_uuid: OWN } },
    ];
    for (const recorded of traces) {
      expect(await of(recorded)).toMatchObject({ lagSeconds: null });
      expect(await refusal(recorded)).toBe('REPLICA');
      // What it did in the past is no matter where it can be seen that it does so no more.
      expect(await of({ ...recorded, sources: [] })).toBeNull();
    }
    expect(await of({ ...MYSQL, values: { gtid_executed: `${OWN}:1-5`, server_uuid: OWN } })).toBeNull();
  });

  it('that is read-only is refused whatever the account and the flags', async () => {
    for (const name of ['read_only', 'super_read_only', 'innodb_read_only']) {
      const recorded = { ...MYSQL, values: { [name]: 'ON' } };
      expect(await refusal(recorded, { promoted: true, singleWriter: true })).toBe('READ_ONLY');
      expect(await of(recorded)).toMatchObject({ lagSeconds: null });
      expect(await of({ ...recorded, sources: [] })).toBeNull();
    }
  });
});

describe('Aurora', () => {
  const writer = { ...MYSQL, comment: 'Source distribution', values: { aurora_server_id: 'one', innodb_read_only: 'OFF' } };
  const reader = { ...writer, values: { aurora_server_id: 'two', innodb_read_only: 'ON', read_only: 'ON' } };

  it('is like any server by its writer, and a replica by a reader', async () => {
    expect(await facts(writer)).toEqual({ replica: null, schemas: null, warnings: [] });
    expect(await refusal(writer)).toBeNull();
    expect((await facts({ ...reader, waiting: 0.02 })).replica).toEqual({ lagSeconds: 0.02, reason: null });
    expect((await facts(reader)).replica).toEqual({ lagSeconds: null, reason: 'it is a reader of Aurora' });
    expect(await refusal(reader)).toBe('READ_ONLY');
  });
});

describe('Group Replication', () => {
  const values = { group_replication_group_name: GROUP, group_replication_single_primary_mode: 'ON', server_uuid: OWN };
  const primary = { ...MYSQL, values: { ...values, read_only: 'OFF', gtid_executed: `${GROUP}:1-900` } };
  const secondary = { ...MYSQL, values: { ...values, read_only: 'ON', super_read_only: 'ON' } };
  const many = { ...MYSQL, values: { ...values, group_replication_single_primary_mode: 'OFF' } };

  it('is repaired on the one primary, and where each takes writes only with a word', async () => {
    expect(await facts(primary)).toMatchObject({ replica: null, warnings: [] });
    expect(await refusal(primary)).toBeNull();
    expect(await refusal(secondary, { singleWriter: true })).toBe('READ_ONLY');
    expect(await refusal(many)).toBe('MANY_WRITERS');
    expect(await refusal(many, { singleWriter: true })).toBeNull();
    expect((await facts(many)).warnings).toEqual([
      'Each member of this group takes writes: what was just written to another may not be seen here.',
    ]);
  });

  it('tells by what waits to be applied how far a secondary is', async () => {
    expect((await facts({ ...secondary, waiting: 0 })).replica).toEqual({ lagSeconds: 0, reason: null });
    expect((await facts({ ...secondary, waiting: 12 })).replica).toEqual({
      lagSeconds: null,
      reason: 'it has 12 transactions of its group still to apply',
    });
    expect((await facts(secondary)).replica).toMatchObject({ lagSeconds: null });
  });

  it('has the identity of the group', async () => {
    expect(await clusterOfPlayed(primary)).toBe(GROUP);
    expect(await clusterOfPlayed(secondary)).toBe(GROUP);
    expect(await clusterOfPlayed({ ...MYSQL, values: { group_replication_group_name: '' } })).toBeNull();
  });
});

describe('Galera', () => {
  const id = '6f6ad033-eb12-11f1-8ca1-cedda32268a7';
  const values = {
    wsrep_on: 'ON',
    wsrep_ready: 'ON',
    wsrep_cluster_size: '3',
    wsrep_cluster_state_uuid: id,
    wsrep_local_state_uuid: id,
    wsrep_local_state_comment: 'Synced',
  };
  const node = { ...MARIADB, values };

  it('is refused with more than one node, unless nobody writes to another', async () => {
    expect(await facts(node)).toMatchObject({ replica: null, warnings: [] });
    expect(await refusal(node)).toBe('MANY_WRITERS');
    expect(await refusal(node, { promoted: true })).toBe('MANY_WRITERS');
    expect(await refusal(node, { singleWriter: true })).toBeNull();
    expect(await refusal({ ...node, values: { ...values, wsrep_cluster_size: '1' } })).toBeNull();
  });

  it('outside the part that is in charge shows what may be old, and takes nothing', async () => {
    const outside = {
      ...node,
      values: { ...values, wsrep_ready: 'OFF', wsrep_cluster_size: '1', wsrep_local_state_comment: 'Initialized' },
    };
    expect((await facts(outside)).replica).toEqual({
      lagSeconds: null,
      reason: 'it does not belong to the part of its cluster that is in charge',
    });
    expect(await refusal(outside, { singleWriter: true })).toBe('NODE_NOT_READY');
    expect(await doctor(outside)).toContain('problem Cluster: Galera, 1 nodes, this one Initialized: it does not belong');
  });

  it('has the identity of the cluster, also while a node is joining, and none where it is switched off', async () => {
    expect(await clusterOfPlayed(node)).toBe(id);
    expect(await clusterOfPlayed({ ...node, values: { ...values, wsrep_cluster_state_uuid: '' } })).toBe(id);
    expect(await clusterOfPlayed({ ...node, values: { ...values, wsrep_on: 'OFF' } })).toBeNull();
    const nothing = '00000000-0000-0000-0000-000000000000';
    expect(
      await clusterOfPlayed({ ...node, values: { ...values, wsrep_cluster_state_uuid: nothing, wsrep_local_state_uuid: nothing } }),
    ).toBeNull();
  });

  it('of Percona may forbid the lock that a repair needs', async () => {
    const strict = { ...MYSQL, values: { ...values, pxc_strict_mode: 'ENFORCING' } };
    expect(await refusal(strict, { singleWriter: true })).toBe('LOCKS_FORBIDDEN');
    expect(await refusal({ ...MYSQL, values: { ...values, pxc_strict_mode: 'PERMISSIVE' } }, { singleWriter: true })).toBeNull();
  });
});

describe('a pooler', () => {
  it('is known by the number of the connection, which it gave itself', async () => {
    const pooled = { ...MYSQL, id: 90210 };
    expect((await facts(pooled)).warnings).toEqual([
      'A connection pooler answers: that all checks see one snapshot of one server, and how old that is, depends on its settings.',
    ]);
    expect(await refusal(pooled, { singleWriter: true, promoted: true })).toBe('POOLED');
    expect(await doctor(pooled)).toContain('advice Pooler: a connection pooler answers');
    // The greeting has room for 32 bits of a number that may have more.
    expect((await facts({ ...MYSQL, id: 2 ** 32 + 7 })).warnings).toEqual([]);
  });
});

describe('a distributed engine', () => {
  const engines: readonly [string, Recorded, audited: boolean][] = [
    ['TiDB', { version: '8.0.11-TiDB-v7.5.1', comment: 'TiDB Server (Apache License 2.0) Community Edition, MySQL 8.0 compatible' }, false],
    ['Vitess', { version: '8.0.30-Vitess', comment: 'Version: 19.0.4 (Git revision 1a2b3c branch HEAD)' }, true],
    [
      'SingleStore',
      { version: '5.7.32', comment: 'SingleStoreDB source distribution (compatible; MySQL Enterprise & MySQL Commercial)' },
      false,
    ],
    ['SingleStore', { version: '5.5.58', comment: 'MemSQL source distribution (compatible; MySQL Enterprise & MySQL Commercial)' }, false],
    ['OceanBase', { version: '5.7.25-OceanBase_CE-v4.2.1.0', comment: 'OceanBase_CE 4.2.1.0 (r100000102023092807)' }, true],
    ['Doris', { version: '5.7.99', comment: 'Doris version doris-2.0.3-rc06-37d31a5' }, false],
    ['StarRocks', { version: '5.1.0', comment: 'StarRocks version 3.2.6' }, false],
  ];
  for (const [name, recorded, audited] of engines) {
    it(`${name} (${recorded.comment.slice(0, 20)}…) is ${audited ? 'audited with a warning' : 'not audited'}, and never repaired`, async () => {
      const told = await facts(recorded).then(
        ({ warnings }) => warnings.join(' '),
        (error: unknown) => (error as { code: string }).code,
      );
      expect(told).toMatch(audited ? new RegExp(`^This is ${name}`) : /^UNSUPPORTED_SERVER$/);
      expect(await refusal(recorded, { singleWriter: true, promoted: true })).toBe('NOT_REPAIRABLE');
      // Nothing is asked that it may not know.
      expect((await topologyOf(recorded)).replication).toBeNull();
    });
  }
});

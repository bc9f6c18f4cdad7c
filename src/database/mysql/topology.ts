import { DatabaseError, RefusedError } from '../../errors.ts';
import { PLAIN_SERVER, type ServerFacts } from '../../model/index.ts';
import { addressText, type ServerAddress } from '../address.ts';
import type { DatabaseRow } from '../read-session.ts';
import type { Allowances } from '../write-session.ts';
import { clusterOf, type Cluster } from './cluster.ts';
import { recognise, type DistributedEngine } from './distributed.ts';
import { isReadOnly, privilegeToSee, replicationOf, type Replication } from './replication.ts';
import { askServer, askVersion, isMariadb } from './server-answers.ts';

/** What stands at the other end of a connection: one server, a replica, a node of a cluster, a pooler, another engine. */
export interface Topology {
  readonly version: string;
  readonly engine: 'mysql' | 'mariadb';
  readonly distributed: DistributedEngine | null;
  /** Whether a pooler stands between, which may hand this connection's statements to several servers. */
  readonly isPooled: boolean;
  readonly isReadOnly: boolean;
  readonly replication: Replication | null;
  /** What would let this account see for certain whether the server is a replica; null where it does. */
  readonly missingGrant: string | null;
  readonly cluster: Cluster | null;
  /** Whether the server forbids named locks (Percona XtraDB Cluster). */
  readonly forbidsLocks: boolean;
}

/**
 * Asks a server what it is. To be asked before the snapshot is taken, so that no lag is told as less than it is.
 *
 * @param given the number of this connection that came with the greeting, known once the first answer has come
 */
export async function readTopology(run: (text: string) => Promise<readonly DatabaseRow[]>, given: () => number | null): Promise<Topology> {
  const first = await askVersion(run, given);
  const { told, given: greeted } = first.connection;
  const common = { version: first.version, engine: isMariadb(first) ? 'mariadb' : 'mysql' } as const;
  const distributed = recognise(first);
  if (distributed !== null) {
    return {
      ...common,
      distributed,
      isPooled: false,
      isReadOnly: false,
      replication: null,
      missingGrant: null,
      cluster: null,
      forbidsLocks: false,
    };
  }
  const answers = await askServer(run, first);
  return {
    ...common,
    distributed: null,
    // The greeting has room for 32 bits.
    isPooled: greeted !== null && told % 2 ** 32 !== greeted,
    isReadOnly: isReadOnly(answers),
    replication: replicationOf(answers),
    missingGrant: answers.sources === null ? `GRANT ${privilegeToSee(answers)} ON *.*` : null,
    cluster: clusterOf(answers),
    forbidsLocks: ['ENFORCING', 'MASTER'].includes(answers.values.get('pxc_strict_mode') ?? ''),
  };
}

/**
 * What an audit of it has to tell.
 *
 * @throws DatabaseError for a server that cannot keep what an audit promises
 */
export function serverFactsOf({ distributed, isPooled, replication, cluster }: Topology, address: ServerAddress): ServerFacts {
  if (distributed?.obstacle != null) {
    throw new DatabaseError(
      'UNSUPPORTED_SERVER',
      `${addressText(address)} is ${distributed.name}, which is not audited: ${distributed.obstacle}.`,
    );
  }
  const warnings = [
    ...(distributed?.warning == null ? [] : [distributed.warning]),
    ...(isPooled
      ? ['A connection pooler answers: that all checks see one snapshot of one server, and how old that is, depends on its settings.']
      : []),
    ...(cluster?.kind === 'Group Replication' && cluster.hasOtherWriters
      ? ['Each member of this group takes writes: what was just written to another may not be seen here.']
      : []),
  ];
  const outside = cluster?.trouble == null ? null : { lagSeconds: null, reason: cluster.trouble };
  return { ...PLAIN_SERVER, replica: outside ?? replication?.replica ?? null, warnings };
}

/**
 * Lets a repair write only where its locks hold and nobody else's changes are broken by it.
 *
 * @throws RefusedError where the user has not vouched for what the server cannot tell
 * @throws DatabaseError for a server that takes no writes
 */
export function requireRepairable(topology: Topology, address: ServerAddress, { singleWriter, promoted }: Allowances): void {
  const place = addressText(address);
  const { distributed, isPooled, replication, cluster, forbidsLocks } = topology;
  if (distributed !== null) {
    throw new RefusedError(
      'NOT_REPAIRABLE',
      `${place} is ${distributed.name}, which is not repaired: no lock there holds all of its machines.`,
    );
  }
  if (isPooled) {
    throw new RefusedError(
      'POOLED',
      `${place} is a connection pooler, through which a repair's lock may end up in another session than its changes: name the primary server itself.`,
    );
  }
  if (topology.isReadOnly) {
    throw new DatabaseError('READ_ONLY', `${place} is read-only, as a replica is: name the primary server.`);
  }
  if (cluster?.trouble != null)
    throw new DatabaseError('NODE_NOT_READY', `${place} takes no writes: ${cluster.trouble}. Name another node.`);
  if (replication !== null) requirePrimary(place, replication, { singleWriter, promoted });
  if (cluster?.hasOtherWriters === true && !singleWriter) {
    throw new RefusedError(
      'MANY_WRITERS',
      `${place} is one of several servers that take writes (${cluster.kind}: ${cluster.state}), and a repair's locks hold on this one only: let nobody write to the others meanwhile, and say so with --single-writer.`,
    );
  }
  if (forbidsLocks) {
    throw new RefusedError(
      'LOCKS_FORBIDDEN',
      `${place} forbids the named lock without which two repairs could run at once (pxc_strict_mode): set it to PERMISSIVE for the time of the repair.`,
    );
  }
}

/**
 * Lets the tool's own store be written only where that breaks no replication.
 *
 * @throws DatabaseError for a replica
 */
export function requireStorable({ replication }: Topology, address: ServerAddress): void {
  if (replication?.isReceiving !== true) return;
  throw new DatabaseError(
    'REPLICA',
    `${addressText(address)} is a replica, and what is written to it breaks its replication: name the primary server with --store.`,
  );
}

function requirePrimary(place: string, { isReceiving, replica }: Replication, { singleWriter, promoted }: Allowances): void {
  if (promoted && (!isReceiving || singleWriter)) return;
  const reason = replica.reason === null ? '' : ` (${replica.reason})`;
  throw new RefusedError(
    'REPLICA',
    isReceiving
      ? `${place} is a replica, and what is written to it breaks its replication${reason}: name the primary server. Where two servers repeat each other and this one alone is written to, say so with --promoted --single-writer.`
      : `${place} is set up as a replica, and what is written to it would break its replication${reason}: name the primary server, or say with --promoted that this is the primary now.`,
  );
}

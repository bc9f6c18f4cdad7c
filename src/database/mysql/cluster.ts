import { DatabaseError } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import type { DatabaseRow } from '../read-session.ts';
import { isTransient } from '../write-session.ts';
import { named, type ServerAnswers } from './server-answers.ts';

/** Runs a query and gives its rows. */
type Run = (text: string) => Promise<readonly DatabaseRow[]>;

/** Several servers that hold the same rows, of which this is one. */
export interface Cluster {
  readonly kind: 'Galera' | 'Group Replication';
  /** The cluster's own number: the same on every node. */
  readonly id: string;
  /** Whether other nodes take writes too, which none of the locks here hold up. */
  readonly hasOtherWriters: boolean;
  /** Why this node does not count as part of it at present, a clause; null where it does. */
  readonly trouble: string | null;
  /** For people: how many nodes, in which state. */
  readonly state: string;
}

const NO_ID = /^[0-]*$/;

/** The cluster that a server belongs to; null for one that stands alone. */
export function clusterOf({ values }: Pick<ServerAnswers, 'values'>): Cluster | null {
  const value = (name: string): string => values.get(name) ?? '';
  const id = clusterId(values);
  if (id === null) return null;
  if (value('group_replication_group_name') === id) {
    const hasOnePrimary = value('group_replication_single_primary_mode') === 'ON';
    return {
      kind: 'Group Replication',
      id,
      hasOtherWriters: !hasOnePrimary,
      trouble: null,
      state: hasOnePrimary ? 'one primary' : 'each member takes writes',
    };
  }
  const isReady = value('wsrep_ready') === 'ON';
  return {
    kind: 'Galera',
    id,
    hasOtherWriters: Number(value('wsrep_cluster_size')) > 1,
    trouble: isReady ? null : 'it does not belong to the part of its cluster that is in charge',
    state: `${value('wsrep_cluster_size')} nodes, this one ${value('wsrep_local_state_comment')}`,
  };
}

/** The variables by which a server tells that it belongs to a cluster. */
export const CLUSTER_VARIABLES = ['wsrep_on', 'group_replication_group_name'] as const;

/**
 * What identifies the cluster that a server belongs to, the same on every node and in every state of it; null for one that stands alone.
 *
 * @param variables at least {@link CLUSTER_VARIABLES}
 */
export async function clusterIdOf(run: Run, variables: ReadonlyMap<string, string>): Promise<string | null> {
  if (variables.get('wsrep_on') !== 'ON') return clusterId(variables);
  return clusterId(new Map([...variables, ...(await named(run, 'status', ['wsrep_cluster_state_uuid', 'wsrep_local_state_uuid']))]));
}

function clusterId(values: ReadonlyMap<string, string>): string | null {
  // A node that is just joining knows only its own state's number, which is the cluster's.
  const galera = ['wsrep_cluster_state_uuid', 'wsrep_local_state_uuid'].map((name) => values.get(name) ?? '');
  const candidates = [...(values.get('wsrep_on') === 'ON' ? galera : []), values.get('group_replication_group_name') ?? ''];
  return candidates.find((id) => !NO_ID.test(id)) ?? null;
}

/** Makes each transaction of a session begin with all that any node has committed before: a node may be some steps behind the others. */
export async function readInStep(run: Run, cluster: Cluster | null): Promise<void> {
  if (cluster?.kind === 'Galera') await run('set session wsrep_sync_wait = 1');
}

/**
 * What a commit that failed on a node says of its transaction. One that lost to a write on another node is undone, and can be tried
 * again; where the node has left its cluster meanwhile, nobody knows whether the others have it: that is as if the connection had
 * been lost.
 */
export async function commitError(run: Run, error: unknown, address: ServerAddress): Promise<unknown> {
  const isReady = await named(run, 'status', ['wsrep_ready']).then(
    (status) => status.get('wsrep_ready') !== 'OFF',
    () => false,
  );
  if (isReady && isTransient(error)) return error;
  return new DatabaseError('CONNECTION_LOST', `The node at ${addressText(address)} left its cluster while it committed: check its log.`, {
    cause: error,
  });
}

import { isBehind, lagInWords, TOLERATED_LAG } from '../../model/index.ts';
import type { Diagnostic } from '../read-session.ts';
import type { Topology } from './topology.ts';

/** What `doctor` says of where a server stands: behind a pooler, as a replica, in a cluster. */
export function diagnoseTopology(topology: Topology): readonly Diagnostic[] {
  const { distributed, isPooled, cluster, forbidsLocks } = topology;
  const lines: Diagnostic[] = [];
  if (distributed !== null) {
    const text = `${distributed.warning ?? ''} It is not repaired: no lock there holds all of its machines.`;
    lines.push({ topic: 'Distributed', level: 'advice', text });
  } else {
    lines.push(replicationLine(topology));
  }
  if (isPooled) {
    lines.push({
      topic: 'Pooler',
      level: 'advice',
      text: 'a connection pooler answers (the number of this connection is not the one it was greeted with): a repair wants the primary server itself',
    });
  }
  if (cluster !== null) {
    const { kind, state, trouble, hasOtherWriters } = cluster;
    const rest = hasOtherWriters ? '; a repair wants --single-writer, and that nobody writes to another node meanwhile' : '';
    lines.push({
      topic: 'Cluster',
      level: trouble === null ? 'note' : 'problem',
      text: `${kind}, ${state}${trouble === null ? '' : `: ${trouble}`}${rest}`,
    });
  }
  if (forbidsLocks) {
    lines.push({
      topic: 'Named locks',
      level: 'advice',
      text: 'pxc_strict_mode forbids them, and without one there is no repair: PERMISSIVE allows them',
    });
  }
  return lines;
}

function replicationLine({ replication, missingGrant, isReadOnly }: Topology): Diagnostic {
  const topic = 'Replication';
  const cure = missingGrant === null ? '' : `; ${missingGrant} would let this account see it`;
  if (replication === null) {
    const text = missingGrant === null ? 'no replica' : 'nothing says that it is a replica';
    return { topic, level: 'ok', text: `${text}${isReadOnly ? '; it is read-only, and not repaired' : ''}${cure}` };
  }
  const { isReceiving, replica } = replication;
  const promoted = isReceiving ? '' : '; if it has been promoted, a repair wants --promoted';
  return {
    topic,
    level: isBehind(replica, TOLERATED_LAG) ? 'advice' : 'note',
    text: `${isReceiving ? 'a replica' : 'set up as a replica'}, ${lagInWords(replica)}${promoted}${cure}`,
  };
}

import { isBehind, lagInWords, TOLERATED_LAG } from '../../model/index.ts';
import type { Diagnostic } from '../read-session.ts';
import type { Topology } from './topology.ts';

/** What `doctor` says of where a server stands: behind a pooler, as a replica, fed by another database. */
export function diagnoseTopology({ distributed, isPooled, replica, subscribed }: Topology): readonly Diagnostic[] {
  const lines: Diagnostic[] = [];
  if (distributed !== null) {
    lines.push({
      topic: 'Distributed',
      level: 'advice',
      text: `${distributed.warning ?? ''} It is not repaired: ${distributed.noRepair}.`,
    });
  }
  lines.push(
    replica === null
      ? { topic: 'Replication', level: 'ok', text: 'no replica' }
      : {
          topic: 'Replication',
          level: isBehind(replica, TOLERATED_LAG) ? 'advice' : 'note',
          text: `a replica, ${lagInWords(replica)}; it is audited, and not repaired`,
        },
  );
  for (const [subscription, tables] of subscribed) {
    const text = `the subscription ${subscription} fills ${tables.join(', ')} from another database: repair that one`;
    lines.push({ topic: 'Replication', level: 'advice', text });
  }
  if (isPooled) {
    lines.push({
      topic: 'Pooler',
      level: 'note',
      text: 'a connection pooler answers (another process than the one that was named when the connection was made): audits and repairs may go through it',
    });
  }
  return lines;
}

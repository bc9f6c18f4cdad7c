import type { Replica } from '../../model/index.ts';
import type { DatabaseRow } from '../read-session.ts';
import { isMariadb, type ServerAnswers } from './server-answers.ts';

/** A server that repeats another, or has. */
export interface Replication {
  /** Whether it does so at present; false where it has stopped, or where nobody knows. */
  readonly isReceiving: boolean;
  readonly replica: Replica;
}

/**
 * Judges by what the account may see whether the server repeats another one; null for one that does not. A lag that cannot be told
 * is null, never zero: `Seconds_Behind_Master` is of what was received, so that it counts only while both threads run.
 */
export function replicationOf(answers: ServerAnswers): Replication | null {
  const { values, sources } = answers;
  if (values.has('aurora_server_id')) return auroraReader(answers);
  if ((values.get('group_replication_group_name') ?? '') !== '') return groupSecondary(answers) ?? (sources && asTold(sources));
  return sources === null ? asGuessed(answers) : asTold(sources);
}

/** What the server says of those that it repeats. */
function asTold(sources: readonly DatabaseRow[]): Replication | null {
  if (sources.length === 0) return null;
  const each = sources.map(ofSource);
  const lags = each.map(({ lagSeconds }) => lagSeconds);
  const reasons = [...new Set(each.flatMap(({ reason }) => reason ?? []))];
  return {
    isReceiving: each.some(({ runs }) => runs),
    replica: {
      lagSeconds: lags.some((lag) => lag === null) ? null : Math.max(...lags.map(Number)),
      reason: reasons.length === 0 ? null : reasons.join('; '),
    },
  };
}

function ofSource(row: DatabaseRow): Replica & { readonly runs: boolean } {
  const told = (name: string): string => String(row[`Replica_${name}`] ?? row[`Slave_${name}`]);
  const [receiver, applier] = [told('IO_Running'), told('SQL_Running')];
  const seconds = row['Seconds_Behind_Source'] ?? row['Seconds_Behind_Master'] ?? null;
  const trouble =
    receiver === 'No' && applier === 'No'
      ? 'its replication has been stopped'
      : applier !== 'Yes'
        ? 'it has stopped applying what it receives'
        : receiver === 'Yes'
          ? null
          : 'it receives nothing from its primary at present';
  const filters = Object.keys(row).filter((name) => /^Replicate_(?:Wild_)?(?:Do|Ignore)_(?:DB|Table)$/.test(name) && row[name] !== '');
  const reasons = [
    ...(trouble === null ? [] : [trouble]),
    ...(filters.length === 0 ? [] : [`it leaves some tables out (${filters.join(', ')})`]),
  ];
  return {
    runs: receiver !== 'No' || applier !== 'No',
    lagSeconds: trouble === null && seconds !== null ? Number(seconds) : null,
    reason: reasons.length === 0 ? null : reasons.join('; '),
  };
}

/** What an account needs to see whether its server is a replica: MariaDB before 10.5 knows only the older one. */
export function privilegeToSee(answers: ServerAnswers): string {
  return isMariadb(answers) && !/^10\.[0-4]\./.test(answers.version) ? 'SLAVE MONITOR' : 'REPLICATION CLIENT';
}

/** What an account without the privilege can tell from what every account may see. */
function asGuessed(answers: ServerAnswers): Replication | null {
  const { values } = answers;
  const value = (name: string): string => values.get(name) ?? '';
  const missing = `this account may not see more without the privilege ${privilegeToSee(answers)}`;
  if (isMariadb(answers)) {
    if (Number(value('slaves_running')) > 0 || isOn(value('slave_running'))) {
      return { isReceiving: true, replica: { lagSeconds: null, reason: missing } };
    }
    // Both outlast a STOP SLAVE, and a promotion.
    if (value('gtid_slave_pos') === '' && !(Number(value('slave_heartbeat_period')) > 0)) return null;
    return { isReceiving: false, replica: { lagSeconds: null, reason: `its replication does not run, or has been ended; ${missing}` } };
  }
  if (isReadOnly(answers)) return { isReceiving: false, replica: { lagSeconds: null, reason: `it is read-only; ${missing}` } };
  if (!hasTransactionsOfOthers(value('gtid_executed'), value('server_uuid'))) return null;
  return { isReceiving: false, replica: { lagSeconds: null, reason: `it holds transactions of another server; ${missing}` } };
}

function auroraReader(answers: ServerAnswers): Replication | null {
  if (!isOn(answers.values.get('innodb_read_only') ?? '')) return null;
  const { waiting } = answers;
  return { isReceiving: true, replica: { lagSeconds: waiting, reason: waiting === null ? 'it is a reader of Aurora' : null } };
}

/** A member of a group that only repeats what the primary writes. */
function groupSecondary(answers: ServerAnswers): Replication | null {
  if (!isReadOnly(answers)) return null;
  const { waiting } = answers;
  if (waiting === 0) return { isReceiving: true, replica: { lagSeconds: 0, reason: null } };
  const reason =
    waiting === null
      ? 'it is no primary of its group, and whether it is online this account may not see without SELECT on performance_schema'
      : `it has ${waiting} transactions of its group still to apply`;
  return { isReceiving: true, replica: { lagSeconds: null, reason } };
}

/** Whether the server takes no writes from an ordinary account. */
export function isReadOnly({ values }: ServerAnswers): boolean {
  return ['read_only', 'super_read_only', 'innodb_read_only'].some((name) => isOn(values.get(name) ?? ''));
}

/** Newer versions of MariaDB have more words than ON for it. */
function isOn(value: string): boolean {
  return !['', 'OFF', '0'].includes(value.toUpperCase());
}

function hasTransactionsOfOthers(executed: string, own: string): boolean {
  return executed.split(',').some((part) => part.trim() !== '' && part.trim().split(':')[0]?.toLowerCase() !== own.toLowerCase());
}

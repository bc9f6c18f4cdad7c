import type { Severity } from '../../model/index.ts';
import type { ConditionDigest, Digest, FindingsDigest } from '../digest.ts';
import { messageOf } from '../message.ts';
import type { Letter } from './channel.ts';

/** Alertmanager takes an alert for resolved that it has not heard of for minutes; here one holds until it is said to be over. */
const HOLDS = 365 * 86_400_000;

/** An alert as Alertmanager's API v2 takes it. */
interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** An alert for each check and each thing that is not well; ended where it is well again. Two of the same labels are one, the last. */
export function alertmanagerBody({ digests, publicUrl }: Letter): readonly Alert[] {
  const alerts = new Map<string, Alert>();
  for (const digest of digests) {
    const { link } = messageOf([digest], publicUrl);
    for (const alert of alertsOf(digest)) {
      // An end beside it is what tells apart: the severity may have changed.
      alerts.set(JSON.stringify(alert.labels), link === null ? alert : { ...alert, generatorURL: link });
    }
  }
  return [...alerts.values()];
}

function alertsOf(digest: Digest): readonly Alert[] {
  switch (digest.type) {
    case 'test':
      return [alert({ alertname: 'PeerQuestAuditTest' }, 'info', 'A test message of PeerQuest Audit', digest.at, 60_000)];
    case 'condition':
      return [conditionAlert(digest)];
    case 'findings':
      return findingsAlerts(digest);
  }
}

function conditionAlert({ news, name, database, severity, sentence, at, isBad }: ConditionDigest): Alert {
  const labels = { alertname: NAMES[news], name, ...(database === null ? {} : { database }) };
  return alert(labels, severity, sentence, at, isBad ? HOLDS : 0);
}

const NAMES: Readonly<Record<ConditionDigest['news'], string>> = {
  'run-failed': 'PeerQuestAuditFailed',
  'run-overdue': 'PeerQuestAuditOverdue',
  probe: 'PeerQuestProbeDown',
  certificate: 'PeerQuestCertificateExpires',
  backup: 'PeerQuestBackupUnfit',
};

function findingsAlerts({ database, changes, trouble, at }: FindingsDigest): readonly Alert[] {
  const ofTrouble =
    trouble === null
      ? []
      : [alert({ alertname: NAMES[trouble.news], database, name: 'audit' }, 'critical', trouble.sentence, at, trouble.isBad ? HOLDS : 0)];
  return [
    ...changes.map(({ check, group, severity, after, title }) =>
      alert(
        { alertname: 'PeerQuestFindings', database, check, group },
        severity,
        `${title}: ${after} in ${database}`,
        at,
        after > 0 ? HOLDS : 0,
      ),
    ),
    ...ofTrouble,
  ];
}

function alert(labels: Readonly<Record<string, string>>, severity: Severity, summary: string, at: string, holds: number): Alert {
  return {
    labels: { ...labels, severity },
    annotations: { summary },
    startsAt: at,
    endsAt: new Date(Date.parse(at) + holds).toISOString(),
  };
}

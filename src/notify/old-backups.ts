import { subjectName } from '../history/index.ts';
import { alertOfCondition } from './condition.ts';
import type { AlertPorts } from './publish.ts';

const DAY = 86_400_000;

/** Tells of backups of which the last audit that came to its end is older than it may be. One that was never audited is not known to be old. */
export async function alertOfOldBackups(
  ports: AlertPorts,
  databases: Readonly<Record<string, { readonly backupOf?: string | undefined }>>,
): Promise<void> {
  const { store, settings, clock } = ports;
  const { backupAge } = settings;
  if (backupAge === null) return;
  for (const [name, { backupOf }] of Object.entries(databases)) {
    if (backupOf === undefined) continue;
    const runs = await store.history.runs({ subject: subjectName(backupOf, name), limit: 20 });
    const last = runs.find(({ state }) => state === 'finished');
    if (last === undefined) continue;
    const age = clock().getTime() - Date.parse(last.startedAt);
    const days = Math.floor(age / DAY);
    const isBad = age > backupAge;
    const sentence = isBad
      ? `The backup "${name}" was audited last on ${last.startedAt.slice(0, 10)}, ${days} ${days === 1 ? 'day' : 'days'} ago.`
      : `The backup "${name}" was audited on ${last.startedAt.slice(0, 10)}.`;
    await alertOfCondition(ports, { news: 'backup', database: backupOf, name, isBad, severity: 'critical', sentence });
  }
}

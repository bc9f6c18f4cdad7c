import type { Store } from '../history/index.ts';
import { backupStanding } from '../model/index.ts';
import { alertOfCondition } from './condition.ts';
import type { AlertPorts } from './publish.ts';

/** What is expected of the backups of a database. */
interface Expected {
  /** So long ago the last one may be that was found sound, in milliseconds. */
  readonly within: number;
}

/** Tells of databases whose last verified backup is unfit, and of those of which none was found sound for too long. */
export async function alertOfVerifiedBackups(
  ports: AlertPorts & { readonly store: Pick<Store, 'backups'> },
  expected: Readonly<Record<string, Expected>>,
): Promise<void> {
  for (const [database, { within }] of Object.entries(expected)) {
    const verified = await ports.store.backups.lastOf(database);
    if (verified.last === null) continue;
    const { unfit, old } = backupStanding(verified, within, ports.clock());
    const about = { news: 'backup', database, severity: 'critical' } as const;
    const sound = `The backup of ${database} was verified, and would serve.`;
    await alertOfCondition(ports, { ...about, name: `of ${database}`, isBad: unfit !== null, sentence: unfit ?? sound });
    await alertOfCondition(ports, { ...about, name: `verification of ${database}`, isBad: old !== null, sentence: old ?? sound });
  }
}

/** Tells that nobody could look at a backup, or could again. @param trouble a sentence; null where there was none */
export async function alertOfBackupRun(ports: AlertPorts, database: string, trouble: string | null): Promise<void> {
  await alertOfCondition(ports, {
    ...{ news: 'run-failed', database, name: 'backup', isBad: trouble !== null, severity: 'critical' },
    sentence: trouble ?? `The backup of ${database} can be looked at again.`,
  });
}

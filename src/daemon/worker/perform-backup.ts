import { randomUUID } from 'node:crypto';
import { settledRequest } from '../../audit/index.ts';
import { recordOf, verifyBackup } from '../../backup/index.ts';
import { systemClock } from '../../clock.ts';
import { configuredBackup, namedAddress } from '../../config/index.ts';
import type { SharedStore } from '../../history/index.ts';
import { EXIT, UNNAMED } from '../../model/index.ts';
import type { RunEnding, RunWish } from '../../service/index.ts';
import type { Workspace } from '../../workspace/index.ts';
import type { PerformPorts } from './perform-ports.ts';

/**
 * Verifies the configured backup of a database, and keeps what it came to. One that cannot be restored is an answer as well: the ending is a failure
 * only where nobody could look.
 *
 * @throws as `verifyBackup` does, and UsageError where no backup is there
 */
export async function performBackup(
  workspace: Workspace,
  store: SharedStore,
  wish: RunWish,
  { tell, signal, clock = systemClock }: PerformPorts,
): Promise<RunEnding> {
  const { settings } = workspace;
  const database = wish.database ?? UNNAMED;
  const { path, keyFile, scratch, maxAge, against } = configuredBackup(settings, database);
  const request = { ...settledRequest(wish.request, settings), files: { mediaRoot: null, mediaUrl: null, subset: null } };
  const server = scratch === null ? null : await namedAddress(scratch, `backups.${database}.scratch`, settings, workspace.environment);
  const live = against ? (await workspace.database()).address : null;
  const id = wish.id ?? randomUUID();
  try {
    const found = await verifyBackup(
      { source: { path }, keyFile, maxAge, request, server, against: live },
      { ownChecks: settings.checks ?? [], clock, signal, announce: () => undefined },
    );
    const { backups } = await store.made();
    await backups.add({ ...recordOf(found), id, database, verifiedAt: found.startedAt, operator: wish.operator });
    const exitCode = found.verdict === 'sound' ? EXIT.clean : EXIT.issues;
    tell({ type: 'run-finished', run: id, issues: found.flaws.length, exitCode });
    return { run: null, exitCode, error: null, sum: null };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { run: null, exitCode: EXIT.interrupted, error: null, sum: null };
  }
}

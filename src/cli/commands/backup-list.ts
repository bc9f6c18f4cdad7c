import type { KeptBackup } from '../../history/index.ts';
import { minuteOf, printed, redactBackup, UNNAMED } from '../../model/index.ts';
import { answerJson } from '../../report/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { withStoreIfThere, type StoreFlags } from '../history-options.ts';
import { resolveRedact } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `backup list`. */
export interface BackupListFlags extends StoreFlags {
  readonly of?: string;
  /** ISO 8601 UTC. */
  readonly since?: string;
  readonly limit: number;
}

/** Prints which backups were verified, the newest first. */
export async function listBackups(flags: BackupListFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  await withStoreIfThere(workspace, async (store) => {
    const { of, since, limit } = flags;
    const kept = store === null ? [] : await store.backups.list({ database: of, since, limit });
    const backups = resolveRedact(flags, workspace.settings) ? kept.map(redactBackup) : kept;
    if (flags.format === 'json') terminal.print(answerJson({ backups }), 'data');
    else if (backups.length === 0) {
      terminal.print(
        of === undefined && since === undefined
          ? `No backup was verified yet. Next: ${calledAs()} backup verify FILE`
          : 'No verification is like this.',
      );
    } else for (const backup of backups) terminal.print(lineOf(backup));
  });
}

function lineOf({ verifiedAt, database, name, verdict, newest, sentence }: KeptBackup): string {
  const age = newest === null ? '' : printed`, newest row ${minuteOf(newest)}`;
  const whose = database === UNNAMED ? '' : printed` of ${database}`;
  return `${minuteOf(verifiedAt)}  ${verdict.padEnd(12)}  ${printed`${name}`}${whose}${age}: ${printed`${sentence}`}`;
}

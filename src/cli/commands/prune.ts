import { systemClock } from '../../clock.ts';
import { UsageError } from '../../errors.ts';
import { answerJson } from '../../report/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { openStore } from '../../history/index.ts';
import type { StoreFlags } from '../history-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `prune`. */
export interface PruneFlags extends StoreFlags {
  /** Milliseconds. */
  readonly keep: number;
  readonly dryRun?: boolean;
  readonly journal?: boolean;
}

/** Takes away what old runs said. */
export async function pruneHistory(flags: PruneFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const { address } = await workspace.whereRead();
  const store = await openStore(address, flags.dryRun === true ? 'read' : 'write');
  if (store === null) throw new UsageError('NO_RUNS', 'There is nothing to prune, as there is no store: --store names another.');
  try {
    const before = new Date(systemClock().getTime() - flags.keep).toISOString();
    const dryRun = flags.dryRun === true;
    const pruned = {
      ...(await store.history.prune(before, { journal: flags.journal === true, dryRun })),
      backups: await store.backups.prune(before, dryRun),
    };
    if (flags.format === 'json') terminal.print(answerJson({ before, dryRun, ...pruned }), 'data');
    else {
      const { runs, findings, journals, backups } = pruned;
      const what = `what ${runs} ${runs === 1 ? 'run' : 'runs'} said, ${findings} ${findings === 1 ? 'version' : 'versions'} of findings that were over`;
      const verified = backups === 0 ? '' : `, ${backups} ${backups === 1 ? 'verification' : 'verifications'} of backups`;
      const undone = flags.journal === true ? `, ${journals} ${journals === 1 ? 'journal' : 'journals'} that an undo would need` : '';
      terminal.print(
        `${dryRun ? 'Would take away' : 'Took away'} ${what}${verified}${undone}: all from before ${before.slice(0, 10)}. Counts are kept.`,
      );
    }
  } finally {
    await store.close();
  }
}

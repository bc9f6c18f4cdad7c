import { shellWord } from '../../model/index.ts';
import { answerJson, runLine } from '../../report/index.ts';
import { accountOf } from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import type { ConfigFlags, FormatFlag, GlobalFlags } from '../options.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of commands that only read the store. */
export interface StoreFlags extends GlobalFlags, ConfigFlags, FormatFlag {
  readonly store?: string;
}

/** Flags of `runs`. */
export interface RunsFlags extends StoreFlags {
  readonly limit: number;
}

/** Prints the runs of the store. */
export async function listRuns(flags: RunsFlags, terminal: Terminal): Promise<void> {
  const store = await (await Workspace.open(flags)).readStore();
  try {
    const runs = ((await store?.runs.newest(flags.limit)) ?? []).map(accountOf);
    if (flags.format === 'json') terminal.print(answerJson({ runs }));
    else if (runs.length === 0) terminal.print('No runs yet: a repair is the first. Next: peerquest-audit --fix-issues --dry-run');
    else {
      for (const run of runs) terminal.print(runLine(run));
      terminal.print(
        `\nNext: peerquest-audit show ${shellWord(runs[0]?.id.slice(0, 8) ?? 'last')}${repeatedFlags(flags).store}   (each change, before and after)`,
      );
    }
  } finally {
    await store?.close();
  }
}

import { shellWord } from '../../model/index.ts';
import { answerJson, runLine } from '../../report/index.ts';
import { accountOf } from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { databaseHint } from '../database-hint.ts';
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
  const workspace = await Workspace.open(flags);
  const store = await workspace.readStore();
  const { config, store: kept } = repeatedFlags(flags);
  try {
    const runs = ((await store?.runs.newest(flags.limit)) ?? []).map(accountOf);
    if (flags.format === 'json') terminal.print(answerJson({ runs }));
    else if (runs.length === 0) {
      const database = await databaseHint(workspace, null);
      terminal.print(`No runs yet: a repair is the first. Next: ${calledAs()}${database}${config}${kept} --fix-issues --dry-run`);
    } else {
      for (const run of runs) terminal.print(runLine(run));
      terminal.print(
        `\nNext: ${calledAs()} show ${shellWord(runs[0]?.id.slice(0, 8) ?? 'last')}${config}${kept}   (each change, before and after)`,
      );
    }
  } finally {
    await store?.close();
  }
}

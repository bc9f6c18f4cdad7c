import type { RunMode } from '../../model/index.ts';
import { redactAccount, shellWord } from '../../model/index.ts';
import { answerJson, performanceLines, runLine } from '../../report/index.ts';
import { listRuns } from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { databaseHint } from '../database-hint.ts';
import type { ConfigFlags, FormatFlag, GlobalFlags, RedactFlag } from '../options.ts';
import { repeatedFlags, resolveRedact } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of commands that only read the store. */
export interface StoreFlags extends GlobalFlags, ConfigFlags, FormatFlag, RedactFlag {
  readonly store?: string;
}

/** Flags of `runs`. */
export interface RunsFlags extends StoreFlags {
  readonly limit: number;
  readonly mode?: readonly RunMode[];
  /** ISO 8601 UTC. */
  readonly since?: string;
  readonly user?: string;
  readonly check?: string;
  readonly subject?: string;
  readonly performance?: boolean;
}

/** Prints the runs of the store. */
export async function printRuns(flags: RunsFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const store = await workspace.readStore();
  const { config, store: kept } = repeatedFlags(flags);
  try {
    const { mode, since, user, check, limit, performance } = flags;
    const subject = flags.subject === undefined ? undefined : (await store?.history.subject(flags.subject))?.name;
    const accounts =
      store === null ? [] : await listRuns(store, { modes: mode, since, username: user, check, subject, limit, performance });
    const runs = resolveRedact(flags, workspace.settings) ? accounts.map(redactAccount) : accounts;
    if (flags.format === 'json') terminal.print(answerJson({ runs }), 'data');
    else if (runs.length === 0) {
      const isFiltered = [mode, since, user, check, subject].some((one) => one !== undefined);
      const next = isFiltered ? '' : `${calledAs()}${await databaseHint(workspace, null)}${config}${kept}`;
      terminal.print(isFiltered ? 'No run is like this.' : `No runs yet: an audit is the first. Next: ${next}`);
    } else {
      const lines = performance === true ? performanceLines(runs, terminal.columns) : runs.map(runLine);
      for (const line of lines) terminal.print(line);
      terminal.print(
        `\nNext: ${calledAs()} show ${shellWord(runs[0]?.id.slice(0, 8) ?? 'last')}${config}${kept}   (what it found; each change, before and after)`,
      );
    }
  } finally {
    await store?.close();
  }
}

import type { Store } from '../../history/index.ts';
import type { RunMode } from '../../model/index.ts';
import { redactAccount, shellWord } from '../../model/index.ts';
import { answerJson, performanceLines, runLine } from '../../report/index.ts';
import { listRuns, type RunsWish } from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { databaseHint } from '../database-hint.ts';
import { withStoreIfThere, type StoreFlags } from '../history-options.ts';
import { namedAs } from '../named-as.ts';
import { repeatedFlags, resolveRedact } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags that say which runs are meant. */
export interface NarrowingFlags extends StoreFlags {
  readonly user?: string;
  readonly database?: string;
  readonly subject?: string;
}

/** Flags of `runs`. */
export interface RunsFlags extends NarrowingFlags {
  readonly limit: number;
  readonly mode?: readonly RunMode[];
  /** ISO 8601 UTC. */
  readonly since?: string;
  readonly check?: string;
  readonly performance?: boolean;
}

/** Which runs these flags mean. */
export async function narrowedTo(
  { user, subject, database }: NarrowingFlags,
  workspace: Workspace,
  store: Store,
): Promise<Pick<RunsWish, 'username' | 'subject' | 'databases'>> {
  return {
    username: user,
    subject: subject === undefined ? undefined : (await store.history.subject(subject)).name,
    databases: await namedAs(database, workspace),
  };
}

/** Prints the runs of the store. */
export async function printRuns(flags: RunsFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const { config, store: kept } = repeatedFlags(flags);
  await withStoreIfThere(workspace, async (store) => {
    const { mode, since, user, check, subject, database, limit, performance } = flags;
    const wish = { modes: mode, since, check, limit, performance };
    const accounts = store === null ? [] : await listRuns(store, { ...wish, ...(await narrowedTo(flags, workspace, store)) });
    const runs = resolveRedact(flags, workspace.settings) ? accounts.map(redactAccount) : accounts;
    if (flags.format === 'json') terminal.print(answerJson({ runs }), 'data');
    else if (runs.length === 0) {
      const isFiltered = [mode, since, user, check, subject, database].some((one) => one !== undefined);
      const next = isFiltered ? '' : `${calledAs()} audit${await databaseHint(workspace, null)}${config}${kept}`;
      terminal.print(isFiltered ? 'No run is like this.' : `No runs yet: an audit is the first. Next: ${next}`);
    } else {
      const lines = performance === true ? performanceLines(runs, terminal.columns) : runs.map(runLine);
      for (const line of lines) terminal.print(line);
      terminal.print(
        `\nNext: ${calledAs()} show ${shellWord(runs[0]?.id.slice(0, 8) ?? 'last')}${config}${kept}   (what it found; each change, before and after)`,
      );
    }
  });
}

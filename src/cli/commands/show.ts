import picocolors from 'picocolors';
import { UsageError } from '../../errors.ts';
import type { RecordedRun, Store } from '../../history/index.ts';
import { fileWord, redactAccount, redactChange, shellWord, withColoursOnly, type Change, type RunAccount } from '../../model/index.ts';
import { isPlanFile, openPlan } from '../../repair/index.ts';
import { answerJson, changeDetails, runLines, toJson } from '../../report/index.ts';
import {
  accountOf,
  accountOfPlan,
  accountOfRecorded,
  findRun,
  previewedChanges,
  changesOfPlan,
  changesOfRun,
  unsignedReason,
} from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { databaseHint } from '../database-hint.ts';
import { streamOutput } from '../../output.ts';
import { repeatedFlags, resolveRedact } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';
import { narrowedTo, type NarrowingFlags } from './runs.ts';

/** Flags of `show`. */
export interface ShowFlags extends NarrowingFlags {
  readonly check?: readonly string[];
  readonly limit?: number;
}

/** Prints a saved plan, where the name is one's, or a run of the store. */
export async function showRunOrPlan(name: string, flags: ShowFlags, terminal: Terminal): Promise<void> {
  if (isPlanFile(name)) await showPlan(name, flags, terminal);
  else await showRun(name, flags, terminal);
}

/** A plan can be shown however old it is: it needs no database. */
async function showPlan(file: string, flags: ShowFlags, terminal: Terminal): Promise<void> {
  if ([flags.user, flags.database, flags.subject].some((one) => one !== undefined)) {
    throw new UsageError(
      'CONFLICTING_FLAGS',
      `--user, --database and --subject say which run is meant, and "${file}" is a saved plan: leave them out.`,
    );
  }
  const plan = openPlan(file);
  const { config, store } = repeatedFlags(flags);
  const workspace = await Workspace.open(flags);
  const database = await databaseHint(workspace, plan.header.database.name);
  await print(accountOfPlan(plan), changesOfPlan(plan), `apply ${fileWord(file)}${database}${config}${store}`, workspace, flags, terminal);
}

async function showRun(name: string, flags: ShowFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const store = await workspace.readStore();
  if (store === null) {
    throw new UsageError(
      'NO_RUNS',
      `There is no run "${name}", as there is no store yet: name one with --store, or repair something first.`,
    );
  }
  try {
    const { written: run, recorded } = await findRun(store, name, await narrowedTo(flags, workspace, store));
    if (run === null) {
      if (recorded !== null) await showRecorded(store, recorded, workspace, flags, terminal);
      return;
    }
    const { config, store: kept, database } = repeatedFlags(flags);
    const where = flags.database === undefined ? `${await databaseHint(workspace, run.database.name)}${config}` : database;
    await print(
      { ...accountOf(run, recorded), unsigned: await unsignedReason(store, run) },
      changesOfRun(store, run),
      `undo ${shellWord(run.id.slice(0, 8))}${where}${kept} --dry-run`,
      workspace,
      flags,
      terminal,
    );
  } finally {
    await store.close();
  }
}

/** A run that wrote nothing: the history knows it, and the changes that a preview showed. */
async function showRecorded(store: Store, run: RecordedRun, workspace: Workspace, flags: ShowFlags, terminal: Terminal): Promise<void> {
  const account = await accountOfRecorded(store.history, run);
  const { config, store: kept } = repeatedFlags(flags);
  const next = `report ${shellWord(run.id.slice(0, 8))}${config}${kept}`;
  await print(account, previewedChanges(store, run), next, workspace, flags, terminal);
}

function isWanted({ check }: Change, { check: wanted }: ShowFlags): boolean {
  return wanted === undefined || wanted.includes(check);
}

async function print(
  account: RunAccount,
  found: AsyncIterable<Change> | Iterable<Change>,
  next: string,
  { settings }: Workspace,
  flags: ShowFlags,
  terminal: Terminal,
): Promise<void> {
  const redact = resolveRedact(flags, settings);
  const run = redact ? redactAccount(account) : account;
  const { limit = Infinity } = flags;
  let [listed, notListed] = [0, 0];
  async function* listing(): AsyncGenerator<Change> {
    for await (const change of found) {
      if (listed >= limit || !isWanted(change, flags)) notListed += 1;
      else {
        listed += 1;
        yield redact ? redactChange(change) : change;
      }
    }
  }
  const output = streamOutput(terminal.stdout, flags.format === 'json' ? undefined : terminal.fit);
  if (flags.format === 'json') {
    output.write(`${answerJson({ run }).slice(0, -1)},\n"changes":[`);
    let first = true;
    for await (const change of listing()) {
      output.write(`${first ? '\n' : ',\n'}${toJson({ ...change, words: undefined })}`);
      first = false;
    }
    output.write(`],"notListed":${notListed}}\n`);
  } else {
    const write = (lines: readonly string[]): void => {
      output.write(lines.map((each) => `${withColoursOnly(each)}\n`).join(''));
    };
    const colors = picocolors.createColors(flags.color && terminal.hasColors);
    write([...runLines(run, colors), '']);
    for await (const change of listing()) write(changeDetails(change, colors));
    if (notListed > 0) write([...(listed > 0 ? [''] : []), `${listed} of ${listed + notListed} changes are listed.`]);
    write(['', `Next: ${calledAs()} ${next}`]);
  }
  await output.finish();
}

import { existsSync } from 'node:fs';
import picocolors from 'picocolors';
import { UsageError } from '../../errors.ts';
import type { RunRecord, Store } from '../../history/index.ts';
import { fileWord, shellWord, withColoursOnly, type Change, type ChangeStatus, type RunAccount } from '../../model/index.ts';
import { BelievedJournal, deedOf, isPlanFile, openPlan, readPayload, showEntity } from '../../repair/index.ts';
import { answerJson, changeDetails, runLines, toJson } from '../../report/index.ts';
import { accountOf, accountOfPlan, kindsOfRun } from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { streamOutput } from '../output.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';
import type { StoreFlags } from './runs.ts';

/** Prints a saved plan, where the name is one's, or a run of the store. */
export async function showRunOrPlan(name: string, flags: StoreFlags, terminal: Terminal): Promise<void> {
  if (isPlanFile(name)) await showPlan(name, flags, terminal);
  else await showRun(name, flags, terminal);
}

/** A plan can be shown however old it is: it needs no database. */
async function showPlan(file: string, flags: StoreFlags, terminal: Terminal): Promise<void> {
  const plan = openPlan(file);
  function* changes(): Generator<Change> {
    for (const entity of plan.entities()) yield* showEntity(entity, plan.header.kinds, 'planned');
  }
  await print(accountOfPlan(plan), changes(), `peerquest-audit apply ${fileWord(file)}`, flags, terminal);
}

async function showRun(name: string, flags: StoreFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const store = await workspace.readStore();
  if (store === null) {
    throw new UsageError(
      'NO_RUNS',
      `There is no run "${name}", as there is no store yet: name one with --store, or repair something first.`,
    );
  }
  try {
    const run = await store.runs.find(name);
    await print(
      { ...accountOf(run), unsigned: await unsignedReason(store, run) },
      changesOf(store, run),
      `peerquest-audit undo ${shellWord(run.id.slice(0, 8))}${await databaseOf(run, workspace)}${repeatedFlags(flags).store} --dry-run`,
      flags,
      terminal,
    );
  } finally {
    await store.close();
  }
}

/** The flag that an undo needs where nothing else says which database is meant: the store knows its name, and not where it is. */
async function databaseOf({ database: { name } }: RunRecord, workspace: Workspace): Promise<string> {
  try {
    await workspace.database();
    return '';
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return ` --database ${existsSync(name) ? shellWord(name) : 'DATABASE'}`;
  }
}

async function unsignedReason(store: Store, run: RunRecord): Promise<string | null> {
  const signature = await store.runs.signatureOf(run);
  return signature.isValid ? null : signature.reason;
}

/** What each state of a transaction means for its changes. */
const STATUS = { committed: 'applied', intended: 'planned', 'rolled-back': 'failed', unknown: 'failed' } as const satisfies Record<
  string,
  ChangeStatus
>;
const REASON = {
  committed: null,
  intended: 'the run was cut off: whether it was committed is found out by the next repair',
  'rolled-back': 'rolled back: nothing was changed',
  unknown: 'nobody knows whether it was committed',
} as const;

async function* changesOf(store: Store, run: RunRecord): AsyncGenerator<Change> {
  const kinds = kindsOfRun(run);
  const journal = await BelievedJournal.toShow(store, run);
  for await (const transaction of store.journal.transactions(run.id, 'first')) {
    const { state } = transaction;
    for (const entity of readPayload(transaction, store.location)) {
      const words = journal.hasWords && transaction.isSigned ? entity.words : entity.changes.map((change) => [deedOf(change)]);
      yield* showEntity({ ...entity, words }, kinds, STATUS[state], REASON[state]);
    }
  }
}

async function print(
  run: RunAccount,
  changes: AsyncIterable<Change> | Iterable<Change>,
  next: string,
  flags: StoreFlags,
  terminal: Terminal,
): Promise<void> {
  const output = streamOutput(terminal.stdout);
  if (flags.format === 'json') {
    output.write(`${answerJson({ run }).slice(0, -1)},\n"changes":[`);
    let first = true;
    for await (const change of changes) {
      output.write(`${first ? '\n' : ',\n'}${toJson({ ...change, words: undefined })}`);
      first = false;
    }
    output.write(']}\n');
  } else {
    const write = (lines: readonly string[]): void => {
      output.write(lines.map((each) => `${withColoursOnly(each)}\n`).join(''));
    };
    const colors = picocolors.createColors(flags.color && terminal.hasColors);
    write([...runLines(run, colors), '']);
    for await (const change of changes) write(changeDetails(change, colors));
    write(['', `Next: ${next}`]);
  }
  await output.finish();
}

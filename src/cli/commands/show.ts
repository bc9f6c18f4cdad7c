import picocolors from 'picocolors';
import { UsageError } from '../../errors.ts';
import type { RecordedRun, RunRecord, Store } from '../../history/index.ts';
import {
  fileWord,
  shellWord,
  withColoursOnly,
  type AuditEvent,
  type Change,
  type ChangeStatus,
  type RunAccount,
} from '../../model/index.ts';
import { BelievedJournal, deedOf, isPlanFile, openPlan, readPayload, showEntity } from '../../repair/index.ts';
import { answerJson, changeDetails, runLines, toJson } from '../../report/index.ts';
import { accountOf, accountOfPlan, accountOfRecording, findRun, kindsOfRun } from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { calledAs } from '../called-as.ts';
import { databaseHint } from '../database-hint.ts';
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
  const { config, store } = repeatedFlags(flags);
  const database = await databaseHint(await Workspace.open(flags), plan.header.database.name);
  await print(accountOfPlan(plan), changes(), `apply ${fileWord(file)}${database}${config}${store}`, flags, terminal);
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
    const { written: run, recorded } = await findRun(store, name);
    if (run === null) {
      if (recorded !== null) await showRecorded(store, recorded, flags, terminal);
      return;
    }
    const { config, store: kept } = repeatedFlags(flags);
    await print(
      { ...accountOf(run, recorded), unsigned: await unsignedReason(store, run) },
      changesOf(store, run),
      `undo ${shellWord(run.id.slice(0, 8))}${await databaseHint(workspace, run.database.name)}${config}${kept} --dry-run`,
      flags,
      terminal,
    );
  } finally {
    await store.close();
  }
}

/** A run that wrote nothing: the history knows it, and the changes that a preview showed. */
async function showRecorded(store: Store, run: RecordedRun, flags: StoreFlags, terminal: Terminal): Promise<void> {
  const account = accountOfRecording(run, await store.history.looks(run));
  const { config, store: kept } = repeatedFlags(flags);
  const next = `report ${shellWord(run.id.slice(0, 8))}${config}${kept}`;
  await print(account, previewedChanges(store, run), next, flags, terminal);
}

async function* previewedChanges(store: Store, run: RecordedRun): AsyncGenerator<Change> {
  for await (const piece of store.history.log(run)) {
    for (const event of piece as readonly AuditEvent[]) if (event.type === 'changes') yield* event.changes;
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
  const output = streamOutput(terminal.stdout, flags.format === 'json' ? undefined : terminal.fit);
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
    write(['', `Next: ${calledAs()} ${next}`]);
  }
  await output.finish();
}

import { setFlagsFromString } from 'node:v8';
import { allChecks, chooseChecks } from '../checks/index.ts';
import { addressText, primaryOf, type DatabaseAddress } from '../database/index.ts';
import type { SharedStore } from '../history/index.ts';
import { djangoTime, EXIT, exitCode, fileWord, type FailOn, type PlanFacts, type RunResult, type Wish } from '../model/index.ts';
import type { Plan } from '../repair/index.ts';
import { commandAgain } from '../report/index.ts';
import { repairDatabase, type RepairRequest, type WritingPorts } from '../service/index.ts';
import { keptAcknowledgements, newStoreNote, refuseOverwriting, type Workspace } from '../workspace/index.ts';
import { onInterrupt, type Interrupt } from './interrupt.ts';
import { notifierOf, telling, type Notifier } from './notify-after.ts';
import type { ReportFlags, WritingFlags } from './options.ts';
import { PlannedChanges } from './planned-changes.ts';
import { onReadingInterrupt, type ReadingInterrupt } from './reading-interrupt.ts';
import { reportEvents } from './report-events.ts';
import { reportOutputs } from './report-outputs.ts';
import { resolveOptions, resolveWriting, repeatedFlags, type ResolvedOptions } from './resolve-options.ts';
import { keptIn, sayWhere } from './say-where.ts';
import type { Terminal } from './terminal.ts';
import { warnOfIncomplete } from './warn-of-incomplete.ts';

/** Flags of everything that repairs. */
export interface RepairFlags extends ReportFlags, WritingFlags {
  readonly certainOnly?: boolean;
  readonly repairBalances?: boolean;
  readonly notify?: boolean;
}

/** What a command wants repaired, beyond its flags. */
export interface RepairWish {
  readonly dryRun: boolean;
  /** A plan made earlier; null to make one. */
  readonly savedPlan: Plan | null;
  /** The file that it was saved to. */
  readonly savedPlanFile?: string | undefined;
  /** Where to save the plan; null for nowhere. */
  readonly planFile: string | null;
  readonly duplicates: RepairRequest['duplicates'];
  /** What stands on the command line instead of `--fix-issues`, for hints; null for nothing. */
  readonly command: string | null;
}

/** Audits, plans, asks, repairs, verifies, reports; returns the exit code. */
export async function runRepair(workspace: Workspace, flags: RepairFlags, wish: RepairWish, terminal: Terminal): Promise<number> {
  const { settings } = workspace;
  const options = resolveOptions(flags, settings);
  // A mistyped check is told before a connection is waited for.
  chooseChecks(options.request.only, options.request.skip, allChecks(options.ownChecks));
  const notify = notifierOf(flags, workspace, options.history !== 'off', terminal);
  const { address } = await workspace.database();
  await refuseOverwriting({ ...reportOutputs(options), '--out': wish.planFile }, workspace, wish.savedPlanFile);
  await sayWhere(workspace, flags, terminal);
  const newStore = await newStoreNote(workspace);
  const { dryRun, planFile, duplicates = null, savedPlan } = wish;
  const request: RepairRequest = {
    ...resolveWriting(flags, settings),
    audit: options.request,
    dryRun,
    planFile,
    duplicates,
    certainOnly: flags.certainOnly ?? settings.certainOnly ?? false,
    balances: flags.repairBalances ?? false,
  };
  const kept = await keptIn(workspace);
  return workspace.withStore(async (store) => {
    const acknowledged = await keptAcknowledgements(workspace, dryRun ? null : store);
    const guard = new Guard(address, terminal);
    const target = repeatedFlags(flags, wish.command);
    // Whom the run found, by the id, no report has said yet.
    const shown = options.request.redact && target.user !== null ? { ...target, user: 'ID' } : target;
    const whole =
      wish.savedPlanFile === undefined ? `${commandAgain(shown)} --dry-run` : `${target.program} show ${fileWord(wish.savedPlanFile)}`;
    const ports = { ...writingPorts(flags, address, store, options, guard, terminal, whole, newStore), acknowledged, savedPlan };
    return runWriting(
      (told) => repairDatabase(address, request, { ...ports, wish: told }),
      guard,
      { ...options, yes: flags.yes === true, target, kept, store, dryRun, notify },
      terminal,
    );
  });
}

/** Runs something that writes, and reports it; returns the exit code. */
export async function runWriting(
  events: (wish: Wish) => ReturnType<typeof repairDatabase>,
  guard: Guard,
  options: ResolvedOptions & {
    readonly yes: boolean;
    readonly dryRun: boolean;
    readonly kept: string | null;
    readonly target: ReturnType<typeof repeatedFlags>;
    readonly store: SharedStore;
    /** Tells channels of it; null where nobody is to be told. */
    readonly notify?: Notifier | null;
  },
  terminal: Terminal,
): Promise<number> {
  // Rows that are planned, written and journaled live longer than those of an audit: a young generation that grows lets most of
  // them die in it, which takes a third off the time.
  setFlagsFromString('--semi-space-growth-factor=2');
  try {
    // A bar would write over the question.
    const progress = options.progress && (options.yes || !terminal.canAsk);
    const history = options.history === 'off' ? null : { store: options.store, repairs: !options.dryRun };
    const result = await telling(options.notify ?? null, options.store, options.failOn, () =>
      reportEvents({ events, stopped: guard.stopped, history }, { ...options, progress }, terminal, options.target),
    );
    if (result !== null) return finish(result, options.failOn, terminal);
    guard.sayInterrupted();
    return EXIT.interrupted;
  } finally {
    guard.release();
  }
}

/**
 * What a run that writes is given: the store, the terminal's answers, its signals.
 *
 * @param whole the command that shows all of what it would write
 * @param note what else is told before the question; null for nothing
 */
export function writingPorts(
  { yes }: RepairFlags,
  address: DatabaseAddress,
  store: SharedStore,
  { ownChecks, history }: ResolvedOptions,
  guard: Guard,
  terminal: Terminal,
  whole: string,
  note: string | null = null,
): WritingPorts {
  const ports = { ownChecks, signal: guard.signal, store, onWriting: guard.onWriting, identify: history !== 'off' };
  if (yes === true || !terminal.canAsk) return ports;
  const planned = new PlannedChanges();
  return {
    ...ports,
    show: planned.show,
    confirm: (plan) => {
      guard.onAsking();
      const lines = [...planned.lines(whole), ...(note === null ? [] : [note])];
      if (lines.length > 0) terminal.tell(lines.join('\n'));
      return terminal.ask(question(plan, address), plan.undoes?.isNewest === false ? String(plan.changes) : null);
    },
  };
}

function question({ changes, byKind, entities, doubtful, hazards, undoes }: PlanFacts, address: DatabaseAddress): string {
  const kinds = Object.entries(byKind).map(([kind, count]) => `${count} ${kind}`);
  const what =
    undoes === null
      ? `Make ${changes} changes to ${entities ?? '?'} records (${kinds.join(', ')})`
      : `Undo the ${changes} changes of ${undoes.records === undefined ? '' : `${undoes.records.join(', ')} in `}run ${undoes.id}, ${undoes.mode === 'undo' ? 'an undo' : 'a repair'} of ${djangoTime(undoes.startedAt).slice(0, 19)} UTC by ${undoes.operator},`;
  const notes = [
    ...(doubtful === 0 ? [] : [`${doubtful} of the approvals may be of people who left; --certain-only leaves them out.`]),
    ...hazards,
  ].map((note) => `Note: ${note} `);
  const where = `${notes.join('')}${what} in ${addressText(primaryOf(address))}?`;
  return undoes?.isNewest === false
    ? `${where} Later runs have changed this database since: type the number of changes, ${changes}, to undo it all the same: `
    : `${where} [y/N] `;
}

/** Sees to it that a signal ends a run where it does no harm: at once while it reads, after a transaction while it writes. */
export class Guard {
  readonly #terminal: Terminal;
  readonly #end = new AbortController();
  #reading: ReadingInterrupt | null;
  #writing: Interrupt | null = null;

  constructor(address: DatabaseAddress, terminal: Terminal) {
    this.#terminal = terminal;
    this.#reading = onReadingInterrupt(address, this.sayInterrupted);
    this.#reading?.signal.addEventListener('abort', () => this.#end.abort(this.#reading?.signal.reason));
  }

  /** Aborted by a signal: what reads ends at once, what writes after a transaction. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  readonly sayInterrupted = (): void => {
    this.#terminal.warn('Interrupted before anything was changed.');
  };

  /** A signal ends the program at once while a person is asked: the audit before has ended, and no query is under way. */
  readonly onAsking = (): void => {
    this.#reading?.idle();
  };

  readonly onWriting = (): void => {
    this.#reading?.release();
    this.#reading = null;
    this.#writing = onInterrupt(() => {
      this.#terminal.warn('Interrupted: the transaction that is under way is finished and journaled first (Ctrl-C again ends at once).');
      this.#end.abort();
    });
  };

  /** While it reads: leave it as it is. */
  readonly stopped = (): boolean => this.#reading?.happened() === true;

  release(): void {
    this.#reading?.release();
    this.#writing?.release();
  }
}

/** Says on stderr what a program that looks only at the exit code would miss. */
function finish(result: RunResult, failOn: FailOn, terminal: Terminal): number {
  const code = exitCode(result, failOn);
  const { repair, start } = result;
  const what = start.mode === 'undo' ? 'undo' : 'repair';
  if (repair?.stoppedBy != null) {
    terminal.warn(
      `The ${what} stopped early: ${repair.stoppedBy}${repair.applied.changes > 0 ? ` What it did before is journaled as run ${start.id}: run it again to take up the rest.` : ''}`,
    );
  } else if ((repair?.failed.entities ?? 0) > 0) {
    const count = repair?.failed.entities ?? 0;
    terminal.warn(
      `${count} ${count === 1 ? 'record' : 'records'} could not be changed and ${count === 1 ? 'was' : 'were'} left as ${count === 1 ? 'it was' : 'they were'}: the report names the reason for each.`,
    );
  } else warnOfIncomplete(result, code, terminal);
  return code;
}

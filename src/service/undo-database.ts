import { finishedSince, openAudit, runChecks, type AuditOptions } from '../audit/index.ts';
import { allChecks } from '../checks/index.ts';
import { connect, holdDatabase, primaryOf, isReplaced, type DatabaseAddress, type ReadSession } from '../database/index.ts';
import { DatabaseError, sentenceOf } from '../errors.ts';
import type { RunRecord, Store } from '../history/index.ts';
import type { AuditEvent, Change, PlanFacts, RepairSummary } from '../model/index.ts';
import {
  BelievedJournal,
  previewUndo,
  refuseTooMany,
  SameDatabase,
  settleEarlierRuns,
  tablesOfRun,
  undoableChanges,
  undoRun,
  type Seen,
  type UndoScope,
} from '../repair/index.ts';
import { runToUndo } from './run-to-undo.ts';
import { settledInWords } from './settle-earlier.ts';
import { asEvents, requestOf, requireConsent, summaryOf, type WritingOptions } from './repair-database.ts';
import { unsignedNote } from './unsigned-note.ts';

/** Which run to take back. */
export interface UndoOptions extends WritingOptions {
  /** What the audit afterwards reports, over whom. It runs the checks that the run had; `only` and `skip` where nobody kept these. */
  readonly audit: AuditOptions;
  /** A run's id, the beginning of it, or `last`. */
  readonly run: string;
  readonly scope: UndoScope;
  /** How a person vouches for a run that the store's key does not vouch for. Not given: such a run is refused. */
  readonly vouch?: {
    /** Shows changes in full. */
    show(changes: readonly Change[]): void;
    /** Asked when all were shown. */
    ask(plan: PlanFacts): Promise<boolean>;
  };
}

/**
 * Takes a run back and audits what that leaves, as one stream of events.
 *
 * @throws UsageError when there is no such run
 * @throws RefusedError before anything is touched
 */
export async function* undoDatabase(address: DatabaseAddress, options: UndoOptions): AsyncGenerator<AuditEvent> {
  const letGo = holdDatabase(address);
  try {
    // What is written is looked at where it is written; a preview reads what is to be read.
    yield* undone(options.dryRun ? address : primaryOf(address), options);
  } finally {
    letGo();
  }
}

async function* undone(address: DatabaseAddress, options: UndoOptions): AsyncGenerator<AuditEvent> {
  const clock = performance.now();
  const { scope, dryRun } = options;
  const store = await options.openStore();
  try {
    const settled = dryRun ? [] : await settledFirst(address, store, options);
    const run = await runToUndo(store, options.run, () => identityOf(address, options.audit));
    const audit = { ...options.audit, ...(await checksOf(store, run, options.audit)) };
    const first = await openAudit(address, audit, 'undo');
    const same = new SameDatabase(tablesOfRun(run));
    let repair: RepairSummary;
    let seen: Seen | null = null;
    try {
      await same.beginWith(first.session);
      const plan = factsOf(run, scope);
      yield { type: 'run-started', run: first.start };
      yield { type: 'plan-made', plan };
      for (const text of settled) yield { type: 'note', text };
      const signature = await store.signatureOf(run);
      if (!signature.isValid && dryRun) {
        yield {
          type: 'note',
          text: `The run may have been written by another program, because ${signature.reason}: its changes are shown in full.`,
        };
      }
      // Also where nothing is left to undo: what there was may have been taken away.
      if (!dryRun && options.vouch === undefined) await BelievedJournal.toUndo(store, run, null);
      if (!signature.isValid && !dryRun && options.vouch !== undefined) {
        seen = await shown(options.vouch, previewUndo(run, scope, first.session, store));
      }
      repair = dryRun ? yield* preview(first.session, store, run, scope, plan) : summaryOf(plan, null, null);
    } finally {
      await first.session.close();
    }
    if (!dryRun && repair.plan.changes > 0)
      repair = yield* takenBack(address, store, run, options, repair.plan, first.start.id, same, seen);
    yield { type: 'verification-started' };
    const after = await openAudit(address, audit, 'undo').catch((error: unknown) => {
      // What ended the undo most likely stands in the way of the audit, too, and says more.
      throw repair.stoppedBy === null
        ? error
        : new DatabaseError('UNDO_STOPPED', `The undo stopped early: ${repair.stoppedBy}`, { cause: error });
    });
    try {
      const answer = yield* runChecks(after, audit);
      repair = { ...repair, stoppedBy: repair.stoppedBy ?? (await elsewhere(same, after.session)) };
      yield { type: 'run-finished', result: { start: first.start, ...answer, ...finishedSince(clock), repair } };
    } finally {
      await after.session.close();
    }
  } finally {
    await store.close();
  }
}

/** Why the audit afterwards says nothing of the undo; null where it looked at the same database. */
async function elsewhere(same: SameDatabase, session: ReadSession): Promise<string | null> {
  try {
    await same.require(session);
    return null;
  } catch (error) {
    if (!isReplaced(error)) throw error;
    return `the audit afterwards says nothing of the undo: ${sentenceOf(error)}`;
  }
}

/** What earlier runs left open is settled before anything else: which run is meant, and what there is to undo, depends on it. */
async function settledFirst(
  address: DatabaseAddress,
  store: Store,
  { audit, operator, allowances }: UndoOptions,
): Promise<readonly string[]> {
  return settledInWords(await settleEarlierRuns({ address, allowances }, store, operator, await identityOf(address, audit)));
}

async function identityOf(address: DatabaseAddress, { onSession }: AuditOptions): Promise<string> {
  const session = await connect(address, ['users_user']);
  try {
    onSession?.(session);
    return await session.identity();
  } finally {
    await session.close();
  }
}

/** The checks that gave an answer before a repair, also where its undo is undone; nothing where nobody kept them. */
async function checksOf(
  store: Store,
  run: RunRecord,
  { ownChecks = [] }: Pick<AuditOptions, 'ownChecks'>,
): Promise<Pick<AuditOptions, 'only' | 'skip'> | null> {
  const { found } = run.options as { readonly found?: Readonly<Record<string, number | null>> | null };
  if (found == null) return run.undoes === null ? null : checksOf(store, await store.findRun(run.undoes), { ownChecks });
  // A check that another version had, or that somebody has taken out of the configuration, is not there any more.
  const there = new Set(allChecks(ownChecks).map(({ id }) => id));
  const only = Object.keys(found).filter((id) => found[id] !== null && there.has(id));
  return only.length === 0 ? null : { only, skip: [] };
}

function factsOf(run: RunRecord, scope: UndoScope): PlanFacts {
  return {
    entities: null,
    changes: undoableChanges(run, scope),
    byKind: {},
    doubtful: 0,
    hazards: [],
    leftOut: [],
    undoes: run.id,
    file: null,
  };
}

async function* preview(
  session: Parameters<typeof previewUndo>[2],
  store: Store,
  run: RunRecord,
  scope: UndoScope,
  plan: PlanFacts,
): AsyncGenerator<AuditEvent, RepairSummary> {
  const { changes } = run.transactions.intended;
  if (changes > 0) {
    yield {
      type: 'note',
      text: `The run was cut off: whether ${changes} more changes were made is found out by the undo itself, or by the next repair.`,
    };
  }
  const { ready, conflicts, alreadyDone } = yield* asEvents(previewUndo(run, scope, session, store));
  return { ...summaryOf({ ...plan, ...ready }, null, null), preview: true, conflicts, alreadyDone };
}

/** Shows a person every change; tells what was shown. */
async function shown(person: NonNullable<UndoOptions['vouch']>, changes: ReturnType<typeof previewUndo>): Promise<Seen> {
  for (;;) {
    const next = await changes.next();
    if (next.done === true) return next.value.seen;
    person.show(next.value);
  }
}

async function* takenBack(
  address: DatabaseAddress,
  store: Store,
  run: RunRecord,
  options: UndoOptions,
  plan: PlanFacts,
  runId: string,
  same: SameDatabase,
  seen: Seen | null,
): AsyncGenerator<AuditEvent, RepairSummary> {
  refuseTooMany(plan.changes, options.maxChanges);
  // Looked at before anybody is asked.
  await BelievedJournal.toUndo(store, run, seen);
  const { vouch } = options;
  await requireConsent(seen === null || vouch === undefined ? options : { ...options, confirm: (facts) => vouch.ask(facts) }, plan);
  const notes: string[] = unsignedNote(store);
  const undoing = undoRun(run, options.scope, { ...requestOf(address, store, runId, options, notes), same }, seen);
  return summaryOf(plan, yield* asEvents(undoing, notes), null);
}

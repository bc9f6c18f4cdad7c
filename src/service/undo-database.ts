import { finishedSince, openAudit, openUntil, redacted, runChecks, type AuditPorts, type AuditRequest } from '../audit/index.ts';
import { allChecks } from '../checks/index.ts';
import {
  addressText,
  holdDatabase,
  isReplaced,
  NO_ALLOWANCES,
  primaryOf,
  refuseBackup,
  type DatabaseAddress,
  type ReadSession,
} from '../database/index.ts';
import { DatabaseError, RefusedError, sentenceOf, UsageError } from '../errors.ts';
import type { RunRecord, SharedStore, Store } from '../history/index.ts';
import { DEFAULT_MAX_CHANGES, type AuditEvent, type Change, type PlanFacts, type RepairSummary } from '../model/index.ts';
import {
  BelievedJournal,
  changesToUndo,
  previewUndo,
  recordName,
  refuseTooMany,
  SameDatabase,
  settleEarlierRuns,
  tablesOfRun,
  undoRun,
  type Seen,
  type UndoScope,
} from '../repair/index.ts';
import { isLast } from './is-last.ts';
import { isNewest, runToUndo } from './run-to-undo.ts';
import { settledInWords } from './settled-in-words.ts';
import { unsignedNote } from './unsigned-note.ts';
import {
  afterWriting,
  asEvents,
  requireConsent,
  runRequest,
  repairSummaryOf,
  showing,
  writerOf,
  type WritingPorts,
  type WritingRequest,
} from './writing.ts';

/** Which run to take back: plain data. The audit afterwards runs the checks that the run had; `only` and `skip` where the store does not know these. */
export interface UndoRequest extends WritingRequest {
  /** A run's id, the beginning of it, or `last`; that one unless given. */
  readonly run?: string;
  /** Also transactions of which it is unknown whether they were committed. */
  readonly includeUnknown?: boolean;
  /** Only these records of the run, such as `quest:5`; the others can be taken back later. Null, or left out, for all. */
  readonly records?: readonly string[] | null;
}

/** What an undo is given of the program around it. */
export interface UndoPorts extends WritingPorts {
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
export async function* undoDatabase(address: DatabaseAddress, request: UndoRequest, ports: UndoPorts): AsyncGenerator<AuditEvent> {
  const letGo = holdDatabase(address);
  try {
    // What is written is looked at where it is written; a preview reads what is to be read.
    const events = undone(request.dryRun === true ? address : primaryOf(address), request, showing(ports, request));
    yield* redacted(events, request.audit?.redact);
  } finally {
    letGo();
  }
}

async function* undone(address: DatabaseAddress, request: UndoRequest, ports: UndoPorts): AsyncGenerator<AuditEvent> {
  let begun = performance.now();
  const { run: name = 'last', dryRun = false } = request;
  if (request.audit?.redact === true && ports.vouch !== undefined) {
    throw new RefusedError(
      'NOTHING_TO_VOUCH_FOR',
      'With --redact nobody sees what --trust-store would have you vouch for: leave one of both out, or say --no-redact where the configuration file redacts.',
    );
  }
  if (!dryRun) refuseBackup(address);
  const scope: UndoScope = { includeUnknown: request.includeUnknown ?? false, records: request.records?.map(recordName) ?? null };
  const store = await existing(ports.store);
  const settled = dryRun ? [] : await settledFirst(address, store, request, ports);
  const run = await runToUndo(store, name, () => identityOf(address, ports));
  const audit: AuditRequest = { ...request.audit, ...(await checksOf(store, run, ports)) };
  const first = await openAudit(address, audit, ports, 'undo');
  const same = new SameDatabase(tablesOfRun(run));
  let repair: RepairSummary;
  let seen: Seen | null = null;
  try {
    await same.beginWith(first.session);
    const plan = planFactsOf(run, scope, await changesToUndo(store, run, scope), await isNewest(store, run));
    yield { type: 'run-started', run: first.start };
    yield { type: 'plan-made', plan };
    for (const text of settled) yield { type: 'note', text };
    const signature = await store.runs.signatureOf(run);
    if (!signature.isValid && dryRun) {
      yield {
        type: 'note',
        text: `The run may have been written by another program, because ${signature.reason}: its changes are shown ${request.audit?.redact === true ? 'with their plain values' : 'in full'}.`,
      };
    }
    // Also where nothing is left to undo: what there was may have been taken away.
    if (!dryRun && ports.vouch === undefined) await BelievedJournal.toUndo(store, run, null);
    if (!signature.isValid && !dryRun && ports.vouch !== undefined) {
      seen = await shown(ports.vouch, previewUndo(run, scope, first.session, store));
    }
    if (dryRun) repair = yield* preview(first.session, store, run, scope, plan);
    else {
      repair = repairSummaryOf(plan, null, null);
      refuseOlderByPlace(name, plan, ports);
      // Before the journal is read for the question.
      refuseTooMany(plan.changes, request.maxChanges ?? DEFAULT_MAX_CHANGES);
      if (signature.isValid && ports.confirm !== undefined && ports.show !== undefined) {
        for await (const changes of previewUndo(run, scope, first.session, store)) ports.show(changes);
      }
    }
  } finally {
    await first.close();
  }
  if (!dryRun && repair.plan.changes > 0) {
    // Looked at before the question.
    await BelievedJournal.toUndo(store, run, seen);
    const { vouch } = ports;
    const asked = seen === null || vouch === undefined ? ports : { ...ports, confirm: (facts: PlanFacts) => vouch.ask(facts) };
    begun += await requireConsent(asked, repair.plan);
    repair = yield* takenBack(address, store, run, { request, ports, scope, plan: repair.plan, runId: first.start.id, same, seen });
  }
  yield { type: 'verification-started' };
  const after = await openAudit(address, audit, dryRun ? ports : afterWriting(ports), 'undo').catch((error: unknown) => {
    // What ended the undo most likely stands in the way of the audit, too, and says more.
    throw repair.stoppedBy === null
      ? error
      : new DatabaseError('UNDO_STOPPED', `The undo stopped early: ${repair.stoppedBy}`, { cause: error });
  });
  try {
    const answer = yield* runChecks(after);
    repair = { ...repair, stoppedBy: repair.stoppedBy ?? (await elsewhere(same, after.session)) };
    yield { type: 'run-finished', result: { start: first.start, ...answer, ...finishedSince(begun, first.clock), repair, past: null } };
  } finally {
    await after.close();
  }
}

/** What was never made holds no run to undo. */
async function existing(shared: SharedStore): Promise<Store> {
  const location = await shared.location();
  const store = await shared.ifThere();
  if (store !== null) return store;
  throw new UsageError('NO_RUNS', `There is no store of runs at ${addressText(location)}: name the one that the repair used with --store.`);
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
  { allowances = NO_ALLOWANCES }: UndoRequest,
  ports: UndoPorts,
): Promise<readonly string[]> {
  const { operator, clock } = writerOf(ports);
  return settledInWords(await settleEarlierRuns({ address, allowances }, store, operator, await identityOf(address, ports), clock));
}

async function identityOf(address: DatabaseAddress, { signal }: AuditPorts): Promise<string> {
  const { session, close } = await openUntil(signal, address, ['users_user']);
  try {
    return await session.identity();
  } finally {
    await close();
  }
}

/** The checks that gave an answer before a repair, also where its undo is undone; nothing where nobody kept them. */
async function checksOf(
  store: Store,
  run: RunRecord,
  { ownChecks = [] }: Pick<AuditPorts, 'ownChecks'>,
): Promise<Pick<AuditRequest, 'only' | 'skip'> | null> {
  const { found } = run.options;
  if (found == null) return run.undoes === null ? null : checksOf(store, await store.runs.find(run.undoes), { ownChecks });
  // A check that another version had, or that was taken out of the configuration, is not there any more.
  const there = new Set(allChecks(ownChecks).map(({ id }) => id));
  const only = Object.keys(found).filter((id) => found[id] !== null && there.has(id));
  return only.length === 0 ? null : { only, skip: [] };
}

/** `last` said once more takes back one run more: where no person is asked, an older one must be meant. */
function refuseOlderByPlace(name: string, { undoes }: PlanFacts, { confirm }: UndoPorts): void {
  if (undoes === null || undoes.isNewest || !isLast(name) || confirm !== undefined) return;
  throw new RefusedError(
    'NOT_THE_NEWEST',
    `The last repair that is not undone, ${undoes.id} of ${undoes.startedAt}, is not the newest run of this database: name it by its id to undo it ("peerquest-audit runs" lists all).`,
  );
}

function planFactsOf(run: RunRecord, { records }: UndoScope, changes: number, isNewestRun: boolean): PlanFacts {
  return {
    entities: null,
    changes,
    byKind: {},
    doubtful: 0,
    hazards: [],
    leftOut: [],
    undoes: {
      id: run.id,
      mode: run.mode,
      startedAt: run.startedAt,
      operator: run.operator,
      isNewest: isNewestRun,
      // What some of the records were about, the audits after the repair do not tell.
      fixed: records === null ? (run.summary?.verified?.fixed ?? null) : null,
      ...(records === null ? {} : { records: records.map(({ text }) => text) }),
      found: run.options.found ?? null,
    },
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
  return { ...repairSummaryOf({ ...plan, ...ready }, null, null), preview: true, conflicts, alreadyDone };
}

/** Shows a person every change; tells what was shown. */
async function shown(person: NonNullable<UndoPorts['vouch']>, changes: ReturnType<typeof previewUndo>): Promise<Seen> {
  for (;;) {
    const next = await changes.next();
    if (next.done === true) return next.value.seen;
    person.show(next.value);
  }
}

/** An undo that is about to write. */
interface Undoing {
  readonly request: UndoRequest;
  readonly ports: UndoPorts;
  readonly scope: UndoScope;
  readonly plan: PlanFacts;
  readonly runId: string;
  readonly same: SameDatabase;
  /** What a person was shown of a run that no key vouches for; null where one does. */
  readonly seen: Seen | null;
}

async function* takenBack(
  address: DatabaseAddress,
  store: Store,
  run: RunRecord,
  { request, ports, scope, plan, runId, same, seen }: Undoing,
): AsyncGenerator<AuditEvent, RepairSummary> {
  const notes: string[] = unsignedNote(store);
  const undoing = undoRun(run, scope, { ...runRequest(address, store, runId, request, ports, notes), same }, seen);
  return repairSummaryOf(plan, yield* asEvents(undoing, notes), null);
}

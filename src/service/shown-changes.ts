import type { RecordedRun, RunRecord, Store } from '../history/index.ts';
import type { AuditEvent, Change, ChangeStatus } from '../model/index.ts';
import { BelievedJournal, deedOf, readPayload, showEntity, type Plan } from '../repair/index.ts';
import { kindsOfRun } from './run-accounts.ts';

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

/** The changes of a run that wrote, as the journal has them. */
export async function* changesOfRun(store: Store, run: RunRecord): AsyncGenerator<Change> {
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

/** The changes that a preview showed, as the history has them. */
export async function* previewedChanges(store: Store, run: RecordedRun): AsyncGenerator<Change> {
  for await (const piece of store.history.log(run)) {
    for (const event of piece as readonly AuditEvent[]) if (event.type === 'changes') yield* event.changes;
  }
}

/** A saved plan, as runs are told, and its changes. */
export function* changesOfPlan(plan: Plan): Generator<Change> {
  for (const entity of plan.entities()) yield* showEntity(entity, plan.header.kinds, 'planned');
}

/** Why a run's journal is not believed; null where its signature holds. */
export async function unsignedReason(store: Store, run: RunRecord): Promise<string | null> {
  const signature = await store.runs.signatureOf(run);
  return signature.isValid ? null : signature.reason;
}

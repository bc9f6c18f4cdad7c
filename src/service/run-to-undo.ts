import { RefusedError, UsageError } from '../errors.ts';
import type { RunRecord, Store } from '../history/index.ts';
import { isOfRecords, undoableChanges } from '../repair/index.ts';
import { isLast } from './is-last.ts';

/** Runs among which `last` is looked for: more repairs than are taken back by that name. */
const RECENT = 1000;

/**
 * The run that the user means to take back: by its id, the beginning of it, or `last`, which is the newest repair of this
 * database that changed something and has not been wholly undone. So an undo that was cut off is taken up by the same words.
 *
 * @throws UsageError when there is no such run, or several
 */
export async function runToUndo(store: Store, name: string, databaseIdentity: () => Promise<string>): Promise<RunRecord> {
  if (!isLast(name)) return store.runs.find(name);
  const identity = await databaseIdentity();
  const runs = (await store.runs.newest(RECENT)).filter(({ database }) => database.identity === identity);
  const last = lastInEffect(runs);
  // Another program could hide the last repair behind a run of its own.
  const lastSigned = lastInEffect(runs.filter((run) => store.runs.isSigned(run)));
  if (lastSigned !== undefined && last?.id !== lastSigned.id && (last === undefined || store.runs.isSigned(last))) {
    throw new RefusedError(
      'STORE_NOT_TRUSTED',
      'Which repair is the last to undo depends on runs in the store that are not signed with this account’s key: name the run by its id, as "peerquest-audit runs" lists them.',
    );
  }
  if (last !== undefined) return last;
  throw new UsageError(
    'NOTHING_TO_UNDO',
    'No repair of this database is left to undo: "peerquest-audit runs" lists all runs, and an undo is undone by its id.',
  );
}

/** Whether no later run changed the same database, but undos of this very run. */
export async function isNewest(store: Store, run: RunRecord): Promise<boolean> {
  for (const later of await store.runs.newest(RECENT)) {
    if (later.id === run.id) return true;
    const isOfSame = later.database.identity === run.database.identity;
    if (isOfSame && later.undoes !== run.id && undoableChanges(later, { includeUnknown: true }) > 0) return false;
  }
  return false;
}

function lastInEffect(runs: readonly RunRecord[]): RunRecord | undefined {
  const inEffect = new Map<string, RunRecord>();
  const undone = new Map<string, number>();
  for (const run of [...runs].reverse()) {
    if (run.mode === 'fix' && undoableChanges(run, { includeUnknown: true }) > 0) inEffect.set(run.id, run);
    if (run.mode === 'undo') settleUndo(run, runs, inEffect, undone);
  }
  return [...inEffect.values()].at(-1);
}

/**
 * What was wholly undone is out of effect, at once or in parts; an undo that was undone puts its repair into effect again, also where it
 * was some records only.
 *
 * @param undone changes of each repair that were taken back so far
 */
function settleUndo(run: RunRecord, runs: readonly RunRecord[], inEffect: Map<string, RunRecord>, undone: Map<string, number>): void {
  const { changes } = run.transactions.committed;
  const takenBack = runs.find(({ id }) => id === run.undoes);
  if (takenBack?.mode === 'fix') {
    const inAll = (undone.get(takenBack.id) ?? 0) + changes;
    undone.set(takenBack.id, inAll);
    // An undo with nothing left to do is not kept: what the earlier ones did has to tell.
    const isUndone = inAll >= undoableChanges(takenBack, { includeUnknown: true });
    if (isUndone || (isWhole(run) && !isOfRecords(run))) inEffect.delete(takenBack.id);
  }
  const repaired = runs.find(({ id }) => id === takenBack?.undoes);
  if (takenBack?.mode === 'undo' && repaired !== undefined) {
    undone.set(repaired.id, (undone.get(repaired.id) ?? 0) - changes);
    if (isWhole(run) || isOfRecords(run)) inEffect.set(repaired.id, repaired);
  }
}

/** Whether an undo left nothing: an interrupted one, or one with conflicts, did. */
function isWhole({ state, summary }: RunRecord): boolean {
  return state === 'finished' && (summary?.conflicts?.entities ?? 0) === 0 && (summary?.failed?.entities ?? 0) === 0;
}

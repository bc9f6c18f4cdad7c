import { historyRecorder, withoutRepair, type HistoryRecorder, type SharedStore } from '../history/index.ts';
import { ALL_FINDINGS, type Wish } from '../model/index.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/** The store that keeps a run. */
export interface KeptIn {
  readonly store: SharedStore;
  /** Whether the run writes to the database. */
  readonly repairs: boolean;
}

/**
 * What hears a run for the history.
 *
 * @param readers what its reports want to be told
 */
export function recorderOf(
  { repairs, store }: KeptIn,
  { history, request, failOn }: ResolvedOptions,
  readers: readonly Wish[],
): Promise<HistoryRecorder> {
  return historyRecorder({ readers: history === 'findings' ? [...readers, ALL_FINDINGS] : readers, request, repairs, failOn, store });
}

/** Records a run that has ended. What it came to stands, whatever the store makes of it. */
export async function keepRun(recorder: HistoryRecorder, warn: (sentence: string) => void): Promise<void> {
  try {
    await recorder.record();
  } catch (error) {
    warn(`This run is not in the history (--no-history keeps none): ${withoutRepair(error)}`);
  }
}

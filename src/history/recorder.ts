import type { HistoryRecorder, RecorderWish } from './history-recorder.ts';

/** What hears a run for the history (`history-recorder.ts`, which is loaded only where a run is kept). */
export async function historyRecorder(about: RecorderWish): Promise<HistoryRecorder> {
  const { HistoryRecorder } = await import('./history-recorder.ts');
  return new HistoryRecorder(about);
}

import type { RunSummary } from './types.ts';

/** What a run is called: the history knows the preview of an undo as an undo that has only planned. */
export function kindOf({ mode, changes }: Pick<RunSummary, 'mode' | 'changes'>): RunSummary['mode'] | 'undo-preview' {
  return mode === 'undo' && 'planned' in changes ? 'undo-preview' : mode;
}

import type { ProgressEvent, RunEnding, RunWish } from '../../service/index.ts';
import type { WorkspaceWish } from '../../workspace/index.ts';

/** What a thread is started with. */
export interface ThreadWish {
  readonly wish: RunWish;
  readonly workspace: WorkspaceWish;
  /** One number in memory that both threads see: not 0 when the run is to end. An embedded engine holds the thread, which hears no message. */
  readonly stop: SharedArrayBuffer;
}

/** What a thread tells. */
export type ThreadMessage = { readonly event: ProgressEvent } | { readonly ending: RunEnding };

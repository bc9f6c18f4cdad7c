import type { ExplainWish } from '../../service/index.ts';
import type { WorkspaceWish } from '../../workspace/index.ts';

/** What a thread that explains is started with. */
export interface ExplanationWish {
  readonly wish: ExplainWish;
  readonly workspace: WorkspaceWish;
}

/** What it answers, once: JSON, or why there is none. An error loses its class between threads. */
export type ExplanationAnswer = { readonly json: string } | { readonly kind: ErrorKind; readonly code: string; readonly sentence: string };

export type ErrorKind = 'usage' | 'database' | 'store' | 'other';

import type { Members } from './finding.ts';
import type { RunSummary } from './types.ts';
import { usePages, type Pages } from './use-pages.ts';

/** A change of one row, as plans and runs tell it. */
export interface Change {
  readonly check: string;
  /** What it does or did, with the names of whom and what; not there where a finding is explained, which names them itself. */
  readonly title?: string;
  readonly table: string;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly key: Members;
  readonly before: Members | null;
  readonly after: Members | null;
  readonly reason: string | null;
}

/** What all changes of a plan or a run come to; `left` are those that an undo leaves alone. */
export type Sum = Readonly<Record<Change['operation'] | 'left', number>> & { readonly checks: readonly string[] };

/** Some of its changes; the first page tells what all of them come to. */
export interface ChangesPage {
  readonly run: RunSummary & { readonly hazards: readonly string[]; readonly leftOut: readonly string[] };
  readonly sum: Sum | null;
  readonly changes: readonly Change[];
  readonly next: string | null;
}

/** So many at a time. */
const PAGE = 200;

/** The changes of a plan or a run, read as one goes down. @param left only those that an undo leaves alone, or only the others */
export function useChanges<P extends ChangesPage>(path: string, left: boolean | null = null): Pages<P> {
  return usePages<P>(`${path}?limit=${PAGE}${left === null ? '' : `&left=${String(left)}`}`);
}

/** How many changes there are, whatever becomes of them. */
export const countOf = ({ insert, update, delete: gone }: Sum): number => insert + update + gone;

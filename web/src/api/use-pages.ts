export type { Pages } from './use-lists.ts';
import { useLists, type Page, type Pages } from './use-lists.ts';

const NONE = { pages: [], trouble: null, isLoading: false, hasMore: false, more: () => undefined, again: () => undefined };

/** Reads one list of the API by its cursor, a page at a time, and the first at once. */
export function usePages<P extends Page>(path: string): Pages<P> {
  return useLists<P>([path])[0] ?? NONE;
}

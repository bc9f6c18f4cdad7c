import { useCallback, useEffect, useRef, useState } from 'react';
import { ask } from './ask.ts';
import { Trouble } from './problem.ts';

/** A list that is read page by page: `next` is where the following page begins, null at the end. */
interface Page {
  readonly next: string | null;
}

/** What has been read of a list so far. */
export interface Pages<P extends Page> {
  readonly pages: readonly P[];
  readonly trouble: Trouble | null;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  /** Reads the next page; nothing while one is being read. */
  readonly more: () => void;
  /** Reads it anew from the first page. */
  readonly again: () => void;
}

/** Reads a list of the API by its cursor, a page at a time, and the first at once. The address holds everything but the cursor. */
export function usePages<P extends Page>(path: string): Pages<P> {
  const [pages, setPages] = useState<readonly P[]>([]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isLoading, setLoading] = useState(false);
  // What is still under way when the list has become another one is not of it.
  const current = useRef(0);
  const read = useCallback(
    (after: string | null, before: readonly P[]) => {
      const own = ++current.current;
      setLoading(true);
      void ask<P>(after === null ? path : `${path}&after=${encodeURIComponent(after)}`).then(
        (page) => {
          if (own !== current.current) return;
          setPages([...before, page]);
          setTrouble(null);
          setLoading(false);
        },
        (error: unknown) => {
          if (own !== current.current) return;
          setTrouble(error instanceof Trouble ? error : new Trouble(0, String(error)));
          setLoading(false);
        },
      );
    },
    [path],
  );
  useEffect(() => {
    setPages([]);
    read(null, []);
  }, [read]);
  const next = pages.at(-1)?.next ?? null;
  const more = (): void => {
    if (next !== null && !isLoading) read(next, pages);
  };
  return { pages, trouble, isLoading, hasMore: next !== null, more, again: () => read(null, []) };
}

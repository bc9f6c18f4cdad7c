import { useCallback, useEffect, useRef, useState } from 'react';
import { ask } from './ask.ts';
import { Trouble } from './problem.ts';
import { isBack } from '../router/place.ts';
import { onForget, onRefresh } from './use-answer.ts';

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

/** Pages that are read anew when what they show has changed. */
const MOST_ANEW = 3;

/** Lists that were left, by their addresses, for who goes back to them: the last few. */
const left = new Map<string, readonly Page[]>();
const LEFT = 5;
onForget(() => left.clear());

function leave(path: string, pages: readonly Page[]): void {
  left.delete(path);
  left.set(path, pages);
  for (const oldest of [...left.keys()].slice(0, Math.max(0, left.size - LEFT))) left.delete(oldest);
}

/** As many pages as were read before, anew. */
async function anew<P extends Page>(path: string, count: number, own: number): Promise<[number, readonly P[]]> {
  const read: P[] = [];
  let after: string | null = null;
  do {
    const page: P = await ask<P>(after === null ? path : `${path}&after=${encodeURIComponent(after)}`);
    read.push(page);
    after = page.next;
  } while (after !== null && read.length < count);
  return [own, read];
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
  const held = useRef(pages);
  held.current = pages;
  useEffect(() => {
    const before = isBack() ? ((left.get(path) ?? []) as readonly P[]) : [];
    setPages(before);
    if (before.length === 0) read(null, []);
    return () => leave(path, held.current);
  }, [path, read]);
  useEffect(
    () =>
      onRefresh((prefix) => {
        // Nobody who reads further down is to lose their place; a few pages are read anew where they stand.
        if (!path.startsWith(prefix) || held.current.length === 0 || held.current.length > MOST_ANEW) return;
        void anew<P>(path, held.current.length, ++current.current).then(
          ([own, read]) => own === current.current && (setPages(read), setTrouble(null), setLoading(false)),
          () => undefined,
        );
      }),
    [path],
  );
  const next = pages.at(-1)?.next ?? null;
  const more = (): void => {
    if (next !== null && !isLoading) read(next, pages);
  };
  return { pages, trouble, isLoading, hasMore: next !== null, more, again: () => read(null, []) };
}

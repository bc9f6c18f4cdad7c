import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { isBack } from '../router/place.ts';
import { ask } from './ask.ts';
import { Trouble } from './problem.ts';
import { onForget, onRefresh } from './use-answer.ts';

/** A part of a list that is read page by page: `next` is where the following page begins, null at the end. */
export interface Page {
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

type Read<P extends Page> = Pick<Pages<P>, 'pages' | 'trouble' | 'isLoading'>;
const NOTHING: Read<never> = { pages: [], trouble: null, isLoading: false };

/** Pages that are read anew when what they show has changed. */
const MOST_ANEW = 3;

/** Lists that were left, by their addresses, for who goes back to them: the last few. */
const left = new Map<string, readonly Page[]>();
const LEFT = 12;
onForget(() => left.clear());

function leave(path: string, pages: readonly Page[]): void {
  left.delete(path);
  left.set(path, pages);
  for (const oldest of [...left.keys()].slice(0, Math.max(0, left.size - LEFT))) left.delete(oldest);
}

/** So many pages from a place on; from the beginning, where that is null. */
async function readPages<P extends Page>(path: string, from: string | null, count: number): Promise<readonly P[]> {
  const read: P[] = [];
  let after = from;
  do {
    const page: P = await ask<P>(after === null ? path : `${path}&after=${encodeURIComponent(after)}`);
    read.push(page);
    after = page.next;
  } while (after !== null && read.length < count);
  return read;
}

/** Reads lists of the API by their cursors, a page at a time, and the first of each at once. An address holds everything but the cursor. */
export function useLists<P extends Page>(paths: readonly string[]): readonly Pages<P>[] {
  const [lists, setLists] = useState<ReadonlyMap<string, Read<P>>>(new Map());
  const held = useRef(lists);
  // What is still under way when a list is read anew, or is not shown any more, is not of it.
  const rounds = useRef(new Map<string, number>());
  const keep = useCallback((next: ReadonlyMap<string, Read<P>>) => {
    held.current = next;
    setLists(next);
  }, []);
  const read = useCallback(
    (path: string, from: string | null, count = 1, isQuiet = false) => {
      const own = (rounds.current.get(path) ?? 0) + 1;
      rounds.current.set(path, own);
      const change = (some: Partial<Read<P>>): void => {
        if (rounds.current.get(path) !== own) return;
        keep(new Map(held.current).set(path, { ...(held.current.get(path) ?? NOTHING), ...some }));
      };
      if (!isQuiet) change({ isLoading: true });
      const before = from === null ? [] : (held.current.get(path)?.pages ?? []);
      void readPages<P>(path, from, count).then(
        (pages) => change({ pages: [...before, ...pages], trouble: null, isLoading: false }),
        (error: unknown) => {
          const trouble = error instanceof Trouble ? error : new Trouble(0, String(error));
          change(isQuiet ? { isLoading: false } : { trouble, isLoading: false });
        },
      );
    },
    [keep],
  );
  const all = paths.join('\n');
  const shown = useMemo(() => (all === '' ? [] : all.split('\n')), [all]);
  useEffect(() => {
    for (const [path, { pages }] of held.current) {
      if (shown.includes(path)) continue;
      leave(path, pages);
      rounds.current.delete(path);
    }
    keep(
      new Map(
        shown.map((path) => {
          const before = isBack() ? ((left.get(path) ?? []) as readonly P[]) : [];
          return [path, held.current.get(path) ?? { ...NOTHING, pages: before }];
        }),
      ),
    );
    for (const path of shown) if (held.current.get(path)?.pages.length === 0 && !rounds.current.has(path)) read(path, null);
  }, [shown, keep, read]);
  useEffect(
    () => () => {
      for (const [path, { pages }] of held.current) leave(path, pages);
    },
    [],
  );
  useEffect(
    () =>
      onRefresh((prefix) => {
        for (const [path, { pages }] of held.current) {
          // Nobody who reads further down is to lose their place; a few pages are read anew where they stand.
          if (path.startsWith(prefix) && pages.length > 0 && pages.length <= MOST_ANEW) read(path, null, pages.length, true);
        }
      }),
    [read],
  );
  return useMemo(
    () =>
      shown.map((path) => {
        const list = lists.get(path) ?? NOTHING;
        const next = list.pages.at(-1)?.next ?? null;
        const more = (): void => {
          if (next !== null && !list.isLoading) read(path, next);
        };
        return { ...list, hasMore: next !== null, more, again: () => read(path, null) };
      }),
    [shown, lists, read],
  );
}

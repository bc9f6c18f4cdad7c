import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { onForget } from '../../api/use-answer.ts';
import { isBack } from '../../router/place.ts';
import { noteNeighbours } from './neighbours.ts';
import type { Item } from './use-findings.ts';

/** Where one is in a list, and what is open and chosen in it. */
export interface RowsAt {
  /** Heights of rows that were drawn, by their places. */
  readonly heights: Map<number, number>;
  /** The row that keys are about; null for none. */
  readonly current: number | null;
  readonly setCurrent: (index: number) => void;
  /** The row that has to have the focus when it is drawn. */
  readonly wantsFocus: RefObject<number | null>;
  /** So many rows on, or back. */
  readonly move: (by: number) => void;
  /** Gives the focus back to the row that keys are about. */
  readonly stay: () => void;
  /** The fingerprint of the row whose evidence is shown. */
  readonly open: string | null;
  readonly toggle: (index: number) => void;
  readonly chosen: ReadonlySet<string>;
  /** Whether all that match are chosen, also those that are not read yet. */
  readonly isAll: boolean;
  /** Whether all that are read are chosen. */
  readonly hasAllRead: boolean;
  /** Chooses a row, or lets it go; with `range` all from the one chosen last. */
  readonly choose: (index: number, range: boolean) => void;
  /** Chooses all that are read. */
  readonly chooseRead: () => void;
  readonly chooseAll: () => void;
  readonly chooseNone: () => void;
}

/** Where lists were left, by their addresses. */
interface Left {
  readonly top: number;
  readonly heights: Map<number, number>;
  readonly current: number | null;
  readonly open: string | null;
}
const left = new Map<string, Left>();
onForget(() => left.clear());

/**
 * The state of the rows of a list; who comes back to the list is where they were.
 *
 * @param list which list it is, whichever of its groups are opened
 */
export function useRows(items: readonly Item[], list: string): RowsAt {
  const here = location.pathname + location.search;
  const came = useRef<{ list: string; back: Left | null; rows: 'of the list before' | 'awaited' | 'in place' }>({
    ...{ list: '', back: null, rows: 'awaited' },
  });
  const heights = useRef(new Map<number, number>());
  const drawn = useRef(items);
  const [current, setCurrent] = useState<number | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isAll, setAll] = useState(false);
  const held = useRef({ current, open });
  held.current = { current, open };
  const wantsFocus = useRef<number | null>(null);
  const last = useRef<number | null>(null);
  if (came.current.list !== list) {
    const back = isBack() ? (left.get(here) ?? null) : null;
    came.current = { list, back, rows: 'of the list before' };
    heights.current = back?.heights ?? new Map<number, number>();
  } else if (drawn.current !== items && came.current.rows === 'in place') heights.current = moved(heights.current, drawn.current, items);
  drawn.current = items;
  const note = useCallback(() => {
    // What moves while another page comes, or before everything is where it was left, is not how this list was left.
    if (location.pathname + location.search !== here || came.current.rows !== 'in place') return;
    left.set(here, { top: scrollY, heights: heights.current, ...held.current });
  }, [here]);
  useEffect(() => {
    setChosen(new Set());
    setAll(false);
    setOpen(came.current.back?.open ?? null);
    setCurrent(came.current.back?.current ?? null);
    last.current = null;
    came.current.rows = 'awaited';
  }, [list]);
  useEffect(() => {
    addEventListener('scroll', note, { passive: true });
    return () => removeEventListener('scroll', note);
  }, [note]);
  useLayoutEffect(() => {
    const { back } = came.current;
    if (items.length === 0 || came.current.rows !== 'awaited') return;
    came.current.rows = 'in place';
    if (back === null) return;
    scrollTo(0, back.top);
    wantsFocus.current = back.current;
  });
  // Without waiting for the view to move: who follows a link at once comes back to it all the same.
  useLayoutEffect(note, [note, current, open]);
  useEffect(() => noteNeighbours(fingerprints(items)), [items]);
  const at = (index: number): string | null => fingerprints(items.slice(index, index + 1))[0] ?? null;
  const choose = (some: ReadonlySet<string>): void => {
    setChosen(some);
    setAll(false);
  };
  const read = fingerprints(items);
  return {
    hasAllRead: isAll || (read.length > 0 && read.every((one) => chosen.has(one))),
    ...{ heights: heights.current, current, setCurrent, wantsFocus, open, isAll },
    chosen: isAll ? new Set(read) : chosen,
    move(by) {
      const next = Math.min(Math.max((current ?? (by > 0 ? -1 : items.length)) + by, 0), items.length - 1);
      if (next < 0) return;
      wantsFocus.current = next;
      setCurrent(next);
    },
    stay() {
      wantsFocus.current = current;
    },
    toggle(index) {
      setOpen(open === at(index) ? null : at(index));
    },
    choose(index, range) {
      const own = at(index);
      if (own === null) return;
      const others = new Set(isAll ? read : chosen);
      const from = range ? (last.current ?? index) : index;
      if (from === index) {
        if (!others.delete(own)) others.add(own);
      } else for (const one of fingerprints(items.slice(Math.min(from, index), Math.max(from, index) + 1))) others.add(one);
      last.current = index;
      choose(others);
    },
    chooseRead: () => choose(new Set(read)),
    chooseAll: () => setAll(true),
    chooseNone: () => choose(new Set()),
  };
}

const fingerprints = (items: readonly Item[]): readonly string[] => items.flatMap((item) => (item.kind === 'finding' ? [item.id] : []));

/** Heights by the places that rows have now: a group that is opened or closed moves those behind it. */
function moved(heights: ReadonlyMap<number, number>, before: readonly Item[], now: readonly Item[]): Map<number, number> {
  const known = new Map<string, number>();
  for (const [index, height] of heights) {
    const id = before[index]?.id;
    if (id !== undefined) known.set(id, height);
  }
  return new Map(
    now.flatMap(({ id }, index) => {
      const height = known.get(id);
      return height === undefined ? [] : [[index, height] as const];
    }),
  );
}

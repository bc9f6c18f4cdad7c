import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { OpenFinding } from '../../api/finding.ts';
import { onForget } from '../../api/use-answer.ts';
import { isBack } from '../../router/place.ts';
import { noteNeighbours } from './neighbours.ts';

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
  /** The fingerprint of the row whose evidence is shown. */
  readonly open: string | null;
  readonly toggle: (index: number) => void;
  readonly chosen: ReadonlySet<string>;
  /** Chooses a row, or lets it go; with `range` all from the one chosen last. */
  readonly choose: (index: number, range: boolean) => void;
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

/** The state of the rows of a list; who comes back to the list is where they were. */
export function useRows(rows: readonly OpenFinding[]): RowsAt {
  const here = location.pathname + location.search;
  const came = useRef<{ here: string; back: Left | null; rows: 'of the list before' | 'awaited' | 'in place' }>({
    ...{ here: '', back: null, rows: 'awaited' },
  });
  const heights = useRef(new Map<number, number>());
  const [current, setCurrent] = useState<number | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const held = useRef({ current, open });
  held.current = { current, open };
  const wantsFocus = useRef<number | null>(null);
  const last = useRef<number | null>(null);
  if (came.current.here !== here) {
    const back = isBack() ? (left.get(here) ?? null) : null;
    came.current = { here, back, rows: 'of the list before' };
    heights.current = back?.heights ?? new Map<number, number>();
  }
  const note = useCallback(() => {
    // What moves while another page comes, or before everything is where it was left, is not how this list was left.
    if (location.pathname + location.search !== here || came.current.rows !== 'in place') return;
    left.set(here, { top: scrollY, heights: heights.current, ...held.current });
  }, [here]);
  useEffect(() => {
    setChosen(new Set());
    setOpen(came.current.back?.open ?? null);
    setCurrent(came.current.back?.current ?? null);
    last.current = null;
    came.current.rows = 'awaited';
    addEventListener('scroll', note, { passive: true });
    return () => removeEventListener('scroll', note);
  }, [note]);
  useLayoutEffect(() => {
    const { back } = came.current;
    if (rows.length === 0 || came.current.rows !== 'awaited') return;
    came.current.rows = 'in place';
    if (back === null) return;
    scrollTo(0, back.top);
    wantsFocus.current = back.current;
  });
  // Without waiting for the view to move: who follows a link at once comes back to it all the same.
  useLayoutEffect(note, [note, current, open]);
  useEffect(() => noteNeighbours(rows.map(({ fingerprint }) => fingerprint)), [rows]);
  const at = (index: number): string | null => rows[index]?.fingerprint ?? null;
  return {
    ...{ heights: heights.current, current, setCurrent, wantsFocus, open, chosen },
    move(by) {
      const next = Math.min(Math.max((current ?? (by > 0 ? -1 : rows.length)) + by, 0), rows.length - 1);
      if (next < 0) return;
      wantsFocus.current = next;
      setCurrent(next);
    },
    toggle(index) {
      setOpen(open === at(index) ? null : at(index));
    },
    choose(index, range) {
      const own = at(index);
      if (own === null) return;
      const others = new Set(chosen);
      const from = range ? (last.current ?? index) : index;
      if (from === index) {
        if (!others.delete(own)) others.add(own);
      } else for (const { fingerprint } of rows.slice(Math.min(from, index), Math.max(from, index) + 1)) others.add(fingerprint);
      last.current = index;
      setChosen(others);
    },
    chooseNone: () => setChosen(new Set()),
  };
}

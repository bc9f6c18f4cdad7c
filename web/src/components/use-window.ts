import { useEffect, useLayoutEffect, useReducer, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

/** Rows that are drawn, with the height of what is left out before each, in pixels; and of what is left out behind the last. */
export interface Drawn {
  readonly rows: readonly { readonly index: number; readonly gap: number }[];
  readonly rest: number;
}

const NONE: ReadonlyMap<number, number> = new Map();

/**
 * Which of many rows are drawn: those in view, a screen before and one behind, and one that has to stay. How high a row is is known once it was
 * drawn, and guessed before.
 *
 * @param body holds the drawn rows, each marked `data-row` with its place
 * @param heights of rows by their places; kept by whoever wants to come back to where they were
 * @param stays the place of the row that has the focus; null for none
 * @param always rows that are drawn wherever one is, with their heights: heads, which stick
 */
export function useWindow(
  body: RefObject<HTMLElement | null>,
  count: number,
  heights: Map<number, number>,
  guess: number,
  stays: number | null,
  always: ReadonlyMap<number, number> = NONE,
): Drawn {
  const [isAll, setAll] = useState(false);
  const [, draw] = useReducer((round: number) => round + 1, 0);
  const view = useRef({ top: 0, bottom: 3 * innerHeight });
  useEffect(() => {
    const look = (): void => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const now = { top: -top - innerHeight, bottom: -top + 2 * innerHeight };
      // Half a screen of what is drawn besides is still there.
      if (Math.abs(now.top - view.current.top) < innerHeight / 2 && Math.abs(now.bottom - view.current.bottom) < innerHeight / 2) return;
      view.current = now;
      draw();
    };
    look();
    // On paper there is no view.
    const print = (): void => flushSync(() => setAll(true));
    const printed = (): void => setAll(false);
    const ends: (() => void)[] = [];
    for (const [name, act] of [
      ['scroll', look],
      ['resize', look],
      ['beforeprint', print],
      ['afterprint', printed],
    ] as const) {
      addEventListener(name, act, { passive: true });
      ends.push(() => removeEventListener(name, act));
    }
    return () => {
      for (const end of ends) end();
    };
  }, [body]);
  useLayoutEffect(() => {
    for (const row of body.current?.querySelectorAll<HTMLElement>('[data-row]') ?? []) {
      const below = row.nextElementSibling;
      const opened = below?.classList.contains('det') === true ? below.getBoundingClientRect().height : 0;
      heights.set(Number(row.dataset['row']), row.getBoundingClientRect().height + opened);
    }
  });
  const { top, bottom } = view.current;
  const rows: { index: number; gap: number }[] = [];
  let [at, gap] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    const height = heights.get(index) ?? always.get(index) ?? guess;
    if (isAll || index === stays || always.has(index) || (at + height >= top && at <= bottom)) {
      rows.push({ index, gap });
      gap = 0;
    } else gap += height;
    at += height;
  }
  return { rows, rest: gap };
}

import { useEffect, useState, type ReactNode, type RefObject } from 'react';
import { useWords } from '../../words/use-words.tsx';
import type { Item } from './use-findings.ts';

interface Wish {
  readonly body: RefObject<HTMLElement | null>;
  readonly count: number | null;
  readonly items: readonly Item[];
}

/** Which rows one sees, of how many; kept up to date as one scrolls. */
export function RowsInView({ body, count, items }: Wish): ReactNode {
  const { findings } = useWords();
  const [seen, setSeen] = useState<readonly [from: number, to: number] | null>(null);
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const now = inView(body.current);
        setSeen((before) => (before?.[0] === now?.[0] && before?.[1] === now?.[1] ? before : now));
      });
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [body, items]);
  return (
    <div className="foot rows">
      <span>{seen === null || count === null ? findings.noRowsInView(count ?? 0) : findings.rowsInView(...seen, count)}</span>
      <span className="hp">{findings.keys}</span>
    </div>
  );
}

/** The first and the last finding that is in view, by their places in the list. */
function inView(body: HTMLElement | null): readonly [number, number] | null {
  const ranks = [...(body?.querySelectorAll<HTMLElement>('[data-rank]') ?? [])].flatMap((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > 0 && top < innerHeight ? [Number(row.dataset['rank'])] : [];
  });
  const [from, to] = [ranks[0], ranks.at(-1)];
  return from === undefined || to === undefined ? null : [from, to];
}

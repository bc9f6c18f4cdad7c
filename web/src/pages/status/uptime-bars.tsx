import type { ReactNode } from 'react';
import { useWords } from '../../words/use-words.tsx';
import { resultsOf, type Stretch } from './past.ts';

const CLASSES = { up: undefined, slow: 'sl', down: 'dn' } as const;

interface Wish {
  readonly name: string;
  readonly starts: readonly string[];
  readonly past: readonly Stretch[];
  /** As on phones: low, with thin bars. */
  readonly low?: boolean;
}

/** A bar a day: height and colour both say how it was, so that trouble stands tallest (FACE, Charts). */
export function UptimeBars({ name, starts, past, low = false }: Wish): ReactNode {
  const { status: words } = useWords();
  const shown = past.filter(({ start }) => starts.includes(start));
  const count = (wanted: Stretch['outcome']): number => shown.filter(({ outcome }) => outcome === wanted).length;
  return (
    <div className={low ? 'up low' : 'up'} role="img" aria-label={words.barsOf(name, count('down'), count('slow'), shown.length)}>
      {starts.map((start) => {
        const stretch = shown.find((one) => one.start === start);
        const day = words.utcDay(new Date(start));
        return stretch === undefined ? (
          <i key={start} className="no" title={`${day}: ${words.legend.none}`} />
        ) : (
          <i
            key={start}
            className={CLASSES[stretch.outcome]}
            title={`${day}: ${words.states[stretch.outcome]}; ${words.happened(stretch.down, stretch.slow, resultsOf(stretch))}`}
          />
        );
      })}
    </div>
  );
}

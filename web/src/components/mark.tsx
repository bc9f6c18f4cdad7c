import type { ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';

/** Marks tell by their shape first, and each has a word (FACE, Tokens). */
export type MarkKind = 'critical' | 'warning' | 'info' | 'ok' | 'na' | 'ack' | 'fail' | 'wait' | 'busy';

/** A mark: `alone` where no word beside it says the same. */
export function Mark({ kind, alone = false }: { readonly kind: MarkKind; readonly alone?: boolean }): ReactNode {
  const words = useWords();
  const spoken = alone ? { role: 'img', 'aria-label': words.marks[kind] } : { 'aria-hidden': true as const };
  return (
    <svg className={`g g-${kind}`} {...spoken}>
      <use href={`#g-${kind}`} />
    </svg>
  );
}

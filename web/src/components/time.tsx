import type { ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';

/** A moment in the reader's zone, with UTC on hover and focus (FACE, Components). */
export function Time({ at }: { readonly at: string }): ReactNode {
  const { moment } = useWords();
  const utc = `${at.slice(0, 19).replace('T', ' ')} UTC`;
  return (
    <time dateTime={at} title={utc}>
      {moment(new Date(at))}
    </time>
  );
}

import type { ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';

/** How many days ago something was, with the time on hover (FACE, Components). */
export function Age({ since }: { readonly since: string }): ReactNode {
  const { age, moment } = useWords();
  return (
    <time dateTime={since} title={moment(new Date(since))}>
      {age(Math.max(0, Math.floor((Date.now() - Date.parse(since)) / 86_400_000)))}
    </time>
  );
}

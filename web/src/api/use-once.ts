import { useCallback, useEffect, useState } from 'react';
import { ask } from './ask.ts';
import { Trouble } from './problem.ts';
import type { Answered } from './use-answer.ts';

const NOTHING: Answered<never> = { data: null, trouble: null, at: null };

/** The answer to a question that costs others something: asked when it is shown, and by the reader's wish, never by itself. Null asks nothing. */
export function useOnce<T>(path: string | null): Answered<T> & { readonly isLoading: boolean; readonly again: () => void } {
  const [answer, setAnswer] = useState<Answered<T>>(NOTHING);
  const [round, setRound] = useState(0);
  const [isLoading, setLoading] = useState(path !== null);
  useEffect(() => {
    if (path === null) return;
    const left = new AbortController();
    setLoading(true);
    void ask<T>(path, { signal: left.signal })
      .then(
        (data): Answered<T> => ({ data, trouble: null, at: Date.now() }),
        (error: unknown): Answered<T> => ({ ...NOTHING, trouble: error instanceof Trouble ? error : new Trouble(0, String(error)) }),
      )
      .then((told) => {
        if (left.signal.aborted) return;
        setAnswer(told);
        setLoading(false);
      });
    return () => left.abort();
  }, [path, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...answer, isLoading, again };
}

import { useCallback, useEffect, useState } from 'react';
import { apiAddress } from './ask.ts';
import { Trouble, troubleOf } from './problem.ts';
import type { Answered } from './use-answer.ts';

/** The beginning of a text. */
export interface TextPart {
  readonly text: string;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
}

/** Longer than anybody reads in a page. */
const MOST = 200_000;

/** The beginning of a text that the API answers: what is longer is not fetched. */
export function useText(path: string): Answered<TextPart> & { readonly again: () => void } {
  const [answer, setAnswer] = useState<Answered<TextPart>>({ data: null, trouble: null, at: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const away = new AbortController();
    read(path, away.signal).then(
      (data) => setAnswer({ data, trouble: null, at: Date.now() }),
      (error: unknown) => {
        if (away.signal.aborted) return;
        setAnswer({ data: null, trouble: error instanceof Trouble ? error : new Trouble(0, String(error)), at: null });
      },
    );
    return () => away.abort();
  }, [path, round]);
  return { ...answer, again: useCallback(() => setRound((before) => before + 1), []) };
}

async function read(path: string, signal: AbortSignal): Promise<TextPart> {
  const response = await fetch(apiAddress(path), { signal });
  if (!response.ok) throw await troubleOf(response);
  if (response.body === null) return { text: '', isWhole: true };
  let text = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    // Leaving the loop ends the request.
    if (text.length > MOST) return { text: text.slice(0, text.lastIndexOf('\n', MOST)), isWhole: false };
  }
  return { text, isWhole: true };
}

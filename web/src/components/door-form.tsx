import { useEffect, useState, type SubmitEvent, type ReactNode } from 'react';
import { inWords } from '../api/problem.ts';
import { useWords } from '../words/use-words.tsx';
import { Brand } from './brand.tsx';
import { Mark } from './mark.tsx';

interface Wish {
  readonly title: string;
  /** Below the form. */
  readonly note: string;
  /** On the button. */
  readonly send: string;
  /** Sends what was filled in; what it throws is told above the form. */
  readonly onSend: (form: FormData) => Promise<void>;
  /** Other ways, below the button. */
  readonly others?: ReactNode;
  readonly children: ReactNode;
}

/** A form before the door: signing in, and making the first account. */
export function DoorForm({ title, note, send, onSend, others, children }: Wish): ReactNode {
  const words = useWords();
  const [says, setSays] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const sent = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    try {
      await onSend(new FormData(event.currentTarget));
    } catch (error) {
      setSays(inWords(error, words.noConnection));
      setBusy(false);
    }
  };
  useEffect(() => {
    document.title = `${title} · ${words.product}`;
  }, [title, words]);
  return (
    <main className="login">
      <div className="brand">
        <Brand />
        {words.product}
      </div>
      <h1>{title}</h1>
      <form className="panel" onSubmit={(event) => void sent(event)}>
        {says !== null && (
          <div className="note critical" role="alert">
            <Mark kind="critical" />
            <div>{says}</div>
          </div>
        )}
        {children}
        <button className="btn p" aria-disabled={isBusy}>
          {send}
        </button>
        {others}
      </form>
      <p className="s m">{note}</p>
    </main>
  );
}

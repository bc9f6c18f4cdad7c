import { useEffect, type SubmitEvent, type ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';
import { Brand } from './brand.tsx';
import { Mark } from './mark.tsx';

interface Wish {
  readonly title: string;
  /** What was wrong; null where nothing was. */
  readonly says: string | null;
  /** Below the form. */
  readonly note: string;
  readonly onSend: (event: SubmitEvent<HTMLFormElement>) => void;
  readonly children: ReactNode;
}

/** A form before the door: signing in, and making the first account. */
export function DoorForm({ title, says, note, onSend, children }: Wish): ReactNode {
  const words = useWords();
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
      <form className="panel" onSubmit={onSend}>
        {says !== null && (
          <div className="note critical" role="alert">
            <Mark kind="critical" />
            <div>{says}</div>
          </div>
        )}
        {children}
      </form>
      <p className="s m">{note}</p>
    </main>
  );
}

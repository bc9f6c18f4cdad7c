import { useState, type ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';
import { Icon } from './icon.tsx';

/** Something short that is copied by a button. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const words = useWords();
  const [done, setDone] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 2000);
    });
  };
  return (
    <button type="button" className="copy" aria-label={done ? words.copied : label} onClick={copy}>
      <Icon name={done ? 'shield-check' : 'copy'} />
    </button>
  );
}

/** The command that does what a button does (FACE, Principles 7). */
export function Command({ line }: { readonly line: string }): ReactNode {
  const words = useWords();
  return (
    <div className="cmd">
      <code tabIndex={0}>{line}</code>
      <Copy text={line} label={words.copyCommand} />
    </div>
  );
}

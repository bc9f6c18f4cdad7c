import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';
import { Icon } from './icon.tsx';

/** A dialog over the page: the browser keeps focus in it, and gives it back to what opened it. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const words = useWords();
  // Before it leaves the page, and the focus with it.
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    // What is to be filled in, or pressed, comes before what closes it.
    shown?.querySelector<HTMLElement>('[required], .btn.p')?.focus();
    return () => {
      shown?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} className="panel dialog" aria-labelledby={id} onClose={onClose}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="copy" aria-label={words.close} onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      <div className="pad">{children}</div>
    </dialog>
  );
}

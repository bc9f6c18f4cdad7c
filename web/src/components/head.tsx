import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { usePlace } from '../router/place.ts';
import { useWords } from '../words/use-words.tsx';

/** A page's heading: focus moves to it when one comes to another page, so that a screen reader says where one is. */
export function Head({
  title,
  verdict = false,
  children,
  actions,
}: {
  readonly title: string;
  readonly verdict?: boolean;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const { path } = usePlace();
  const words = useWords();
  useEffect(() => {
    document.title = `${title} · ${words.product}`;
  }, [title, words]);
  const before = useRef<string | null>(null);
  useLayoutEffect(() => {
    const own = heading.current;
    return () => void (hadFocus = document.activeElement === own);
  }, []);
  useEffect(() => {
    if (before.current === null && (hadFocus || (arrived !== null && arrived !== path))) heading.current?.focus({ preventScroll: true });
    before.current = path;
    arrived = path;
    hadFocus = false;
  }, [path]);
  return (
    <div className="head">
      <div>
        <h1 ref={heading} tabIndex={-1} className={verdict ? 'verdict' : undefined}>
          {title}
        </h1>
        {children}
      </div>
      {actions !== undefined && <div className="acts">{actions}</div>}
    </div>
  );
}

/** The last page that had a heading; the first page of all keeps the browser's own focus. */
let arrived: string | null = null;
/** Whether the heading that made room had the focus, as one of a page that was still to come: it goes on to the next. */
let hadFocus = false;

import { useEffect, useState, type ReactNode } from 'react';
import { inWords } from '../api/problem.ts';
import type { Answered } from '../api/use-answer.ts';
import type { Pages } from '../api/use-pages.ts';
import { useWords } from '../words/use-words.tsx';
import { Head } from './head.tsx';
import { Icon } from './icon.tsx';
import { Mark } from './mark.tsx';

const PATIENCE_MS = 300;

/** Nothing for 300 ms, then rows in their place (FACE, States). */
export function Loading({ rows = 3 }: { readonly rows?: number }): ReactNode {
  const words = useWords();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="pad grid gap-3 pb-4" aria-busy="true">
      <span className="vh">{words.loading}</span>
      {isLate &&
        Array.from({ length: rows }, (_, row) => <div key={row} className="skel" style={{ width: `${72 - ((row * 17) % 40)}%` }} />)}
    </div>
  );
}

/** What is not there, or is nothing for who asks: to ask again would change nothing. */
const SETTLED = [403, 404];

/** What happened, what it means, what to do. */
export function TroubleNote({
  answer,
  what,
  again,
}: {
  readonly answer: Answered<unknown>;
  readonly what: string;
  readonly again: () => void;
}): ReactNode {
  const words = useWords();
  const { trouble } = answer;
  if (trouble === null) return null;
  const says = inWords(trouble, words.noConnection);
  if (SETTLED.includes(trouble.status))
    return (
      <p className="pad py-4" role="alert">
        <Mark kind="na" /> {says}
      </p>
    );
  return (
    <div className="pad py-4" role="alert">
      <p>
        <Mark kind="fail" /> <b className="b">{words.notRead(what)}</b>
      </p>
      <p className="m s mb-2 mt-1">
        {says} {trouble.correlation !== null && words.request(trouble.correlation.slice(0, 8))}
      </p>
      <button type="button" className="btn sm" onClick={again}>
        <Icon name="refresh-cw" />
        {words.tryAgain}
      </button>
    </div>
  );
}

/** Draws an answer once it is there: skeleton before, a note where it could not be had, and what is known all the same. */
export function Answer<T>({
  of,
  what,
  isPage = false,
  children,
}: {
  readonly of: Answered<T> & { readonly again: () => void };
  readonly what: string;
  /** Whether it is all of a page: it has a heading before, too. */
  readonly isPage?: boolean;
  readonly children: (data: T) => ReactNode;
}): ReactNode {
  return (
    <>
      {isPage && of.data === null && <Head title={what} />}
      {of.trouble !== null && <TroubleNote answer={of} what={what} again={of.again} />}
      {of.data === null ? of.trouble === null && <Loading /> : children(of.data)}
    </>
  );
}

/** The same of a page that is about a list which is read piece by piece: what its first page tells is there once that has come. */
export function FirstPage<P extends { readonly next: string | null }>({
  of: { pages, trouble, again },
  what,
  children,
}: {
  readonly of: Pages<P>;
  readonly what: string;
  readonly children: (first: P) => ReactNode;
}): ReactNode {
  const [first = null] = pages;
  // What is wrong with a later page is told below the list.
  return (
    <Answer of={{ data: first, trouble: first === null ? trouble : null, at: null, again }} what={what} isPage>
      {children}
    </Answer>
  );
}

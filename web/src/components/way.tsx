import type { ReactNode } from 'react';
import { Link } from '../router/link.tsx';
import { isOfDatabase } from '../routes.ts';
import { useDatabase } from '../session/use-database.tsx';
import { useWords, type Words } from '../words/use-words.tsx';

/** The way back: the list that a page belongs to, and what one is looking at below it. */
export function Way({
  up,
  children,
}: {
  readonly up: Extract<keyof Words['nav'], `/${string}`>;
  readonly children?: ReactNode;
}): ReactNode {
  const words = useWords();
  const { page } = useDatabase();
  return (
    <nav className="crumb" aria-label={words.where}>
      <Link to={isOfDatabase(up) ? page(up) : up}>{words.nav[up]}</Link>
      {children !== undefined && <>/ {children}</>}
    </nav>
  );
}

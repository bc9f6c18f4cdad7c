import type { ReactNode } from 'react';
import { Link } from '../router/link.tsx';
import { address } from '../router/place.ts';
import { useWords } from '../words/use-words.tsx';

interface Wish {
  /** The page's own path. */
  readonly path: string;
  readonly title: string;
  /** Where this part of the list begins, and the next one; null for the newest, and at the end. */
  readonly after: string | null;
  readonly next: string | null;
}

/** The ways to older entries and back to the newest, where not all are in view. */
export function TurnPages({ path, title, after, next }: Wish): ReactNode {
  const { newest, older } = useWords();
  if (after === null && next === null) return null;
  return (
    <nav className="acts mb-4" aria-label={title}>
      {after !== null && (
        <Link className="btn" to={path}>
          {newest}
        </Link>
      )}
      {next !== null && (
        <Link className="btn" to={address(path, { after: next })}>
          {older}
        </Link>
      )}
    </nav>
  );
}

import type { ReactNode } from 'react';
import { Link } from '../router/link.tsx';
import { useWords } from '../words/use-words.tsx';

/** A number of the strip, and where it leads. */
export interface Count {
  readonly label: string;
  /** Null while it is not known. */
  readonly value: number | null;
  readonly to?: string | undefined;
}

/** Six numbers at most, in one box (FACE, Components); a dash while one is not known. */
export function Counts({ label, of }: { readonly label: string; readonly of: readonly Count[] }): ReactNode {
  const { number } = useWords();
  const inside = ({ label: what, value }: Count): ReactNode => (
    <>
      <b>{value === null ? '–' : number(value)}</b>
      <span>{what}</span>
    </>
  );
  return (
    <div className="nums" role="group" aria-label={label}>
      {of.map((count) =>
        count.to === undefined ? (
          <div key={count.label}>{inside(count)}</div>
        ) : count.to.startsWith('#') ? (
          <a key={count.label} href={count.to}>
            {inside(count)}
          </a>
        ) : (
          <Link key={count.label} to={count.to}>
            {inside(count)}
          </Link>
        ),
      )}
    </div>
  );
}

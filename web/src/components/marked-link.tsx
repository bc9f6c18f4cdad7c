import type { ReactNode } from 'react';
import { Link } from '../router/link.tsx';
import { Mark, type MarkKind } from './mark.tsx';

/** What a row is about, after its mark: leads to more of it. */
export function MarkedLink({
  mark,
  to,
  children,
}: {
  readonly mark: MarkKind;
  readonly to: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <span className="gt">
      <Mark kind={mark} alone />
      <Link className="q b min-w-0" to={to}>
        {children}
      </Link>
    </span>
  );
}

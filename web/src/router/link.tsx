import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { go } from './place.ts';

type Wish = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & { readonly to: string; readonly children: ReactNode };

/** A link to an own page; it opens elsewhere, and is copied, as any link does. */
export function Link({ to, children, ...rest }: Wish): ReactNode {
  const follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  );
}

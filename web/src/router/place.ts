import { useSyncExternalStore } from 'react';

/** Where one is: everything that a page shows follows from it, so that a link shows the same thing. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const listeners = new Set<() => void>();
let href = location.pathname + location.search;
let place = placeOf(href);

function placeOf(of: string): Place {
  const [path = '/', search = ''] = of.split('?', 2);
  return { path, query: new URLSearchParams(search) };
}

function moved(): void {
  href = location.pathname + location.search;
  place = placeOf(href);
  for (const listener of listeners) listener();
}

let cameBack = false;
addEventListener('popstate', () => {
  cameBack = true;
  moved();
});

/** Whether one is where one is by going back or forward: then everything is to be as it was left. */
export const isBack = (): boolean => cameBack;

/** Goes to an own address; `replace` where the way back should skip where one was, as while typing. */
export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === location.pathname + location.search) return;
  const isOther = location.pathname !== to.split('?', 1)[0];
  cameBack = false;
  if (how === 'push') history.pushState(null, '', to);
  else history.replaceState(null, '', to);
  moved();
  // Another page begins at its top; what only narrows this one leaves one where one is.
  if (isOther) scrollTo(0, 0);
}

/** Where one is, kept up to date. */
export function usePlace(): Place {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => place,
  );
}

/** An address with its parameters sorted and those without a value left out, so that the same thing has one address. */
export function address(path: string, query: Readonly<Record<string, string | null | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] != null && entry[1] !== '');
  const search = new URLSearchParams(given.sort(([a], [b]) => a.localeCompare(b))).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** The own path that a link back leads to; the front page for anything else, as what leads to another site. */
export function ownPath(given: string | null): string {
  return given !== null && /^\/(?![/\\])[^\p{Cc}\\]*$/u.test(given) ? given : '/';
}

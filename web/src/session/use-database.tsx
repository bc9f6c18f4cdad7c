import { createContext, useContext, type ReactNode } from 'react';
import { inDatabase } from '../api/ask.ts';

interface Chosen {
  /** The database's name for the API. */
  readonly name: string;
  /** All that there are. */
  readonly all: readonly string[];
}

const Context = createContext<Chosen>({ name: 'default', all: ['default'] });

export function DatabaseProvider({ name, all, children }: Chosen & { readonly children: ReactNode }): ReactNode {
  return <Context value={{ name, all }}>{children}</Context>;
}

/**
 * The database that the page is about: `api` makes addresses of the API in it, `page` those of pages, with `/db/NAME` before them where there are
 * several.
 */
export function useDatabase(): Chosen & { readonly api: (path: string) => string; readonly page: (path: string) => string } {
  const chosen = useContext(Context);
  return {
    ...chosen,
    api: (path) => inDatabase(chosen.name, path),
    page: (path) => pageIn(chosen, path),
  };
}

/** A page's address in a database. */
export function pageIn({ name, all }: Chosen, path: string): string {
  if (all.length < 2) return path;
  return `/db/${encodeURIComponent(name)}${path === '/' ? '' : path}`;
}

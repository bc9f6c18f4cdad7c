import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { inDatabase } from '../api/ask.ts';

interface Chosen {
  /** The database's name for the API. */
  readonly name: string;
  /** All that there are. */
  readonly all: readonly string[];
}

interface Database extends Chosen {
  /** An address of the API in it. */
  readonly api: (path: string) => string;
  /** An address of a page about it, with `/db/NAME` before it where there are several. */
  readonly page: (path: string) => string;
}

const Context = createContext<Database | null>(null);

export function DatabaseProvider({ name, all, children }: Chosen & { readonly children: ReactNode }): ReactNode {
  // Asked anew every few seconds, the list is another one that says the same: functions of it stay the same ones.
  const names = all.join(' ');
  const chosen = useMemo(() => {
    const own = { name, all: names.split(' ') };
    return { ...own, api: (path: string) => inDatabase(name, path), page: (path: string) => pageIn(own, path) };
  }, [name, names]);
  return <Context value={chosen}>{children}</Context>;
}

/** The database that the page is about: pages are drawn for no other. */
export function useDatabase(): Database {
  const chosen = useContext(Context);
  if (chosen === null) throw new Error('A page is drawn only where its database is known.');
  return chosen;
}

/** A page's address in a database. */
export function pageIn({ name, all }: Chosen, path: string): string {
  if (all.length < 2) return path;
  return `/db/${encodeURIComponent(name)}${path === '/' ? '' : path}`;
}

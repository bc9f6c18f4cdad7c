import { DATABASE_PAGES, SERVICE_PAGES, type PagePath } from '../../../src/server/pages/page-paths.ts';
import { match } from './match.ts';

/** A page that an address means. */
export interface Found {
  readonly page: PagePath;
  readonly params: Readonly<Record<string, string>>;
  /** The database that the address names; null where it names none. */
  readonly database: string | null;
  /** Whether the page is about one database. */
  readonly isOfDatabase: boolean;
}

/** The page of an address; null where there is none. Fixed words beat places: `/repairs/new` is no run. */
export function findPage(path: string): Found | null {
  const named = /^\/db\/([^/]+)(\/.*)?$/.exec(path);
  const database = named === null ? null : (match('/:name', `/${named[1] ?? ''}`)?.['name'] ?? null);
  const rest = named === null ? path : (named[2] ?? '/');
  const inDatabase = best(DATABASE_PAGES, rest);
  if (inDatabase !== null) return { ...inDatabase, database, isOfDatabase: true };
  const ofService = named === null ? best(SERVICE_PAGES, path) : null;
  return ofService === null ? null : { ...ofService, database: null, isOfDatabase: false };
}

function best(pages: readonly PagePath[], path: string): Pick<Found, 'page' | 'params'> | null {
  const fitting = pages.flatMap((page) => {
    const params = match(page, path);
    return params === null ? [] : [{ page, params }];
  });
  return fitting.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0] ?? null;
}

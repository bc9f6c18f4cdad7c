import type { Check } from '../../api/types.ts';
import { commandLine } from '../../commands/command-line.ts';
import { address } from '../../router/place.ts';
import { groupingOf, openedOf, openedText, type Grouping, type Opened } from './groups.ts';

/** What the address of the list says, by FACE's names. */
export const FILTERS = ['q', 'check', 'group', 'severity', 'cause', 'user', 'quest', 'age', 'state'] as const;
export type Filter = (typeof FILTERS)[number];
export type Filters = Readonly<Partial<Record<Filter, string>>>;

/** In which order findings stand; the first is that of the checks, and stands in no address. */
export const SORTS = ['check', 'severity', 'newest', 'oldest'] as const;
export type Sort = (typeof SORTS)[number];

/** All that the address of the list holds. */
export interface ListPlace {
  readonly filters: Filters;
  readonly sort: Sort;
  /** By what the list is grouped; null where it is not. */
  readonly by: Grouping | null;
  /** The groups whose findings are shown. */
  readonly opened: Opened;
}

export function listPlaceOf(query: URLSearchParams): ListPlace {
  const sort = SORTS.find((one) => one === query.get('sort')) ?? 'check';
  return { filters: filtersOf(query), sort, by: groupingOf(query), opened: openedOf(query) };
}

/** Its address; what is as it is unless something else is said is left out. */
export const listAddress = (path: string, { filters, sort, by, opened }: ListPlace): string =>
  address(path, { ...filters, by, sort: sort === 'check' ? null : sort, open: by === null ? null : openedText(opened) });

/** The tabs: each is a state of the address, the first has none. */
export const TABS = ['', 'new', 'returned', 'acknowledged'] as const;

const DAY_MS = 86_400_000;

function filtersOf(query: URLSearchParams): Filters {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = query.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
}

/** Severities, the gravest first. */
export const GRAVITY = ['critical', 'warning', 'info'] as const;

/** The same for the API. `age` is days: a finding is as old as the run that found it first; whole days, so that the question stays the same. */
export function narrowed({ state, age, ...same }: Filters): Readonly<Record<string, string | null | undefined>> {
  const days = /^(\d{1,4})d$/.exec(age ?? '')?.[1];
  const before = days === undefined ? null : new Date((Math.floor(Date.now() / DAY_MS) - Number(days)) * DAY_MS).toISOString();
  return {
    ...same,
    before,
    acknowledged: state === 'acknowledged' ? 'true' : 'false',
    state: state === 'new' || state === 'returned' ? state : null,
  };
}

/** The first page of the list. */
export const question = (filters: Filters, sort: Sort, group: Readonly<Record<string, string>> = {}): string =>
  address('/findings', { ...narrowed(filters), ...group, limit: '100', sort: sort === 'check' ? null : sort, unaudited: 'empty' });

/** How many there are in which groups. */
export const groupsQuestion = (filters: Filters, by: Grouping): string =>
  address('/summary', { ...narrowed(filters), by, unaudited: 'empty' });

/** All that the list shows, as a file. */
export const fileOf = (filters: Filters, format: 'csv' | 'json'): string => address('/findings/export', { ...narrowed(filters), format });

/** The same for a request that acknowledges all of them; that they are not acknowledged goes without saying. */
export const bulkFilter = (filters: Filters): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(narrowed(filters)).filter(
      (entry): entry is [string, string] => entry[0] !== 'acknowledged' && typeof entry[1] === 'string',
    ),
  );

/** The command that acknowledges them: it audits, and chooses by checks and a user; null where more narrows the list. */
export function ackAllCommand({ check, group, severity, user, ...others }: Filters, checks: readonly Check[]): string | null {
  if (Object.keys(others).length > 0) return null;
  const ids = checksOf({ check, group, severity }, checks);
  return commandLine(
    'ack',
    '--all-current',
    ...(ids === undefined ? ['--all'] : ['--only', ids]),
    ...(user === undefined ? [] : ['--user', user]),
  );
}

type Narrowing = { readonly [Member in 'check' | 'group' | 'severity']: string | undefined };

/** The checks that a filter leaves, with commas; undefined where it leaves all. */
function checksOf({ check, group, severity }: Narrowing, checks: readonly Check[]): string | undefined {
  if (group === undefined && severity === undefined) return check;
  const fitting = checks.filter(
    (one) => (check ?? one.id) === one.id && (group ?? one.group) === one.group && (severity ?? one.severity) === one.severity,
  );
  return fitting.map(({ id }) => id).join(',');
}

/** The command that lists the same: it knows no groups and severities, but their checks; null where it does not search. */
export function commandOf({ state, age, check, group, severity, cause, user, quest, q }: Filters, checks: readonly Check[]): string | null {
  if (q !== undefined) return null;
  const flag = (name: string, value: string | undefined): readonly string[] => (value === undefined ? [] : [name, value]);
  const ids = checksOf({ check, group, severity }, checks);
  return commandLine(
    'findings',
    ...(state === undefined ? [] : [`--${state}`]),
    ...flag('--older-than', age),
    ...flag('--check', ids),
    ...flag('--cause', cause),
    ...flag('--user', user),
    ...flag('--quest', quest),
  );
}

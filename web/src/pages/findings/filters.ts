import { commandLine } from '../../commands/command-line.ts';
import { address } from '../../router/place.ts';

/** What the address of the list says, by FACE's names. */
export const FILTERS = ['check', 'cause', 'user', 'quest', 'age', 'state'] as const;
export type Filter = (typeof FILTERS)[number];
export type Filters = Readonly<Partial<Record<Filter, string>>>;

/** The tabs: each is a state of the address, the first has none. */
export const TABS = ['', 'new', 'returned', 'acknowledged'] as const;

const DAY_MS = 86_400_000;

export function filtersOf(query: URLSearchParams): Filters {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = query.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    }),
  );
}

/** The same for the API. `age` is days: a finding is as old as the run that found it first; whole days, so that the question stays the same. */
export function question({ state, age, ...same }: Filters): string {
  const days = /^(\d{1,4})d$/.exec(age ?? '')?.[1];
  const before = days === undefined ? null : new Date((Math.floor(Date.now() / DAY_MS) - Number(days)) * DAY_MS).toISOString();
  return address('/findings', {
    ...same,
    before,
    limit: '100',
    acknowledged: state === 'acknowledged' ? 'true' : 'false',
    state: state === 'new' || state === 'returned' ? state : null,
  });
}

/** The command that lists the same. */
export function commandOf({ state, age, check, cause, user, quest }: Filters): string {
  const flag = (name: string, value: string | undefined): readonly string[] => (value === undefined ? [] : [name, value]);
  return commandLine(
    'findings',
    ...(state === undefined ? [] : [`--${state}`]),
    ...flag('--older-than', age),
    ...flag('--check', check),
    ...flag('--cause', cause),
    ...flag('--user', user),
    ...flag('--quest', quest),
  );
}

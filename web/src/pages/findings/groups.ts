import type { Group, OnlyCounted } from '../../api/types.ts';

/** By what the list can be grouped. */
export const GROUPINGS = ['check', 'group', 'severity', 'cause', 'user', 'quest'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Keys of groups; null is the one of findings that have none. */
export type Opened = readonly (string | null)[];

/** Findings that have something in common. */
export interface ListGroup extends Omit<Group, 'name'> {
  readonly name: string | null;
  /** What narrows the list to them; null where they have none. */
  readonly key: string | null;
}

/** The groups of a list. Of persons and quests only the greatest are told one by one. */
export interface Groups {
  readonly groups: readonly ListGroup[];
  /** Null where the database was never audited. */
  readonly subject: object | null;
  /** As of a page of the list. */
  readonly onlyCounted?: OnlyCounted | null;
  readonly others?: { readonly groups: number; readonly open: number; readonly acknowledged: number };
}

export const groupingOf = (query: URLSearchParams): Grouping | null => GROUPINGS.find((by) => by === query.get('by')) ?? null;

/** No key is written so. */
const NONE = '%';

/** The groups that an address opens: a damaged one opens fewer. */
export function openedOf(query: URLSearchParams): Opened {
  const text = query.get('open');
  if (text === null || text === '') return [];
  return text.split(',').flatMap((part) => {
    if (part === NONE) return [null];
    try {
      return [decodeURIComponent(part)];
    } catch {
      return [];
    }
  });
}

export const openedText = (opened: Opened): string => opened.map((key) => (key === null ? NONE : encodeURIComponent(key))).join(',');

/** What narrows the list to a group. */
export const groupFilter = (by: Grouping, key: string | null): Readonly<Record<string, string>> =>
  key === null ? { without: by } : { [by]: key };

/** How many findings of a group the list shows: acknowledged ones are counted apart. */
export const sizeOf = ({ open, acknowledged }: Pick<ListGroup, 'open' | 'acknowledged'>): number => open + acknowledged;

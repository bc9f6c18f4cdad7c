import { useMemo } from 'react';
import type { OpenFinding } from '../../api/finding.ts';
import type { OnlyCounted } from '../../api/types.ts';
import { useAnswer, type Answered } from '../../api/use-answer.ts';
import { useLists, type Pages } from '../../api/use-lists.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { groupsQuestion, question, type ListPlace } from './filters.ts';
import { groupFilter, sizeOf, type Groups, type ListGroup } from './groups.ts';

/** A page of findings. */
export interface FindingsPage {
  readonly count: number;
  readonly onlyCounted: OnlyCounted | null;
  readonly findings: readonly OpenFinding[];
  readonly next: string | null;
  /** The run that was recorded last when it was read; null where there is none. */
  readonly asOf: string | null;
}

/** What stands in the list, one below the other: a group's head, a finding, or what an opened group has still to read. */
export type Item =
  | { readonly kind: 'group'; readonly id: string; readonly group: ListGroup; readonly isOpen: boolean; readonly place: number }
  | { readonly kind: 'finding'; readonly id: string; readonly row: OpenFinding; readonly rank: number; readonly place: number }
  | { readonly kind: 'end'; readonly id: string; readonly of: Pages<FindingsPage> };

/** The list as an address has it. */
export interface FindingList {
  readonly items: readonly Item[];
  /** How many findings there are; null while nobody knows. */
  readonly count: number | null;
  /** So many rows the table would have if all were drawn. */
  readonly rows: number;
  readonly lists: readonly Pages<FindingsPage>[];
  readonly groups: (Answered<Groups> & { readonly again: () => void }) | null;
}

/** Reads the list: page by page, or its groups, and of those that are opened page by page. */
export function useFindings({ filters, sort, by, opened }: ListPlace): FindingList {
  const { api } = useDatabase();
  const groups = useAnswer<Groups>(by === null ? null : api(groupsQuestion(filters, by)));
  const shown = useMemo(
    () => (by === null ? [] : (groups.data?.groups.filter(({ key }) => opened.includes(key)) ?? [])),
    [by, groups.data, opened],
  );
  const lists = useLists<FindingsPage>(
    by === null ? [api(question(filters, sort))] : shown.map(({ key }) => api(question(filters, sort, groupFilter(by, key)))),
  );
  const items = useMemo(
    () => (by === null ? findingsOf(lists[0], 0, 0) : groupItems(groups.data, shown, lists)),
    [by, groups.data, shown, lists],
  );
  const sizes = by === null ? null : (groups.data?.groups.map(sizeOf) ?? null);
  const others = groups.data?.others;
  const rest = others === undefined ? 0 : sizeOf(others);
  const count = by === null ? (lists[0]?.pages.at(-1)?.count ?? null) : (sizes?.reduce((sum, size) => sum + size, rest) ?? null);
  const rows = by === null ? (count ?? items.length) : (sizes?.length ?? 0) + shown.reduce((sum, group) => sum + sizeOf(group), 0);
  return { items, count, rows, lists, groups: by === null ? null : groups };
}

function groupItems(groups: Groups | null, shown: readonly ListGroup[], lists: readonly Pages<FindingsPage>[]): readonly Item[] {
  const items: Item[] = [];
  let [before, place] = [0, 0];
  for (const group of groups?.groups ?? []) {
    const list = lists[shown.indexOf(group)];
    items.push({ kind: 'group', id: `group ${group.key ?? ''}`, group, isOpen: list !== undefined, place });
    place += 1;
    if (list !== undefined) {
      items.push(...findingsOf(list, before, place));
      if (list.hasMore || list.isLoading || list.trouble !== null) items.push({ kind: 'end', id: `end ${group.key ?? ''}`, of: list });
      place += sizeOf(group);
    }
    before += sizeOf(group);
  }
  return items;
}

/** Findings with their places in the whole list, and in the table. */
function findingsOf(list: Pages<FindingsPage> | undefined, before: number, place: number): readonly Item[] {
  const findings = list?.pages.flatMap((page) => page.findings) ?? [];
  return findings.map((row, index) => ({
    ...({ kind: 'finding', id: row.fingerprint, row } as const),
    ...{ rank: before + index + 1, place: place + index },
  }));
}

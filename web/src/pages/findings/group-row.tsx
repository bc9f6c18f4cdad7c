import type { ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/mark.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { GRAVITY, listAddress, type ListPlace } from './filters.ts';
import { sizeOf, type Grouping, type ListGroup } from './groups.ts';
import type { Item } from './use-findings.ts';
import type { RowsAt } from './use-rows.ts';

/** How high a head is, before it was drawn. */
export const GROUP_HEIGHT = 37;

interface Wish {
  readonly item: Extract<Item, { readonly kind: 'group' }>;
  readonly index: number;
  readonly place: ListPlace;
  readonly checks: ReadonlyMap<string, Check>;
  readonly wide: number;
  readonly at: RowsAt;
  readonly onToggle: (key: string | null) => void;
}

/** The head of a group: it says how many there are, opens them, and leads to a list of nothing else. */
export function GroupRow({ item, index, place, checks, wide, at, onToggle }: Wish): ReactNode {
  const words = useWords();
  const { page } = useDatabase();
  const { group, isOpen } = item;
  const by = place.by ?? 'check';
  const title = titleOf(group, by, checks, words);
  const severity = GRAVITY.find((one) => one === (by === 'check' ? checks.get(group.key ?? '')?.severity : by === 'severity' && group.key));
  return (
    <tr
      data-row={index}
      aria-rowindex={item.place + 2}
      className={at.current === index ? 'grp now' : 'grp'}
      onFocus={() => at.setCurrent(index)}
    >
      <th scope="rowgroup" colSpan={wide}>
        <button type="button" className="btn t sm" aria-expanded={isOpen} onClick={() => onToggle(group.key)}>
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
          {severity !== undefined && <Mark kind={severity} alone />}
          <span className="gt">{title}</span> <span className="m">{words.number(sizeOf(group))}</span>
        </button>
        {group.key !== null && (
          <Link
            className="s"
            aria-label={`${words.findings.onlyThese}: ${title}`}
            to={listAddress(page('/findings'), { ...place, by: null, opened: [], filters: { ...place.filters, [by]: group.key } })}
          >
            {words.findings.onlyThese}
          </Link>
        )}
      </th>
    </tr>
  );
}

function titleOf({ name, key }: ListGroup, by: Grouping, checks: ReadonlyMap<string, Check>, words: Words): string {
  if (key === null || name === null) return words.findings.withoutAny[by];
  if (by === 'check') return checks.get(key)?.title ?? name;
  if (by === 'group') return words.checks.groups(name);
  if (by === 'severity') return words.marks[GRAVITY.find((one) => one === key) ?? 'info'];
  return name;
}

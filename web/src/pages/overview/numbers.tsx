import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import type { Group } from '../../api/types.ts';
import { Link } from '../../router/link.tsx';
import { address } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

const MONTH_MS = 30 * 86_400_000;

/** What is open, each number a link to it; a dash while it is not known. */
export function Numbers({ groups }: { readonly groups: readonly Group[] | null }): ReactNode {
  const { overview: words, number } = useWords();
  const { page } = useDatabase();
  const before = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 - MONTH_MS).toISOString();
  const sum = (member: 'open' | 'acknowledged'): number | null => groups?.reduce((total, group) => total + group[member], 0) ?? null;
  const numbers = [
    { label: words.total, value: sum('open'), query: {} },
    { label: words.isNew, value: useCount('state=new'), query: { state: 'new' } },
    { label: words.returned, value: useCount('state=returned'), query: { state: 'returned' } },
    { label: words.old, value: useCount(`before=${before}`), query: { age: '30d' } },
    { label: words.acknowledged, value: sum('acknowledged'), query: { state: 'acknowledged' } },
  ];
  return (
    <nav className="nums" aria-label={words.numbers}>
      {numbers.map(({ label, value, query }) => (
        <Link key={label} to={address(page('/findings'), query)}>
          <b>{value === null ? '–' : number(value)}</b>
          <span>{label}</span>
        </Link>
      ))}
    </nav>
  );
}

/** How many findings a question of the API has; null while it is not known. */
function useCount(query: string): number | null {
  const { api } = useDatabase();
  return useAnswer<{ readonly count: number }>(api(`/findings?limit=1&${query}`)).data?.count ?? null;
}

import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import type { Group } from '../../api/types.ts';
import { useRepairableCount } from '../../api/use-repairable.ts';
import { Counts } from '../../components/counts.tsx';
import { address } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import type { Comparison } from '../compare/comparison.ts';
import { comparisonPath } from './changed-panel.tsx';

const MONTH_MS = 30 * 86_400_000;

/** What has changed and what is open, each number a link to it. */
export function Numbers({
  groups,
  since,
}: {
  readonly groups: readonly Group[] | null;
  /** What the last two audits differ in; null where they cannot be compared. */
  readonly since: Comparison | null;
}): ReactNode {
  const { overview: words } = useWords();
  const { page } = useDatabase();
  const before = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 - MONTH_MS).toISOString();
  const findings = (query: Readonly<Record<string, string>>): string => address(page('/findings'), query);
  return (
    <Counts
      label={words.numbers}
      of={[
        { label: words.isNew, value: useCount('state=new'), to: findings({ state: 'new' }) },
        { label: words.returned, value: useCount('state=returned'), to: findings({ state: 'returned' }) },
        {
          label: words.resolved,
          value: since?.counts.resolved ?? null,
          to: since === null ? page('/runs') : `${page(comparisonPath(since))}#resolved`,
        },
        { label: words.repairable, value: useRepairableCount(), to: page('/repairs/new') },
        { label: words.old, value: useCount(`before=${before}`), to: findings({ age: '30d' }) },
        {
          label: words.acknowledged,
          value: groups?.reduce((total, group) => total + group.acknowledged, 0) ?? null,
          to: findings({ state: 'acknowledged' }),
        },
      ]}
    />
  );
}

/** How many findings a question of the API has; null while it is not known. */
function useCount(query: string): number | null {
  const { api } = useDatabase();
  return useAnswer<{ readonly count: number }>(api(`/findings?limit=1&${query}`)).data?.count ?? null;
}

import type { ReactNode } from 'react';
import type { RunSummary } from '../api/types.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useDatabase } from '../session/use-database.tsx';
import { personOf } from '../words/person-of.ts';
import { useWords } from '../words/use-words.tsx';
import { Mark } from './mark.tsx';
import { Time } from './time.tsx';

/** Says before anything is written that somebody has repaired since a preview was made (FACE, States). */
export function NewerRepair({ than }: { readonly than: string }): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const repairs = useAnswer<{ readonly runs: readonly RunSummary[] }>(api('/runs?mode=fix&limit=1'));
  const [newest] = repairs.data?.runs ?? [];
  // One that is under way may be one's own: how it goes on is shown.
  if (newest === undefined || newest.startedAt <= than || newest.state === 'running') return null;
  return (
    <p className="note warning" role="status">
      <Mark kind="warning" />
      <span>
        {words.repairs.newer(personOf(newest.operator))} <Time at={newest.startedAt} />
      </span>
    </p>
  );
}

import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import type { Group, RunSummary } from '../../api/types.ts';
import { Loading, TroubleNote } from '../../components/states.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { ChecksPanel } from './checks-panel.tsx';
import { IncidentsPanel } from './incidents-panel.tsx';
import { Numbers } from './numbers.tsx';
import { RunsPanel } from './runs-panel.tsx';
import { StatusPanel } from './status-panel.tsx';
import { TrendPanel } from './trend-panel.tsx';
import { Verdict } from './verdict.tsx';

/** Whether all is well, what has changed, and what runs next. */
export default function OverviewPage(): ReactNode {
  const words = useWords();
  const { api } = useDatabase();
  const runs = useAnswer<{ readonly runs: readonly RunSummary[] }>(api('/runs?limit=20'));
  const groups = useAnswer<{ readonly groups: readonly Group[] }>(api('/summary?by=check'));
  if (runs.data === null)
    return runs.trouble === null ? <Loading rows={6} /> : <TroubleNote answer={runs} what={words.overview.runs} again={runs.again} />;
  return (
    <>
      <Verdict runs={runs.data.runs} />
      <Numbers groups={groups.data?.groups ?? null} />
      <TrendPanel />
      <div className="two">
        <ChecksPanel groups={groups} />
        <div>
          <IncidentsPanel />
          <RunsPanel runs={runs.data.runs} />
          <StatusPanel />
        </div>
      </div>
    </>
  );
}

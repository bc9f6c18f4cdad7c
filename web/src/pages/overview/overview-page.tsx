import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import type { RunSummary } from '../../api/types.ts';
import { useOpenChecks } from '../../api/use-open-checks.ts';
import { Head } from '../../components/head.tsx';
import { Loading, TroubleNote } from '../../components/states.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { BackupPanel } from './backup-panel.tsx';
import { ChangedPanel, useSinceLast } from './changed-panel.tsx';
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
  // Previews, repairs and undos look at a part only.
  const audits = useAnswer<{ readonly runs: readonly RunSummary[] }>(api('/runs?mode=audit&limit=20'));
  const groups = useOpenChecks();
  const since = useSinceLast(audits.data?.runs ?? []);
  const missing = [runs, audits].find(({ data }) => data === null);
  if (runs.data === null || audits.data === null)
    return (
      <>
        <Head title={words.overview.title} />
        {missing === undefined || missing.trouble === null ? (
          <Loading rows={6} />
        ) : (
          <TroubleNote answer={missing} what={words.overview.runs} again={missing.again} />
        )}
      </>
    );
  // Of what nobody has looked at there is nothing to ask.
  if (runs.data.runs.length === 0)
    return (
      <>
        <Verdict audits={[]} groups={null} />
        <div className="two">
          <RunsPanel runs={[]} />
          <StatusPanel />
        </div>
      </>
    );
  return (
    <>
      <Verdict audits={audits.data.runs} groups={groups.data?.groups ?? null} />
      <Numbers groups={groups.data?.groups ?? null} since={since?.data != null && since.data.compared.length > 0 ? since.data : null} />
      <TrendPanel />
      <div className="two">
        <div>
          {since !== null && <ChangedPanel since={since} />}
          <ChecksPanel groups={groups} />
        </div>
        <div>
          <IncidentsPanel />
          <RunsPanel runs={runs.data.runs} />
          <StatusPanel />
          <BackupPanel />
        </div>
      </div>
    </>
  );
}

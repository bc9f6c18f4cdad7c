import type { ReactNode } from 'react';
import { useRun } from '../../api/use-run.ts';
import { Command } from '../../components/command.tsx';
import { Panel } from '../../components/panel.tsx';
import type { PageProps } from '../../routes.ts';
import { useWords } from '../../words/use-words.tsx';
import { ChangeCounts } from './change-counts.tsx';
import { NotRun } from './not-run.tsx';
import { ReportLinks } from './report-links.tsx';
import { RunAnswered } from './run-answered.tsx';
import { RunChecks } from './run-checks.tsx';
import { RunFacts } from './run-facts.tsx';

/** One run: what it came to, check by check. */
export default function RunPage({ params: { run: name = '' } }: PageProps): ReactNode {
  const { run: words } = useWords();
  const answer = useRun(name);
  return (
    <RunAnswered of={answer} view={null}>
      {({ run, checks }) => (
        <>
          <ChangeCounts run={run} />
          <RunChecks run={run} checks={checks} />
          <NotRun checks={checks} />
          <div className="two">
            <RunFacts run={run} />
            <div>
              {run.recorded !== undefined && <ReportLinks run={run} />}
              <Panel title={words.byHand}>
                <div className="pad grid gap-2">
                  <Command line={`peerquest-audit show ${run.id.slice(0, 8)}`} />
                  {run.recorded !== undefined && <Command line={`peerquest-audit report ${run.id.slice(0, 8)} --format html`} />}
                </div>
              </Panel>
            </div>
          </div>
        </>
      )}
    </RunAnswered>
  );
}

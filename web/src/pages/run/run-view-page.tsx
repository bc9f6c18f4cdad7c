import type { ReactNode } from 'react';
import { useRun } from '../../api/use-run.ts';
import type { PageProps } from '../../routes.ts';
import MissingPage from '../missing/missing-page.tsx';
import { RunAnswered } from './run-answered.tsx';
import { RUN_VIEWS } from './run-head.tsx';
import { RunPerformance } from './run-performance.tsx';
import { RunText } from './run-text.tsx';

/** Another look at a run: how fast it was, or the very text that the terminal shows. */
export default function RunViewPage({ params: { run: name = '', view: wanted } }: PageProps): ReactNode {
  const answer = useRun(name);
  const view = RUN_VIEWS.find((each) => each === wanted);
  if (view === undefined) return <MissingPage />;
  return (
    <RunAnswered of={answer} view={view}>
      {({ run, checks }) => (view === 'text' ? <RunText run={run} /> : <RunPerformance run={run} checks={checks} />)}
    </RunAnswered>
  );
}

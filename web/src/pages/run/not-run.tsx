import type { ReactNode } from 'react';
import type { RunCheck } from '../../api/types.ts';
import { useChecks } from '../../api/use-run.ts';
import { MarkedLink } from '../../components/marked-link.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** What did not run, and why: it is neither passed nor found. */
export function NotRun({ checks }: { readonly checks: readonly RunCheck[] }): ReactNode {
  const { run: words } = useWords();
  const { page } = useDatabase();
  const known = useChecks();
  const not = checks.filter(({ outcome }) => outcome === 'could-not-run' || outcome === 'does-not-apply');
  if (not.length === 0) return null;
  // What could not look is read before what has nothing to look at.
  const sorted = not.toSorted((one, other) => one.outcome.localeCompare(other.outcome));
  return (
    <Panel title={words.notRun} note={words.notRunCount(not.length)}>
      <Table
        label={words.notRun}
        rows={sorted}
        keyOf={({ check }) => check}
        columns={[
          {
            head: words.check,
            cell: ({ check, outcome }) => (
              <MarkedLink mark={outcome === 'could-not-run' ? 'fail' : 'na'} to={page(`/checks/${encodeURIComponent(check)}`)}>
                {known.get(check)?.title ?? check}
              </MarkedLink>
            ),
          },
          { head: words.why, isMuted: true, cell: ({ reason }) => <span className="ev">{reason ?? words.noReason}</span> },
        ]}
      />
    </Panel>
  );
}

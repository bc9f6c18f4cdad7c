import type { ReactNode } from 'react';
import type { RunCheck, RunSummary } from '../../api/types.ts';
import { useChecks } from '../../api/use-run.ts';
import type { MarkKind } from '../../components/mark.tsx';
import { MarkedLink } from '../../components/marked-link.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** The order in which they are read: what found something first, by its severity. */
const FIRST: readonly MarkKind[] = ['fail', 'critical', 'warning', 'info', 'ok'];

/** Every check that looked: what it came to, what it read, and how long it took. */
export function RunChecks({ run, checks }: { readonly run: RunSummary; readonly checks: readonly RunCheck[] }): ReactNode {
  const { run: words, number, took, marks } = useWords();
  const { page } = useDatabase();
  const known = useChecks();
  const ran = checks.filter(({ outcome }) => outcome === 'passed' || outcome === 'found');
  const sorted = ran.toSorted((one, other) => FIRST.indexOf(markOfCheck(one)) - FIRST.indexOf(markOfCheck(other)));
  const isRepair = ran.some(({ remaining }) => remaining !== null);
  return (
    <Panel title={words.checks} {...(ran.length > 0 && { note: words.ran(ran.length) })}>
      <Table
        label={words.checks}
        rows={sorted}
        keyOf={({ check }) => check}
        empty={run.recorded === undefined ? words.notRecorded : words.noChecks}
        columns={[
          {
            head: words.check,
            cell: (each) => (
              <MarkedLink mark={markOfCheck(each)} to={page(`/checks/${encodeURIComponent(each.check)}`)}>
                {known.get(each.check)?.title ?? each.check}
              </MarkedLink>
            ),
          },
          { head: words.outcome, isMuted: true, isWide: true, cell: ({ outcome }) => (outcome === 'passed' ? marks.ok : words.found) },
          {
            head: words.findings,
            isNumber: true,
            cell: ({ count, acknowledged }) =>
              acknowledged === 0 ? (
                count
              ) : (
                <>
                  {count === null ? '–' : number(count)}
                  <div className="m s">{words.alsoAcknowledged(acknowledged)}</div>
                </>
              ),
          },
          ...(isRepair ? [{ head: words.left, isNumber: true, cell: ({ remaining }: RunCheck) => remaining }] : []),
          { head: words.rows, isNumber: true, isMuted: true, isWide: true, cell: ({ examined }) => examined },
          { head: words.time, isNumber: true, isMuted: true, cell: ({ durationMs }) => took(durationMs) },
        ]}
      />
    </Panel>
  );
}

function markOfCheck({ outcome, severity }: RunCheck): MarkKind {
  return outcome === 'could-not-run' ? 'fail' : outcome === 'does-not-apply' ? 'na' : outcome === 'passed' ? 'ok' : severity;
}

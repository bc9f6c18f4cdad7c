import type { ReactNode } from 'react';
import type { RunCheck } from '../../api/types.ts';
import { useChecks } from '../../api/use-run.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Link } from '../../router/link.tsx';
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
      <table className="mini">
        <thead>
          <tr>
            <th scope="col">{words.check}</th>
            <th scope="col">{words.why}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ check, outcome, reason }) => (
            <tr key={check}>
              <td>
                <span className="gt">
                  <Mark kind={outcome === 'could-not-run' ? 'fail' : 'na'} alone />
                  <Link className="q b" to={page(`/checks/${encodeURIComponent(check)}`)}>
                    {known.get(check)?.title ?? check}
                  </Link>
                </span>
              </td>
              <td className="m ev">{reason ?? words.noReason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

import type { ReactNode } from 'react';
import type { RunCheck, RunSummary } from '../../api/types.ts';
import { useChecks } from '../../api/use-run.ts';
import { Mark, type MarkKind } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Link } from '../../router/link.tsx';
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
  if (ran.length === 0)
    return (
      <Panel title={words.checks}>
        <p className="pad m s">{run.recorded === undefined ? words.notRecorded : words.noChecks}</p>
      </Panel>
    );
  return (
    <Panel title={words.checks} note={words.ran(ran.length)}>
      <table className="mini">
        <thead>
          <tr>
            <th scope="col">{words.check}</th>
            <th scope="col" className="phone:hidden">
              {words.outcome}
            </th>
            <th scope="col" className="num">
              {words.findings}
            </th>
            {isRepair && (
              <th scope="col" className="num">
                {words.left}
              </th>
            )}
            <th scope="col" className="num phone:hidden">
              {words.rows}
            </th>
            <th scope="col" className="num">
              {words.time}
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((each) => (
            <tr key={each.check}>
              <td>
                <span className="gt">
                  <Mark kind={markOfCheck(each)} alone />
                  <Link className="q b" to={page(`/checks/${encodeURIComponent(each.check)}`)}>
                    {known.get(each.check)?.title ?? each.check}
                  </Link>
                </span>
              </td>
              <td className="m phone:hidden">{each.outcome === 'passed' ? marks.ok : words.found}</td>
              <td className="num">
                {each.count === null ? '–' : number(each.count)}
                {each.acknowledged > 0 && <div className="m s">{words.alsoAcknowledged(each.acknowledged)}</div>}
              </td>
              {isRepair && <td className="num">{each.remaining === null ? '–' : number(each.remaining)}</td>}
              <td className="num m phone:hidden">{each.examined === null ? '–' : number(each.examined)}</td>
              <td className="num m">{took(each.durationMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function markOfCheck({ outcome, severity }: RunCheck): MarkKind {
  return outcome === 'could-not-run' ? 'fail' : outcome === 'does-not-apply' ? 'na' : outcome === 'passed' ? 'ok' : severity;
}

import type { ReactNode } from 'react';
import { useAnswer } from '../../api/use-answer.ts';
import type { Job, RunSummary } from '../../api/types.ts';
import { Mark, type MarkKind } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

const SHOWN = 5;

/** What runs next, and what ran last. */
export function RunsPanel({ runs }: { readonly runs: readonly RunSummary[] }): ReactNode {
  const { overview: words } = useWords();
  const { name, page } = useDatabase();
  const jobs = useAnswer<{ readonly jobs: readonly Job[] }>('/jobs').data?.jobs ?? [];
  const next = jobs
    .filter(({ database }) => database === name)
    .flatMap(({ name: job, next: [at] }) => (at === undefined ? [] : [{ job, at }]));
  return (
    <Panel
      title={words.runs}
      aside={
        <Link className="s" to={page('/runs')}>
          {words.all}
        </Link>
      }
    >
      {runs.length + next.length === 0 && <p className="pad m s">{words.noRuns}</p>}
      <table className="mini">
        <tbody>
          {next.map(({ job, at }) => (
            <tr key={job}>
              <td>
                <Mark kind="wait" alone /> {words.next(job)}
              </td>
              <td className="num m nw">
                <Time at={at} />
              </td>
            </tr>
          ))}
          {runs.slice(0, SHOWN).map((run) => (
            <tr key={run.id}>
              <td>
                <Mark kind={markOf(run)} alone />{' '}
                <Link className="q" to={page(`/runs/${run.id}`)}>
                  {words.modes[run.mode]}
                </Link>
              </td>
              <td className="num m nw">
                <Time at={run.startedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function markOf({ recorded, state }: RunSummary): MarkKind {
  if (recorded === null) return state === 'running' ? 'busy' : 'fail';
  if (recorded.exitCode >= 2) return 'fail';
  if (recorded.findings.critical > 0) return 'critical';
  return recorded.findings.warning > 0 ? 'warning' : 'ok';
}

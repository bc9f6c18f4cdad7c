import type { ReactNode } from 'react';
import { kindOf } from '../../api/kind-of-run.ts';
import { useAnswer } from '../../api/use-answer.ts';
import type { Job, RunSummary } from '../../api/types.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { RunMark } from '../../components/run-mark.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';

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
                <RunMark run={run} alone />{' '}
                <Link className="q" to={page(`/runs/${run.id}`)}>
                  {words.modes[kindOf(run)]}
                  {cameTo(words, run)}
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

/** What it found, or has changed; nothing where that is not known, or none of it. */
function cameTo(words: Words['overview'], { mode, recorded, changes }: RunSummary): string {
  const { critical, warning } = recorded?.findings ?? { critical: 0, warning: 0 };
  if (mode === 'audit') return critical + warning === 0 ? '' : words.found(critical + warning);
  const made = changes['committed'] ?? 0;
  return made === 0 ? '' : words.made(made);
}

import type { ReactNode } from 'react';
import { kindOf } from '../../api/kind-of-run.ts';
import type { RunSummary } from '../../api/types.ts';
import { RunMark } from '../../components/run-mark.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { personOf } from '../../words/person-of.ts';
import { useWords } from '../../words/use-words.tsx';

interface Wish {
  readonly runs: readonly RunSummary[];
  /** Ids of those that are to be compared. */
  readonly chosen: readonly string[];
  readonly onChoose: (id: string) => void;
}

/** Runs with what they came to. Of one that the history does not have there is nothing to compare. */
export function RunTable({ runs, chosen, onChoose }: Wish): ReactNode {
  const { runs: words, overview, number, moment, took } = useWords();
  const { page } = useDatabase();
  return (
    <section className="panel" aria-label={words.title}>
      <table className="mini">
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">{words.choose}</span>
            </th>
            <th scope="col">{words.run}</th>
            <th scope="col">{words.started}</th>
            <th scope="col" className="phone:hidden">
              {words.by}
            </th>
            <th scope="col" className="num">
              {words.findings}
            </th>
            <th scope="col" className="num phone:hidden">
              {words.duration}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id} className={chosen.includes(run.id) ? 'sel' : undefined}>
              <td>
                <input
                  type="checkbox"
                  aria-label={words.chooseRun(overview.modes[kindOf(run)], moment(new Date(run.startedAt)))}
                  disabled={run.recorded === undefined}
                  checked={chosen.includes(run.id)}
                  onChange={() => onChoose(run.id)}
                />
              </td>
              <td>
                <RunMark run={run} alone />{' '}
                <Link className="q b" to={page(`/runs/${run.id}`)}>
                  {overview.modes[kindOf(run)]}
                </Link>{' '}
                <code className="m phone:hidden">{run.id.slice(0, 8)}</code>
                {run.user !== null && <div className="m s">{words.only(run.user)}</div>}
              </td>
              <td className="m">
                <Time at={run.startedAt} />
              </td>
              <td className="m phone:hidden">{personOf(run.operator)}</td>
              <td className="num">{run.recorded === undefined ? '–' : number(sumOf(run.recorded.findings))}</td>
              <td className="num m phone:hidden">{run.recorded === undefined ? '–' : took(run.recorded.durationMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function sumOf({ critical, warning, info }: NonNullable<RunSummary['recorded']>['findings']): number {
  return critical + warning + info;
}

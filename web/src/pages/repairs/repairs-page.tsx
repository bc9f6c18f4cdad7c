import type { ReactNode } from 'react';
import type { RunSummary } from '../../api/types.ts';
import { kindOf } from '../../api/kind-of-run.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Head } from '../../components/head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { StateMark } from '../../components/run-mark.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import { personOf } from '../../words/person-of.ts';
import { useWords } from '../../words/use-words.tsx';

interface Runs {
  readonly runs: readonly RunSummary[];
}

/** Repairs and undos that were made, the newest first. */
export default function RepairsPage(): ReactNode {
  const words = useWords();
  const { page } = useDatabase();
  const may = useMay('admin');
  const action = may ? (
    <Link className="btn p" to={page('/repairs/new')}>
      {words.repairs.newOne}
    </Link>
  ) : (
    <span className="m s">{words.repairs.needsAdmin}</span>
  );
  return (
    <>
      <Head title={words.repairs.title} actions={action} />
      <Kind mode="fix" />
      <Kind mode="undo" />
    </>
  );
}

function Kind({ mode }: { readonly mode: 'fix' | 'undo' }): ReactNode {
  const words = useWords();
  const { api, page } = useDatabase();
  const found = useAnswer<Runs>(api(`/runs?mode=${mode}`));
  const title = words.overview.modes[mode];
  return (
    <Panel title={title}>
      <Answer of={found} what={title}>
        {({ runs: all }) => {
          // A preview of an undo has taken nothing back: it stands among the runs.
          const runs = all.filter((run) => kindOf(run) === mode);
          return runs.length === 0 ? (
            <p className="pad m s">{words.repairs.none}</p>
          ) : (
            <table className="mini">
              <thead>
                <tr>
                  <th scope="col">{words.repairs.run}</th>
                  <th scope="col">{words.repairs.by}</th>
                  <th scope="col" className="num">
                    {words.repairs.changes}
                  </th>
                  <th scope="col" className="num">
                    {words.repairs.when}
                  </th>
                </tr>
              </thead>
              <tbody>
                {runs.map((run) => (
                  <tr key={run.id}>
                    <td>
                      <StateMark state={run.state} alone />{' '}
                      <Link className="q" to={page(`/repairs/${run.id}`)}>
                        {words.overview.modes[kindOf(run)]} {run.id.slice(0, 8)}
                      </Link>
                    </td>
                    <td className="m">{personOf(run.operator)}</td>
                    <td className="num">{words.number(run.changes['committed'] ?? run.changes['planned'] ?? 0)}</td>
                    <td className="num m">
                      <Time at={run.startedAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        }}
      </Answer>
    </Panel>
  );
}

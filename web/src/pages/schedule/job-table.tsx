import type { ReactNode } from 'react';
import type { Job, LastOfJob } from '../../api/types.ts';
import { Mark, type MarkKind } from '../../components/mark.tsx';
import { RowButton } from '../../components/row-button.tsx';
import { Time } from '../../components/time.tsx';
import type { Acts } from '../../components/use-acts.tsx';
import { Link } from '../../router/link.tsx';
import { pageIn, useDatabase } from '../../session/use-database.tsx';
import { useMay } from '../../session/use-session.tsx';
import { useWords } from '../../words/use-words.tsx';
import { nameOf } from './job-name.ts';

interface Wish {
  readonly jobs: readonly Job[];
  readonly busy: Acts['busy'];
  readonly onRun: (job: Job) => void;
}

/** Jobs, a row each. */
export function JobTable({ jobs, busy, onRun }: Wish): ReactNode {
  const { schedule: words } = useWords();
  const may = useMay('operator');
  return (
    <div className="panel">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.job}</th>
            <th scope="col" className="hp">
              {words.when}
            </th>
            <th scope="col">{words.next}</th>
            <th scope="col">{words.last}</th>
            {may && (
              <th scope="col" className="num">
                <span className="vh">{words.run}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={nameOf(job)}>
              <td className="[overflow-wrap:anywhere]">
                <b className="b">{job.name}</b>
                <div className="s m">{job.database}</div>
              </td>
              <td className="hp">
                <code>{job.cron}</code>
                <div className="s m">{job.timeZone}</div>
              </td>
              <td>
                {job.next.length === 0 && <span className="m">{words.never}</span>}
                {job.next.map((at, index) => (
                  <div key={at} className={index === 0 ? undefined : 's m'}>
                    <Time at={at} />
                  </div>
                ))}
              </td>
              <td>{job.last === null ? <span className="m">{words.notYet}</span> : <Last of={job.last} database={job.database} />}</td>
              {may && (
                <td className="num">
                  <RowButton label={words.run} icon="play" about={nameOf(job)} busy={busy} onPress={() => onRun(job)} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const MARKS: Readonly<Record<LastOfJob['state'], MarkKind>> = {
  waiting: 'wait',
  running: 'busy',
  passed: 'ok',
  issues: 'warning',
  failed: 'fail',
};

function Last({
  of: { state, run, startedAt, finishedAt, retryAt },
  database,
}: {
  readonly of: LastOfJob;
  readonly database: string;
}): ReactNode {
  const { schedule: words, moment } = useWords();
  const { all } = useDatabase();
  const says = words.states[state];
  return (
    <>
      <span className="gt">
        <Mark kind={MARKS[state]} />
        {run === null ? says : <Link to={pageIn({ name: database, all }, `/runs/${run}`)}>{says}</Link>}
      </span>
      <div className="s m">
        <Time at={finishedAt ?? startedAt} />
      </div>
      {retryAt !== null && <div className="s m">{words.again(moment(new Date(retryAt)))}</div>}
    </>
  );
}

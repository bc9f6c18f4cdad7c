import type { ReactNode } from 'react';
import type { Job, LastOfJob } from '../../api/types.ts';
import { Mark, type MarkKind } from '../../components/mark.tsx';
import { RowButton } from '../../components/row-button.tsx';
import { Table } from '../../components/table.tsx';
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
      <Table
        label={words.title}
        look="roomy"
        rows={jobs}
        keyOf={nameOf}
        columns={[
          {
            head: words.job,
            isForeign: true,
            cell: ({ name, database }) => (
              <>
                <b className="b">{name}</b>
                <div className="s m">{database}</div>
              </>
            ),
          },
          {
            head: words.when,
            isWide: true,
            cell: ({ cron, timeZone }) => (
              <>
                <code>{cron}</code>
                <div className="s m">{timeZone}</div>
              </>
            ),
          },
          { head: words.next, cell: (job) => <Next of={job} /> },
          {
            head: words.last,
            cell: ({ last, database }) =>
              last === null ? <span className="m">{words.notYet}</span> : <Last of={last} database={database} />,
          },
          ...(may
            ? [
                {
                  head: words.run,
                  isNumber: true,
                  isHeard: true,
                  cell: (job: Job) => (
                    <RowButton label={words.run} icon="play" about={nameOf(job)} busy={busy} onPress={() => onRun(job)} />
                  ),
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}

function Next({ of: { next } }: { readonly of: Job }): ReactNode {
  const { schedule: words } = useWords();
  if (next.length === 0) return <span className="m">{words.never}</span>;
  return next.map((at, index) => (
    <div key={at} className={index === 0 ? undefined : 's m'}>
      <Time at={at} />
    </div>
  ));
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

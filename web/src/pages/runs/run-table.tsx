import type { ReactNode } from 'react';
import { kindOf } from '../../api/kind-of-run.ts';
import type { RunSummary } from '../../api/types.ts';
import { RunMark } from '../../components/run-mark.tsx';
import { Table } from '../../components/table.tsx';
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
  const { runs: words, overview, moment, took } = useWords();
  const { page } = useDatabase();
  return (
    <section className="panel" aria-label={words.title}>
      <Table
        label={words.title}
        rows={runs}
        keyOf={({ id }) => id}
        isChosen={({ id }) => chosen.includes(id)}
        columns={[
          {
            head: words.choose,
            isHeard: true,
            cell: (run) => (
              <input
                type="checkbox"
                aria-label={words.chooseRun(overview.modes[kindOf(run)], moment(new Date(run.startedAt)))}
                disabled={run.recorded === undefined}
                checked={chosen.includes(run.id)}
                onChange={() => onChoose(run.id)}
              />
            ),
          },
          {
            head: words.run,
            cell: (run) => (
              <>
                <RunMark run={run} alone />{' '}
                <Link className="q b" to={page(`/runs/${run.id}`)}>
                  {overview.modes[kindOf(run)]}
                </Link>{' '}
                <code className="m hp">{run.id.slice(0, 8)}</code>
                {run.user !== null && <div className="m s">{words.only(run.user)}</div>}
              </>
            ),
          },
          { head: words.started, isMuted: true, cell: ({ startedAt }) => <Time at={startedAt} /> },
          { head: words.by, isMuted: true, isWide: true, cell: ({ operator }) => personOf(operator) },
          { head: words.findings, isNumber: true, cell: ({ recorded }) => (recorded === undefined ? null : sumOf(recorded.findings)) },
          {
            head: words.duration,
            isNumber: true,
            isMuted: true,
            isWide: true,
            cell: ({ recorded }) => (recorded === undefined ? null : took(recorded.durationMs)),
          },
        ]}
      />
    </section>
  );
}

function sumOf({ critical, warning, info }: NonNullable<RunSummary['recorded']>['findings']): number {
  return critical + warning + info;
}

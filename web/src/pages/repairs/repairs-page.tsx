import type { ReactNode } from 'react';
import type { RunSummary } from '../../api/types.ts';
import { kindOf } from '../../api/kind-of-run.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Head } from '../../components/head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Answer } from '../../components/states.tsx';
import { StateMark } from '../../components/run-mark.tsx';
import { Table } from '../../components/table.tsx';
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
          return (
            <Table
              label={title}
              rows={runs}
              keyOf={({ id }) => id}
              empty={words.repairs.none}
              columns={[
                {
                  head: words.repairs.run,
                  cell: (run) => (
                    <>
                      <StateMark state={run.state} alone />{' '}
                      <Link className="q" to={page(`/repairs/${run.id}`)}>
                        {words.overview.modes[kindOf(run)]} {run.id.slice(0, 8)}
                      </Link>
                    </>
                  ),
                },
                { head: words.repairs.by, isMuted: true, cell: ({ operator }) => personOf(operator) },
                { head: words.repairs.changes, isNumber: true, cell: ({ changes }) => changes['committed'] ?? changes['planned'] ?? 0 },
                { head: words.repairs.when, isNumber: true, isMuted: true, cell: ({ startedAt }) => <Time at={startedAt} /> },
              ]}
            />
          );
        }}
      </Answer>
    </Panel>
  );
}

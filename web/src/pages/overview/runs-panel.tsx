import type { ReactNode } from 'react';
import { kindOf } from '../../api/kind-of-run.ts';
import { useAnswer } from '../../api/use-answer.ts';
import type { Job, RunSummary } from '../../api/types.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { RunMark } from '../../components/run-mark.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';

const SHOWN = 5;

/** What runs next, and what ran last. */
export function RunsPanel({ runs }: { readonly runs: readonly RunSummary[] }): ReactNode {
  const { overview: words, runs: listed } = useWords();
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
      <Table
        label={words.runs}
        rows={[...next, ...runs.slice(0, SHOWN)]}
        keyOf={(row) => ('job' in row ? row.job : row.id)}
        empty={words.noRuns}
        columns={[
          { head: listed.run, isHeard: true, cell: (row) => ('job' in row ? <Coming job={row.job} /> : <Past run={row} />) },
          {
            head: listed.started,
            isHeard: true,
            isNumber: true,
            isMuted: true,
            cell: (row) => <Time at={'job' in row ? row.at : row.startedAt} />,
          },
        ]}
      />
    </Panel>
  );
}

function Coming({ job }: { readonly job: string }): ReactNode {
  const { overview: words } = useWords();
  return (
    <>
      <Mark kind="wait" alone /> {words.next(job)}
    </>
  );
}

function Past({ run }: { readonly run: RunSummary }): ReactNode {
  const { overview: words } = useWords();
  const { page } = useDatabase();
  return (
    <>
      <RunMark run={run} alone />{' '}
      <Link className="q" to={page(`/runs/${run.id}`)}>
        {words.modes[kindOf(run)]}
        {cameTo(words, run)}
      </Link>
    </>
  );
}

/** What it found, or has changed; nothing where that is not known, or none of it. */
function cameTo(words: Words['overview'], { mode, recorded, changes }: RunSummary): string {
  const { critical, warning } = recorded?.findings ?? { critical: 0, warning: 0 };
  if (mode === 'audit') return critical + warning === 0 ? '' : words.found(critical + warning);
  const made = changes['committed'] ?? 0;
  return made === 0 ? '' : words.made(made);
}

import type { ReactNode } from 'react';
import type { Severity } from '../../../../src/model/index.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useChecks, useRun } from '../../api/use-run.ts';
import { Command } from '../../components/command.tsx';
import { Counts } from '../../components/counts.tsx';
import { Head } from '../../components/head.tsx';
import { Answer } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { Way } from '../../components/way.tsx';
import { Link } from '../../router/link.tsx';
import { address, usePlace } from '../../router/place.ts';
import type { PageProps } from '../../routes.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';
import { DIFFERENCES, type Comparison, type ComparedRun } from './comparison.ts';
import { DifferenceTable } from './difference-table.tsx';
import { ScopeNote } from './scope-note.tsx';

const SHOWN = 50;
/** So many of each kind the API tells at most. */
const MOST = 500;

/** What became of findings between two runs, `A..B`. */
export default function ComparePage({ params: { runs = '' } }: PageProps): ReactNode {
  const { compare: words, overview } = useWords();
  const { path, query } = usePlace();
  const { api, page } = useDatabase();
  const [earlier = '', later = ''] = runs.split('..');
  const limit = query.get('all') === 'yes' ? MOST : SHOWN;
  const answer = useAnswer<Comparison>(api(address('/compare', { earlier, later, limit: String(limit) })));
  const [first, second] = [useRun(answer.data?.earlier.id ?? earlier), useRun(answer.data?.later.id ?? later)];
  const checks = useChecks();
  const severityOf = (check: string): Severity => checks.get(check)?.severity ?? 'info';
  const run = ({ id, mode, startedAt }: ComparedRun): ReactNode => (
    <Link to={page(`/runs/${id}`)}>
      {overview.modes[mode]}, <Time at={startedAt} />
    </Link>
  );
  return (
    <>
      <Way up="/runs">
        <code>{runs}</code>
      </Way>
      <Head title={words.title}>
        {answer.data !== null && (
          <p>
            {words.from} {run(answer.data.earlier)} {words.to} {run(answer.data.later)}
          </p>
        )}
      </Head>
      <Answer of={answer} what={words.title}>
        {(comparison) => (
          <>
            <ScopeNote comparison={comparison} earlier={first.data?.run ?? null} later={second.data?.run ?? null} checks={checks} />
            <Counts
              label={words.title}
              of={[
                ...DIFFERENCES.map((what) => ({ label: words.short[what], value: comparison.counts[what], to: `#${what}` })),
                { label: words.short.still, value: comparison.still },
              ]}
            />
            {(comparison.compared.length === 0 ? [] : DIFFERENCES).map((what) => (
              <DifferenceTable key={what} what={what} comparison={comparison} checks={checks} severityOf={severityOf} />
            ))}
            {limit < MOST && DIFFERENCES.some((what) => comparison.counts[what] > limit) && (
              <p className="s mb-4">
                <Link to={address(path, { all: 'yes' })}>{words.more(MOST)}</Link>
              </p>
            )}
            <Command line={`peerquest-audit compare ${comparison.earlier.id.slice(0, 8)} ${comparison.later.id.slice(0, 8)}`} />
          </>
        )}
      </Answer>
    </>
  );
}

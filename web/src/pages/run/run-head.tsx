import type { ReactNode } from 'react';
import { kindOf } from '../../api/kind-of-run.ts';
import type { RunSummary } from '../../api/types.ts';
import { Head } from '../../components/head.tsx';
import { RunMark } from '../../components/run-mark.tsx';
import { Time } from '../../components/time.tsx';
import { Way } from '../../components/way.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Views of a run besides its result. */
export const RUN_VIEWS = ['performance', 'text'] as const;
export type RunView = (typeof RUN_VIEWS)[number];

/** What a run was and came to, and the ways to look at it. */
export function RunHead({ run, view }: { readonly run: RunSummary; readonly view: RunView | null }): ReactNode {
  const words = useWords();
  const { page } = useDatabase();
  const own = page(`/runs/${run.id}`);
  const tabs = [null, ...RUN_VIEWS].map((each) => ({
    each,
    to: each === null ? own : `${own}/${each}`,
    label: each === null ? words.run.result : words.run[each],
  }));
  return (
    <>
      <Way up="/runs">
        <code>{run.id.slice(0, 8)}</code>
      </Way>
      <Head title={words.run.title(words.overview.modes[kindOf(run)], words.moment(new Date(run.startedAt)))}>
        <p>
          <RunMark run={run} /> <Verdict run={run} /> <Time at={run.startedAt} />
        </p>
      </Head>
      <nav className="tabs" aria-label={words.run.views}>
        {tabs.map(({ each, to, label }) => (
          <Link key={to} to={to} aria-current={each === view ? 'page' : undefined}>
            {label}
          </Link>
        ))}
      </nav>
    </>
  );
}

/** An answer that was not had is never told as "nothing there" (FACE, Principles 2). */
function Verdict({ run }: { readonly run: RunSummary }): ReactNode {
  const { run: words, took } = useWords();
  const { recorded, state } = run;
  if (recorded === undefined) return state === 'running' ? words.running : words.cutOff;
  const { critical, warning, info } = recorded.findings;
  const sum = critical + warning;
  if (recorded.exitCode >= 2) return words.failed(took(recorded.durationMs));
  return sum === 0 ? words.healthy(took(recorded.durationMs)) : words.issues(sum, info, took(recorded.durationMs));
}

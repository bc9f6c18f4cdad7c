import type { ReactNode } from 'react';
import type { RunSummary } from '../../api/types.ts';
import { Panel } from '../../components/panel.tsx';
import { Link } from '../../router/link.tsx';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** What became of a repair's changes, in numbers; nothing for a run that plans and makes none. */
export function ChangeCounts({ run }: { readonly run: RunSummary }): ReactNode {
  const { run: words, number } = useWords();
  const { page } = useDatabase();
  if (run.mode === 'audit') return null;
  const { changes, left, verified } = run;
  const numbers: readonly (readonly [string, number])[] = [
    ...Object.entries(changes).map(([state, count]) => [words.changeStates(state), count] as const),
    ...(left === null
      ? []
      : ([
          [words.conflicts, left.conflicts.changes],
          [words.alreadyDone, left.alreadyDone.changes],
          [words.notMade, left.failed.changes],
        ] as const)),
    ...(verified === null
      ? []
      : ([
          [words.fixed, verified.fixed],
          [words.remaining, verified.remaining],
          [words.appeared, verified.appeared],
        ] as const)),
  ];
  return (
    <Panel
      title={words.changes}
      aside={
        (run.mode === 'fix' || run.mode === 'undo') && (
          <Link className="s" to={page(`/repairs/${run.id}`)}>
            {words.everyChange}
          </Link>
        )
      }
    >
      {numbers.length === 0 ? (
        <p className="pad m s">{words.noChanges}</p>
      ) : (
        <div className="pad">
          <dl className="facts">
            {numbers.map(([name, count]) => (
              <div key={name} className="contents">
                <dt>{name}</dt>
                <dd>{number(count)}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </Panel>
  );
}

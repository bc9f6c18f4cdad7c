import type { TrendAnswer } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useDatabase } from '../../session/use-database.tsx';

const MONTH_MS = 30 * 86_400_000;

/** What was open of each check in the audits and repairs of 30 days, and how much more than in the one before; from the answer that the trend is drawn of. */
export function usePastOfChecks(): {
  readonly of: (check: string) => readonly (number | null)[];
  readonly changeOf: (check: string) => number;
} {
  const { api } = useDatabase();
  const { data } = useAnswer<TrendAnswer>(api('/trend'));
  // A preview looks at a part.
  const counts = data?.runs.map(
    ({ mode, startedAt }) => (mode === 'audit' || mode === 'fix') && Date.parse(startedAt) >= Date.now() - MONTH_MS,
  );
  const of = (check: string): readonly (number | null)[] =>
    data?.checks.find(({ id }) => id === check)?.open.filter((_, run) => counts?.[run] === true) ?? [];
  return {
    of,
    changeOf(check) {
      const [last = 0, before = last] = of(check)
        .filter((value) => value !== null)
        .toReversed();
      return last - before;
    },
  };
}

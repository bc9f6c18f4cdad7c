import type { ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import type { Repairable } from '../../api/use-repairable.ts';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/panel.tsx';
import { Link } from '../../router/link.tsx';
import { address } from '../../router/place.ts';
import { useDatabase } from '../../session/use-database.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Findings that a person has to decide, by check, each with what to do. */
export function ByHand({ rows, checks }: { readonly rows: readonly Repairable[]; readonly checks: ReadonlyMap<string, Check> }): ReactNode {
  const { repairs: words, overview, finding, number } = useWords();
  const { page } = useDatabase();
  const left = rows.flatMap(({ check, open, automatic }) =>
    automatic === null || automatic === open ? [] : [{ check, count: open - automatic }],
  );
  if (left.length === 0) return null;
  return (
    <Panel
      title={words.byHand}
      note={words.byHandOf(
        left.reduce((sum, { count }) => sum + count, 0),
        left.length,
      )}
    >
      <table className="mini">
        <thead>
          <tr>
            <th scope="col">{overview.check}</th>
            <th scope="col" className="num">
              {overview.open}
            </th>
            <th scope="col" className="phone:hidden">
              {finding.advice}
            </th>
          </tr>
        </thead>
        <tbody>
          {left.map(({ check, count }) => (
            <tr key={check}>
              <td>
                <span className="gt">
                  <Mark kind={checks.get(check)?.severity ?? 'info'} alone />
                  <Link className="q b min-w-0" to={address(page('/findings'), { check })}>
                    {checks.get(check)?.title ?? check}
                  </Link>
                </span>
              </td>
              <td className="num">{number(count)}</td>
              <td className="m phone:hidden">{checks.get(check)?.advice}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

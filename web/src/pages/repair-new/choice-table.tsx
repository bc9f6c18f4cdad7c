import type { ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import type { Repairable } from '../../api/use-repairable.ts';
import { Mark } from '../../components/mark.tsx';
import { useWords } from '../../words/use-words.tsx';

interface Wish {
  readonly rows: readonly Repairable[];
  readonly checks: ReadonlyMap<string, Check>;
  readonly picked: readonly string[];
  readonly onPick: (picked: ReadonlySet<string>) => void;
}

/** Checks of whose findings a repair mends some: which of them are repaired. */
export function ChoiceTable({ rows, checks, picked, onPick }: Wish): ReactNode {
  const words = useWords();
  const { repairs, number } = words;
  const isAll = picked.length === rows.length;
  return (
    <table className="mini">
      <thead>
        <tr>
          <th scope="col">
            <label className="flex items-center gap-2">
              <input
                type="checkbox"
                aria-label={repairs.everyCheck}
                checked={isAll}
                onChange={() => onPick(new Set(isAll ? [] : rows.map(({ check }) => check)))}
              />
              {words.overview.check}
            </label>
          </th>
          <th scope="col" className="num">
            {words.findings.title}
          </th>
          <th scope="col" className="num">
            {repairs.mends}
          </th>
          <th scope="col" className="phone:hidden">
            {repairs.writesTo}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ check, open, automatic, writes }) => (
          <tr key={check}>
            <td>
              <label className="gt">
                <input
                  type="checkbox"
                  checked={picked.includes(check)}
                  onChange={() => onPick(new Set(picked.includes(check) ? picked.filter((each) => each !== check) : [...picked, check]))}
                />
                <Mark kind={checks.get(check)?.severity ?? 'info'} alone />
                <span className="min-w-0 b">{checks.get(check)?.title ?? check}</span>
              </label>
            </td>
            <td className="num">{number(open)}</td>
            <td className="num">{automatic === null ? '–' : number(automatic)}</td>
            <td className="m phone:hidden">
              <code>{writes.join(', ')}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

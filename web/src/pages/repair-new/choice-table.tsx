import type { ReactNode } from 'react';
import type { Check } from '../../api/types.ts';
import type { Repairable } from '../../api/use-repairable.ts';
import { Mark } from '../../components/mark.tsx';
import { Table } from '../../components/table.tsx';
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
  const { repairs } = words;
  const isAll = picked.length === rows.length;
  return (
    <Table
      label={repairs.checks}
      rows={rows}
      keyOf={({ check }) => check}
      columns={[
        {
          head: (
            <label className="flex items-center gap-2">
              <input
                type="checkbox"
                aria-label={repairs.everyCheck}
                checked={isAll}
                onChange={() => onPick(new Set(isAll ? [] : rows.map(({ check }) => check)))}
              />
              {words.overview.check}
            </label>
          ),
          cell: ({ check }) => (
            <label className="gt">
              <input
                type="checkbox"
                checked={picked.includes(check)}
                onChange={() => onPick(new Set(picked.includes(check) ? picked.filter((each) => each !== check) : [...picked, check]))}
              />
              <Mark kind={checks.get(check)?.severity ?? 'info'} alone />
              <span className="min-w-0 b">{checks.get(check)?.title ?? check}</span>
            </label>
          ),
        },
        { head: words.findings.title, isNumber: true, cell: ({ open }) => open },
        { head: repairs.mends, isNumber: true, cell: ({ automatic }) => automatic },
        { head: repairs.writesTo, isMuted: true, isWide: true, cell: ({ writes }) => <code>{writes.join(', ')}</code> },
      ]}
    />
  );
}
